"""The entities that an entity relates to and those that relate to it, each relation as a table of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sandbox.page.columns import columns_of, few
from sandbox.page.port_client import Json, PortClient
from sandbox.page.table import Table, Wish, table_of


@dataclass(frozen=True, slots=True)
class Group:
    """One relation. `points_here` where it is the others that relate to this entity."""

    title: str
    blueprint: Json
    points_here: bool
    table: Table


async def related_groups(port: PortClient, blueprints: dict[str, Json], blueprint: Json, entity: Json) -> list[Group]:
    """First what the entity points to, then what points to it."""
    groups = [group async for group in _pointed_to(port, blueprints, blueprint, entity)]
    return groups + [group async for group in _pointing_here(port, blueprints, entity)]


async def _pointed_to(port: PortClient, blueprints: dict[str, Json], blueprint: Json, entity: Json) -> AsyncIterator[Group]:
    for name, relation in blueprint.get("relations", {}).items():
        named = _named(entity["relations"].get(name))
        query = {"combinator": "and", "rules": [{"property": "$identifier", "operator": "in", "value": named}]}
        entities = await port.search(relation["target"], query) if named else []
        target = blueprints[relation["target"]]
        yield Group(relation.get("title") or name, target, False, _table(entities, target, blueprints))


async def _pointing_here(port: PortClient, blueprints: dict[str, Json], entity: Json) -> AsyncIterator[Group]:
    about = {"operator": "relatedTo", "blueprint": entity["blueprint"], "value": entity["identifier"]}
    for other in blueprints.values():
        for name, relation in other.get("relations", {}).items():
            if relation["target"] != entity["blueprint"]:
                continue
            # relatedTo also finds what is related through others; only what names this entity itself is shown.
            found = await port.search(other["identifier"], {"combinator": "and", "rules": [about]})
            direct = [each for each in found if entity["identifier"] in _named(each["relations"].get(name))]
            yield Group(other.get("title") or other["identifier"], other, True, _table(direct, other, blueprints))


def _named(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _table(entities: list[Json], blueprint: Json, blueprints: dict[str, Json]) -> Table:
    """Without the relation columns: what they would say is around it already."""
    columns = tuple(column for column in few(columns_of(blueprint, blueprints)) if column.target is None)
    return table_of(entities, columns, Wish())
