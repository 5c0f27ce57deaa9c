"""The JSON shapes of actions and automations."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sandbox.port.invocation_shapes import Invocation
from sandbox.port.shapes import ActionIdentifier, Json, OpenShape, PropertyIdentifier, Shape

type InputFormat = Literal[
    "date-time", "url", "email", "ipv4", "ipv6", "yaml", "entity", "user", "team", "proto", "markdown", "multi-line", "labeled-url"
]  # fmt: skip
type ButtonText = Annotated[str, StringConstraints(pattern=r"^\S.*\S$", min_length=1, max_length=15)]


class JqQuery(Shape):
    jqQuery: str


class UserInput(OpenShape):
    """One field of the form. Further JSON Schema keywords are open; dataset, enum and default may hold jqQuery."""

    type: Literal["string", "number", "boolean", "object", "array"]
    title: str | None = None
    format: InputFormat | None = None
    blueprint: str | None = None
    dependsOn: list[str] | None = None
    visible: JqQuery | bool | None = None
    icon: str | None = None
    dataset: Json | None = None
    sort: Json | None = None
    items: Json | None = None


class FormTitle(Shape):
    title: Annotated[str, StringConstraints(min_length=1, max_length=140)]
    description: Annotated[str, StringConstraints(max_length=1000)] | None = None
    visible: JqQuery | bool | None = None


class FormStep(Shape):
    title: str
    order: list[str] = Field(default_factory=list)
    visible: JqQuery | bool | None = None


class UserInputs(Shape):
    properties: dict[PropertyIdentifier, UserInput]
    required: JqQuery | list[str] = Field(default_factory=list)
    order: list[str] | None = None
    steps: list[FormStep] | None = None
    titles: dict[str, FormTitle] | None = None


class SearchCondition(Shape):
    type: Literal["SEARCH"]
    rules: list[Json]
    combinator: Literal["and", "or"]


class SelfService(Shape):
    type: Literal["self-service"]
    operation: Literal["CREATE", "DAY-2", "DELETE"]
    userInputs: UserInputs
    blueprintIdentifier: str | None = None
    condition: SearchCondition | None = None
    actionCardButtonText: ButtonText | None = None
    executeActionButtonText: ButtonText | None = None


class EntityEvent(Shape):
    type: Literal["ENTITY_CREATED", "ENTITY_UPDATED", "ENTITY_DELETED", "ANY_ENTITY_CHANGE"]
    blueprintIdentifier: str


class TimerEvent(Shape):
    type: Literal["TIMER_PROPERTY_EXPIRED"]
    blueprintIdentifier: str
    propertyIdentifier: str


class RunEvent(Shape):
    type: Literal["RUN_CREATED", "RUN_UPDATED", "ANY_RUN_CHANGE"]
    actionIdentifier: str


class JqCondition(Shape):
    type: Literal["JQ"]
    expressions: list[str]
    combinator: Literal["and", "or"] = "and"


class Automation(Shape):
    type: Literal["automation"]
    event: Annotated[EntityEvent | TimerEvent | RunEvent, Field(discriminator="type")]
    condition: JqCondition | None = None


class RequiredApproval(Shape):
    type: Literal["ANY", "ALL"]


class ApprovalNotification(Shape):
    type: Literal["email", "webhook"]
    format: Literal["json", "slack"] | None = None
    url: str | None = None


class Action(Shape):
    """The body of POST and PUT, for self-service actions and automations alike."""

    identifier: ActionIdentifier
    trigger: Annotated[SelfService | Automation, Field(discriminator="type")]
    invocationMethod: Invocation
    title: str | None = None
    icon: str | None = None
    description: str | None = None
    requiredApproval: RequiredApproval | bool | None = None
    approvalNotification: ApprovalNotification | None = None
    publish: bool | None = None
    allowAnyoneToViewRuns: bool | None = None
