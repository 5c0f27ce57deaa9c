"""Deleting entities: all that were named or none, with their dependents or not at all."""

from sandbox.port import runs
from sandbox.port.audit import Happening
from sandbox.port.caller import Caller
from sandbox.port.entities import get
from sandbox.port.entity import EntityKey, pointer
from sandbox.port.errors import PortError
from sandbox.port.organization import Organization


def delete(org: Organization, caller: Caller, keys: list[EntityKey], *, delete_dependents: bool, run_id: str | None = None) -> None:
    """Delete the entities. Raises 404 or, where one has dependents that may not go with it, 422; then none is deleted."""
    runs.check_tie(org, run_id)
    named = list(dict.fromkeys(keys))
    entities = [get(org, *key) for key in (_with_dependents(org, named) if delete_dependents else named)]
    doomed = {entity.key for entity in entities}
    for entity in entities:
        _refuse_orphaning(org, entity.key, doomed)
    for entity in entities:
        org.catalog.remove(entity.key)
        org.audit.record(Happening("DELETE", "entity", pointer(entity.key, run_id), before=entity.json()), caller)


def _with_dependents(org: Organization, keys: list[EntityKey]) -> list[EntityKey]:
    seen = dict.fromkeys(keys)
    queue = list(keys)
    while queue:
        for dependent in org.catalog.dependents(queue.pop()):
            if dependent not in seen:
                seen[dependent] = None
                queue.append(dependent)
    return list(seen)


def _refuse_orphaning(org: Organization, key: EntityKey, doomed: set[EntityKey]) -> None:
    for blueprint, identifier in org.catalog.dependents(key):
        if (blueprint, identifier) not in doomed:
            relating = f'"{identifier}" of blueprint "{blueprint}" relates to it; pass delete_dependents=true to delete both'
            raise PortError(422, "has_dependents", f'Entity "{key[1]}" has a dependent: {relating}')
