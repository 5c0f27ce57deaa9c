"""Entities come and change here and nowhere else; every change is told to the audit log."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from sandbox.port import clock, runs
from sandbox.port.audit import Happening
from sandbox.port.caller import Caller
from sandbox.port.entity import Entity, pointer
from sandbox.port.entity_rules import check_properties, check_relations, missing_targets, no_such_target
from sandbox.port.entity_shapes import EntityBody, EntityPatch
from sandbox.port.errors import PortError, invalid, not_found, taken
from sandbox.port.organization import Organization
from sandbox.port.search import search
from sandbox.port.shapes import ENTITY_IDENTIFIER_LENGTH, Json


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """The query parameters of the entity routes, with Port's defaults."""

    upsert: bool = False
    merge: bool = False
    validation_only: bool = False
    create_missing_related_entities: bool = False
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    entity: Entity
    created: bool


def get(org: Organization, blueprint: str, identifier: str) -> Entity:
    """The entity. Raises Port's 404 for an unknown blueprint or entity."""
    org.blueprint(blueprint)
    entity = org.catalog.get(blueprint, identifier)
    if entity is None:
        raise not_found("Entity", identifier)
    return entity


def write(org: Organization, caller: Caller, blueprint: str, body: EntityBody, options: WriteOptions) -> Written:
    """Create the entity or, with `upsert`, overwrite it or, with `merge` too, lay the body over it."""
    org.blueprint(blueprint)
    identifier = _identifier(org, caller, blueprint, body)
    held = org.catalog.get(blueprint, identifier)
    if held and not options.upsert:
        raise taken("Entity", identifier)
    base = held if held and options.merge else _blank(caller, blueprint, identifier, held)
    entity = _laid_over(org, caller, base, body.json_body())
    return _put(org, caller, held, entity, options)


def replace_whole(org: Organization, caller: Caller, blueprint: str, identifier: str, body: EntityBody, options: WriteOptions) -> Written:
    """PUT: the entity is what the body says and nothing of what it was."""
    held = get(org, blueprint, identifier)
    entity = _laid_over(org, caller, _blank(caller, blueprint, identifier, held), body.json_body())
    return _put(org, caller, held, entity, options)


def patch(org: Organization, caller: Caller, blueprint: str, identifier: str, body: EntityPatch, options: WriteOptions) -> Written:
    """PATCH: only what the body names changes."""
    held = get(org, blueprint, identifier)
    return _put(org, caller, held, _laid_over(org, caller, held, body.json_body()), options)


def _identifier(org: Organization, caller: Caller, blueprint: str, body: EntityBody) -> str:
    if isinstance(body.identifier, str):
        return body.identifier
    if body.identifier is None:
        return f"e_{secrets.token_hex(8)}"
    found = search(org, caller, body.identifier, within=blueprint)
    if len(found) != 1:
        raise PortError(404, "not_found", f"The search in body/identifier found {len(found)} entities; it has to find one")
    return found[0].identifier


def _blank(caller: Caller, blueprint: str, identifier: str, held: Entity | None) -> Entity:
    stamp = clock.written(clock.now())
    entity = Entity(identifier, blueprint, identifier, stamp, caller.id, stamp, caller.id, caller.user_agent)
    return replace(entity, created_at=held.created_at, created_by=held.created_by, datasource=held.datasource) if held else entity


def _laid_over(org: Organization, caller: Caller, base: Entity, body: Json) -> Entity:
    blueprint = org.blueprint(base.blueprint)
    relations = {name: _resolved(org, caller, blueprint, name, value) for name, value in body.get("relations", {}).items()}
    return replace(
        base,
        identifier=body["identifier"] if isinstance(body.get("identifier"), str) else base.identifier,
        title=body.get("title", base.title) or base.identifier,
        icon=body.get("icon", base.icon) or None,
        team=body.get("team", base.team) or [],
        properties=base.properties | body.get("properties", {}),
        relations=base.relations | relations,
        updated_at=clock.written(clock.now()),
        updated_by=caller.id,
        # Assumed of Port: an edit by hand does not take an entity away from the integration that reconciles it.
        datasource=caller.user_agent if caller.is_exporter else base.datasource,
    )


def _resolved(org: Organization, caller: Caller, blueprint: Json, name: str, value: Any) -> Any:
    """A relation that is given as a search query is the entities it finds."""
    if not isinstance(value, dict) or name not in blueprint["relations"]:
        return value
    relation = blueprint["relations"][name]
    found = [entity.identifier for entity in search(org, caller, value, within=relation["target"])]
    return found if relation["many"] else next(iter(found), None)


def _put(org: Organization, caller: Caller, held: Entity | None, entity: Entity, options: WriteOptions) -> Written:
    blueprint = org.blueprint(entity.blueprint)
    check_properties(blueprint, entity.properties)
    check_relations(blueprint, entity.relations)
    missing = list(dict.fromkeys(missing_targets(org.catalog, entity)))
    if missing and not options.create_missing_related_entities:
        raise no_such_target(missing[0])
    if options.validation_only:
        return Written(entity, created=held is None)
    runs.check_tie(org, options.run_id)
    for target in missing:
        _store(org, caller, None, _blank(caller, *target, None), options.run_id)
    _store(org, caller, held, entity, options.run_id)
    return Written(entity, created=held is None)


def _store(org: Organization, caller: Caller, held: Entity | None, entity: Entity, run_id: str | None) -> None:
    if len(entity.identifier) > ENTITY_IDENTIFIER_LENGTH:
        raise invalid(f"body/identifier must NOT have more than {ENTITY_IDENTIFIER_LENGTH} characters")
    if held and held.key != entity.key:
        _rename(org, held, entity)
    org.catalog.put(entity)
    if held and held.content() == entity.content():
        return  # updatedAt moves, but nothing happened that anybody has to be told
    before = held.json() if held else None
    action = "UPDATE" if held else "CREATE"
    org.audit.record(Happening(action, "entity", pointer(entity.key, run_id), before=before, after=entity.json()), caller)


def _rename(org: Organization, held: Entity, entity: Entity) -> None:
    if org.catalog.get(*entity.key):
        raise taken("Entity", entity.identifier)
    if org.catalog.dependents(held.key):
        raise PortError(422, "has_dependents", f'Entity "{held.identifier}" has dependents; it cannot be renamed')
    org.catalog.remove(held.key)
