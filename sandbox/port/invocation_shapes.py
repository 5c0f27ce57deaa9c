"""The JSON shapes of an action's invocationMethod: what each backend is told."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from sandbox.port.shapes import Json, OpenShape, Shape


class Kafka(Shape):
    type: Literal["KAFKA"]
    payload: Json | list[Any] | None = None


class Webhook(Shape):
    type: Literal["WEBHOOK"]
    url: str
    agent: bool | str | None = None
    synchronized: bool | str | None = None
    method: str | None = None
    headers: dict[str, str] | None = None
    body: Json | list[Any] | None = None


class GitHub(Shape):
    type: Literal["GITHUB"]
    org: str
    repo: str
    workflow: str
    workflowInputs: Json | None = None
    reportWorkflowStatus: bool | str | None = None


class GitLab(Shape):
    type: Literal["GITLAB"]
    projectName: str
    groupName: str
    defaultRef: str | None = None
    pipelineVariables: Json | None = None


class AzureDevOps(Shape):
    type: Literal["AZURE_DEVOPS"]
    webhook: str
    org: str
    payload: Json | list[Any] | None = None


class IntegrationAction(Shape):
    type: Literal["INTEGRATION_ACTION"]
    installationId: str
    integrationActionType: Annotated[str, StringConstraints(min_length=1)]
    integrationActionExecutionProperties: Json


class EntityMapping(OpenShape):
    identifier: str | None = None
    title: str | None = None
    team: str | list[str] | None = None
    icon: str | None = None
    properties: Json = Field(default_factory=dict)
    relations: dict[str, str | list[str] | None] = Field(default_factory=dict)


class UpsertEntity(Shape):
    type: Literal["UPSERT_ENTITY"]
    blueprintIdentifier: str
    mapping: EntityMapping


type Invocation = Annotated[
    Kafka | Webhook | GitHub | GitLab | AzureDevOps | IntegrationAction | UpsertEntity, Field(discriminator="type")
]  # fmt: skip
