"""The JSON shapes of integration requests."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sandbox.port.shapes import Json, OpenShape, Shape


class EntityMappings(OpenShape):
    identifier: str | Json
    blueprint: str
    title: str | None = None
    properties: Json = Field(default_factory=dict)
    relations: Json = Field(default_factory=dict)


class MappedEntity(OpenShape):
    mappings: EntityMappings | list[EntityMappings]


class MappingTarget(OpenShape):
    entity: MappedEntity


class Selector(OpenShape):
    query: str | None = None


class Resource(OpenShape):
    kind: str
    selector: Selector
    port: MappingTarget


class MappingConfig(OpenShape):
    """The mapping: `resources` and the options of the resync."""

    deleteDependentEntities: bool | None = None
    createMissingRelatedEntities: bool | None = None
    resources: list[Resource] = Field(default_factory=list)


class IntegrationPatch(OpenShape):
    nullable: ClassVar[frozenset[str]] = frozenset({"title"})

    title: str | None = None
    installationAppType: str | None = None
    version: str | None = None
    spec: Json | None = None
    actionsProcessingEnabled: bool | None = None
    config: MappingConfig | None = None
    changelogDestination: Json | None = None


class NewIntegration(IntegrationPatch):
    installationId: str


class ConfigBody(Shape):
    config: MappingConfig


class ResyncState(OpenShape):
    status: Literal["running", "completed", "failed", "aborted"]


class Examples(Shape):
    examples: list[Any]


class LogBatch(Shape):
    logs: list[Json]


class KindMetrics(Shape):
    syncKindMetrics: Json


class SyncMetrics(Shape):
    syncKindsMetrics: list[Json]


class Heartbeat(OpenShape):
    eventId: str


class ClaimBody(Shape):
    """The body of claim-pending, for action runs and workflow node runs alike."""

    installationId: str
    limit: Annotated[int, Field(ge=1)]
    visibilityTimeoutMs: Annotated[int, Field(ge=1)]
    exclude: list[str] = Field(default_factory=list)
