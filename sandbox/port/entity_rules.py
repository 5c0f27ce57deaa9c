"""What may be an entity of a blueprint: its properties and its relations."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.port.catalog import Catalog
from sandbox.port.entity import Entity, EntityKey
from sandbox.port.errors import PortError, invalid
from sandbox.port.shapes import Json
from sandbox.port.values import complaint


def check_properties(blueprint: Json, properties: Mapping[str, Any]) -> None:
    """Raise Port's 422 for the first property that does not fit the blueprint's schema."""
    schema = blueprint["schema"]
    computed = blueprint["mirrorProperties"].keys() | blueprint["calculationProperties"].keys() | blueprint["aggregationProperties"].keys()
    for name, value in properties.items():
        if name in computed:
            raise invalid(f'body/properties/{name}: Port computes this property of blueprint "{blueprint["identifier"]}"; it cannot be set')
        if name not in schema["properties"]:
            raise invalid(f'body/properties must NOT have additional properties: "{name}" is not in blueprint "{blueprint["identifier"]}"')
        problem = complaint(value, schema["properties"][name])
        if problem:
            raise invalid(f"body/properties/{name} {problem}")
    for name in schema.get("required", []):
        if properties.get(name) is None:
            raise invalid(f'body/properties must have required property "{name}"')


def check_relations(blueprint: Json, relations: Mapping[str, Any]) -> None:
    """Raise Port's 422 for the first relation that the blueprint lacks, or that is single where many are meant or the reverse."""
    for name, value in relations.items():
        if name not in blueprint["relations"]:
            raise invalid(f'body/relations must NOT have additional properties: "{name}" is not in blueprint "{blueprint["identifier"]}"')
        many = blueprint["relations"][name]["many"]
        if value is not None and isinstance(value, list) != many:
            raise invalid(f"body/relations/{name} must be {'array' if many else 'string'}")
    for name, relation in blueprint["relations"].items():
        if relation["required"] and not relations.get(name):
            raise invalid(f'body/relations must have required relation "{name}"')


def missing_targets(catalog: Catalog, entity: Entity) -> Iterator[EntityKey]:
    """The entities that this one relates to and that do not exist; itself counts as existing."""
    for blueprint, identifier in catalog.targets(entity):
        if catalog.get(blueprint, identifier) is None and (blueprint, identifier) != entity.key:
            yield (blueprint, identifier)


def no_such_target(target: EntityKey) -> PortError:
    return PortError(404, "not_found", f'Entity with identifier "{target[1]}" of blueprint "{target[0]}" was not found')
