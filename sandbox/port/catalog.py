"""All entities, by blueprint, with the index of who relates to whom."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.port.entity import Entity, EntityKey
from sandbox.port.shapes import Json


@dataclass(slots=True)
class Catalog:
    """The blueprints and their entities. An entity is put whole; the relation index follows by itself."""

    blueprints: dict[str, Json] = field(default_factory=dict)
    _entities: dict[str, dict[str, Entity]] = field(default_factory=lambda: defaultdict(dict))
    _dependents: dict[EntityKey, set[EntityKey]] = field(default_factory=lambda: defaultdict(set))

    def get(self, blueprint: str, identifier: str) -> Entity | None:
        return self._entities[blueprint].get(identifier)

    def of(self, blueprint: str) -> tuple[Entity, ...]:
        return tuple(self._entities[blueprint].values())

    def all(self) -> Iterator[Entity]:
        for blueprint in self.blueprints:
            yield from self.of(blueprint)

    def put(self, entity: Entity) -> None:
        self._unindex(self.get(*entity.key))
        self._entities[entity.blueprint][entity.identifier] = entity
        for target in self.targets(entity):
            self._dependents[target].add(entity.key)

    def remove(self, key: EntityKey) -> None:
        self._unindex(self._entities[key[0]].pop(key[1], None))

    def clear(self) -> None:
        """Forget every entity and keep the blueprints."""
        self._entities.clear()
        self._dependents.clear()

    def targets(self, entity: Entity) -> Iterator[EntityKey]:
        """The entities that this one relates to."""
        relations = self.blueprints.get(entity.blueprint, {}).get("relations", {})
        for name, relation in relations.items():
            for identifier in entity.related(name):
                yield (relation["target"], identifier)

    def dependents(self, key: EntityKey) -> tuple[EntityKey, ...]:
        """The entities that relate to this one, in a stable order."""
        return tuple(sorted(dependent for dependent in self._dependents[key] if self._still_relates(dependent, key)))

    def _unindex(self, entity: Entity | None) -> None:
        if entity is None:
            return
        for target in self.targets(entity):
            self._dependents[target].discard(entity.key)

    def _still_relates(self, dependent: EntityKey, key: EntityKey) -> bool:
        # The blueprint may have lost the relation since the entity was put.
        entity = self.get(*dependent)
        return entity is not None and key in self.targets(entity)
