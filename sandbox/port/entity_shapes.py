"""The JSON shapes of entity requests."""

from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.port.shapes import EntityIdentifier, Json, OpenShape, Shape


class EntityBody(OpenShape):
    """The body of POST and PUT. Identifier, team and relations may each be a search query instead of a value."""

    identifier: EntityIdentifier | Json | None = None
    title: str | None = None
    icon: str | None = None
    team: str | list[str] | Json | None = None
    properties: Json = Field(default_factory=dict)
    relations: dict[str, EntityIdentifier | list[EntityIdentifier] | Json | None] = Field(default_factory=dict)


class EntityPatch(Shape):
    """The body of PATCH: null takes title, icon or team away."""

    nullable: ClassVar[frozenset[str]] = frozenset({"title", "icon", "team"})

    identifier: EntityIdentifier | None = None
    title: str | None = None
    icon: str | None = None
    team: str | list[str] | Json | None = None
    properties: Json = Field(default_factory=dict)
    relations: dict[str, EntityIdentifier | list[EntityIdentifier] | Json | None] = Field(default_factory=dict)


class BulkBody(Shape):
    entities: Annotated[list[EntityBody], Field(min_length=1, max_length=20)]


class BulkDelete(Shape):
    entities: Annotated[list[str], Field(min_length=1, max_length=100)]
