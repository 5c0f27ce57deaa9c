"""One entity of the catalog, as it is stored: without the properties that Port computes when it is read."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.port.shapes import Json

type EntityKey = tuple[str, str]
"""Blueprint identifier and entity identifier."""


@dataclass(frozen=True, slots=True)
class Entity:
    identifier: str
    blueprint: str
    title: str
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    datasource: str
    icon: str | None = None
    team: Any = field(default_factory=list)
    properties: Json = field(default_factory=dict)
    relations: Json = field(default_factory=dict)

    @property
    def key(self) -> EntityKey:
        return (self.blueprint, self.identifier)

    def related(self, relation: str) -> tuple[str, ...]:
        """The identifiers that the relation names, whether it is a single or a many relation."""
        target = self.relations.get(relation)
        if target is None:
            return ()
        return tuple(target) if isinstance(target, list) else (target,)

    def content(self) -> tuple[Any, ...]:
        """What a change of the entity would change; when and by whom it was written is not part of it."""
        return (self.title, self.icon, self.team, self.properties, self.relations)

    def json(self) -> Json:
        icon = {"icon": self.icon} if self.icon else {}
        return icon | {
            "identifier": self.identifier,
            "title": self.title,
            "team": self.team,
            "blueprint": self.blueprint,
            "properties": dict(self.properties),
            "relations": dict(self.relations),
            "createdAt": self.created_at,
            "createdBy": self.created_by,
            "updatedAt": self.updated_at,
            "updatedBy": self.updated_by,
        }


def pointer(key: EntityKey, run_id: str | None = None) -> Json:
    """How the context of an audit record points at an entity and at the run that changed it."""
    tied = {"runId": run_id} if run_id else {}
    return {"blueprintIdentifier": key[0], "entityIdentifier": key[1]} | tied
