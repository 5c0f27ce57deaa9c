"""The columns of a blueprint's table: its title, its properties of every sort, and its relations."""

from dataclasses import dataclass
from typing import Any

from sandbox.page.port_client import Json
from sandbox.page.render import EMPTY, Kind, Shown, show, show_entity

# As many as fit beside each other; the others are a click away.
FEW = 7


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a blueprint, whichever way it gets its value."""

    name: str
    title: str
    schema: Json
    description: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is a path into the entity's JSON. A relation has the blueprint it points to as its target."""

    name: str
    title: str
    schema: Json
    target: str | None = None


TITLE = Column("title", "Title", {})


def properties_of(blueprint: Json, blueprints: dict[str, Json]) -> tuple[Property, ...]:
    """Stored, mirrored, calculated and aggregated properties, in the blueprint's order."""
    stored = blueprint["schema"]["properties"].items()
    mirrored = ((name, mirror | _mirrored_schema(blueprint, mirror["path"], blueprints)) for name, mirror in _part(blueprint, "mirror"))
    aggregated = ((name, {"title": name, "type": "number"} | aggregation) for name, aggregation in _part(blueprint, "aggregation"))
    found = (*stored, *mirrored, *_part(blueprint, "calculation"), *aggregated)
    return tuple(Property(name, schema.get("title") or name, schema, schema.get("description") or "") for name, schema in found)


def columns_of(blueprint: Json, blueprints: dict[str, Json]) -> tuple[Column, ...]:
    """Every column that the blueprint's entities can fill."""
    properties = (Column(f"properties.{each.name}", each.title, each.schema) for each in properties_of(blueprint, blueprints))
    relations = (
        Column(f"relations.{name}", relation.get("title") or name, {}, relation["target"])
        for name, relation in blueprint.get("relations", {}).items()
    )
    meta = (Column("identifier", "Identifier", {}), Column("updatedAt", "Last update", {"format": "date-time"}))
    return (TITLE, *relations, *properties, *meta)


def few(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns to begin with: what is read at a glance comes first, JSON and what every entity has stay away."""
    short = [column for column in columns if column.schema.get("type") != "object" and column.name not in ("identifier", "updatedAt")]
    return tuple(sorted(short, key=_length)[:FEW])


def cell(entity: Json, column: Column) -> Shown:
    """What the entity has in that column. Relations come with titles: attach_title_to_relation."""
    if column == TITLE:
        return show_entity(entity["identifier"], entity.get("title"), entity["blueprint"])
    outer, _, inner = column.name.partition(".")
    value = entity.get(outer, {}).get(inner) if inner else entity.get(outer)
    return _show_related(value, column.target) if column.target else show(value, column.schema)


def _length(column: Column) -> int:
    """How long the column is to read, from a pill or a person to a list."""
    schema = column.schema
    if column == TITLE:
        return 0
    if "enum" in schema or schema.get("format") in ("timer", "user"):
        return 1
    if column.target:
        return 2
    return 4 if schema.get("type") == "array" or schema.get("format") == "url" else 3


def _part(blueprint: Json, sort: str) -> Any:
    return blueprint.get(f"{sort}Properties", {}).items()


def _mirrored_schema(blueprint: Json, path: str, blueprints: dict[str, Json]) -> Json:
    """The schema of the property at the far end, without its title: the mirror has one of its own."""
    relation, _, rest = path.partition(".")
    if relation not in blueprint.get("relations", {}):
        return {key: value for key, value in blueprint["schema"]["properties"].get(path, {}).items() if key != "title"}
    target = blueprints.get(blueprint["relations"][relation]["target"])
    return _mirrored_schema(target, rest, blueprints) if target else {}


def _show_related(value: Any, target: str) -> Shown:
    if not value:
        return EMPTY
    many = value if isinstance(value, list) else [value]
    parts = tuple(show_entity(each["identifier"], each.get("title"), target) for each in many)
    return parts[0] if not isinstance(value, list) else Shown(Kind.LIST, ", ".join(part.text for part in parts), parts=parts)
