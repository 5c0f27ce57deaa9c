"""What may be a blueprint, and how one is registered, changed and removed."""

from sandbox.port import clock
from sandbox.port.audit import Happening
from sandbox.port.blueprint_shapes import Blueprint, BlueprintPatch
from sandbox.port.caller import Caller
from sandbox.port.errors import PortError, invalid, taken
from sandbox.port.organization import Organization
from sandbox.port.shapes import Json, merged

_EMPTY: Json = {"calculationProperties": {}, "mirrorProperties": {}, "aggregationProperties": {}, "relations": {}}
_RELATION_DEFAULTS: Json = {"required": False, "many": False}


def register(org: Organization, caller: Caller, shape: Blueprint) -> Json:
    """Create the blueprint. Raises 409 where the identifier is in use."""
    if shape.identifier in org.catalog.blueprints:
        raise taken("Blueprint", shape.identifier)
    blueprint = _complete(org, shape.json_body())
    stamp = clock.written(clock.now())
    return _store(org, caller, None, blueprint | {"createdAt": stamp, "createdBy": caller.id})


def replace(org: Organization, caller: Caller, identifier: str, shape: Blueprint) -> Json:
    """Put the blueprint in place of the one held."""
    before = org.blueprint(identifier)
    blueprint = _complete(org, shape.json_body())
    return _store(org, caller, before, blueprint | {"createdAt": before["createdAt"], "createdBy": before["createdBy"]})


def patch(org: Organization, caller: Caller, identifier: str, shape: BlueprintPatch) -> Json:
    """Lay the given parts over the blueprint held."""
    before = org.blueprint(identifier)
    return _store(org, caller, before, _complete(org, merged(before, shape.json_body())))


def remove(org: Organization, caller: Caller, identifier: str, *, delete_actions: bool) -> None:
    """Delete the blueprint. Refused while it has entities, or while another blueprint relates to it."""
    before = org.blueprint(identifier)
    if org.catalog.of(identifier):
        raise PortError(422, "blueprint_has_entities", f'Blueprint "{identifier}" still has entities; delete them first')
    for other in org.catalog.blueprints.values():
        targets = {relation["target"] for relation in other["relations"].values()}
        if other is not before and identifier in targets:
            raise PortError(422, "has_dependents", f'Blueprint "{other["identifier"]}" has a relation to "{identifier}"; remove it first')
    if delete_actions:
        org.actions = {key: action for key, action in org.actions.items() if action["trigger"].get("blueprintIdentifier") != identifier}
    del org.catalog.blueprints[identifier]
    org.scorecards.pop(identifier, None)
    org.audit.record(Happening("DELETE", "blueprint", {"blueprintIdentifier": identifier}, before=before), caller)


def _complete(org: Organization, blueprint: Json) -> Json:
    complete = _EMPTY | blueprint
    complete["relations"] = {name: _RELATION_DEFAULTS | relation for name, relation in complete["relations"].items()}
    _check(org, complete)
    return complete


def _check(org: Organization, blueprint: Json) -> None:
    properties = blueprint["schema"]["properties"]
    for name, schema in properties.items():
        if "type" not in schema:
            raise invalid(f'body/schema/properties/{name} must have required property "type"')
    for name in blueprint["schema"].get("required", []):
        if name not in properties:
            raise invalid(f'body/schema/required names "{name}", which is not a property of the blueprint')
    _check_references(org, blueprint)


def _check_references(org: Organization, blueprint: Json) -> None:
    for name, relation in blueprint["relations"].items():
        target = relation["target"]
        if target not in org.catalog.blueprints and target != blueprint["identifier"]:
            raise PortError(404, "not_found", f'Blueprint "{target}", the target of relation "{name}", was not found')
    for name, aggregation in blueprint["aggregationProperties"].items():
        if aggregation["target"] not in org.catalog.blueprints and aggregation["target"] != blueprint["identifier"]:
            raise PortError(404, "not_found", f'Blueprint "{aggregation["target"]}", the target of aggregation "{name}", was not found')
    for name, mirror in blueprint["mirrorProperties"].items():
        if mirror["path"].split(".")[0] not in blueprint["relations"]:
            raise invalid(f'body/mirrorProperties/{name}: "{mirror["path"]}" does not begin with a relation of the blueprint')


def _store(org: Organization, caller: Caller, before: Json | None, blueprint: Json) -> Json:
    stored = blueprint | {"updatedAt": clock.written(clock.now()), "updatedBy": caller.id}
    identifier = stored["identifier"]
    if before is not None and before["identifier"] != identifier:
        raise invalid(f'The identifier of blueprint "{before["identifier"]}" cannot be changed here; create "{identifier}" instead')
    _keep_types(before, stored)
    org.catalog.blueprints[identifier] = stored
    action = "UPDATE" if before else "CREATE"
    org.audit.record(Happening(action, "blueprint", {"blueprintIdentifier": identifier}, before=before, after=stored), caller)
    return stored


def _keep_types(before: Json | None, after: Json) -> None:
    held = before["schema"]["properties"] if before else {}
    for name, schema in after["schema"]["properties"].items():
        if name in held and held[name]["type"] != schema["type"]:
            raise invalid(f'The type of property "{name}" cannot be changed after its creation; remove the property first')
