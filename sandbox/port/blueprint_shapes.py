"""The JSON shapes of blueprints."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from sandbox.port.shapes import BlueprintIdentifier, Json, OpenShape, PropertyIdentifier, Shape

type PropertyType = Literal["string", "number", "boolean", "object", "array"]
type Format = Literal[
    "date-time", "url", "email", "idn-email", "ipv4", "ipv6", "markdown", "yaml",
    "user", "blueprints", "team", "timer", "proto", "labeled-url",
]  # fmt: skip
type Color = Literal[
    "blue", "turquoise", "orange", "purple", "pink", "yellow", "green", "red", "gold", "silver", "paleBlue",
    "darkGray", "lightGray", "bronze", "lime", "olive", "brown",
]  # fmt: skip
type Title = Annotated[str, StringConstraints(max_length=100)]
type BlueprintTitle = Annotated[str, StringConstraints(min_length=1, max_length=100)]
type Description = Annotated[str, StringConstraints(max_length=200)]


class PropertyPatch(OpenShape):
    """A property as PATCH takes it: the type may be left out. Further JSON Schema keywords are open."""

    type: PropertyType | None = None
    title: Title | None = None
    description: str | None = None
    icon: str | None = None
    format: Format | None = None
    enum: list[Any] | None = None
    enumColors: dict[str, Color] | None = None
    items: Json | None = None

    @model_validator(mode="after")
    def _colors_name_enum_values(self) -> Self:
        stray = set(self.enumColors or ()) - {str(value) for value in self.enum or ()}
        if stray and self.enum is not None:
            raise ValueError(f"enumColors names {sorted(stray)}, which enum does not list")
        return self


class Property(PropertyPatch):
    type: PropertyType


class PropertiesSchema(Shape):
    properties: dict[PropertyIdentifier, Property]
    required: list[str] | None = None


class PropertiesSchemaPatch(Shape):
    properties: dict[PropertyIdentifier, PropertyPatch]
    required: list[str] | None = None


class Calculation(Shape):
    calculation: str
    type: PropertyType
    title: Title | None = None
    description: str | None = None
    icon: str | None = None
    format: Format | None = None
    spec: Literal["open-api", "embedded-url", "async-api"] | None = None
    specAuthentication: Json | None = None
    colorized: bool | None = None
    colors: dict[str, Color] | None = None
    items: Json | None = None


class Mirror(Shape):
    path: Annotated[str, StringConstraints(pattern=r"^[^.]+(\.[^.]+)+$")]
    title: Title | None = None


class CalculationSpec(Shape):
    func: Literal["count", "average", "sum", "min", "max", "median"]
    calculationBy: Literal["entities", "property"]
    property: str | None = None
    averageOf: Literal["hour", "day", "week", "month", "total"] | None = None
    measureTimeBy: str | None = None


class Aggregation(Shape):
    title: str
    target: str
    calculationSpec: CalculationSpec
    description: str | None = None
    icon: str | None = None
    type: Literal["number"] | None = None
    query: Json | None = None
    pathFilter: Annotated[list[Json], Field(max_length=1)] | None = None


class Relation(Shape):
    target: str
    required: bool = False
    many: bool = False
    title: Title | None = None
    description: str | None = None
    type: str | None = None


class Ownership(Shape):
    type: Literal["Direct", "Inherited"]
    path: str | None = None
    title: Title | None = None


class BlueprintPatch(OpenShape):
    """The body of PATCH: any part of a blueprint."""

    identifier: BlueprintIdentifier | None = None
    title: BlueprintTitle | None = None
    description: Description | None = None
    icon: str | None = None
    schema_: Annotated[PropertiesSchemaPatch | None, Field(alias="schema")] = None
    calculationProperties: dict[PropertyIdentifier, Calculation] | None = None
    mirrorProperties: dict[PropertyIdentifier, Mirror] | None = None
    aggregationProperties: dict[PropertyIdentifier, Aggregation] | None = None
    relations: dict[PropertyIdentifier, Relation] | None = None
    ownership: Ownership | None = None
    changelogDestination: Json | None = None


class Blueprint(OpenShape):
    """The body of POST and PUT. A relation's `required` and `many` default to false."""

    identifier: BlueprintIdentifier
    title: BlueprintTitle
    schema_: Annotated[PropertiesSchema, Field(alias="schema")]
    description: Description | None = None
    icon: str | None = None
    calculationProperties: dict[PropertyIdentifier, Calculation] = Field(default_factory=dict)
    mirrorProperties: dict[PropertyIdentifier, Mirror] = Field(default_factory=dict)
    aggregationProperties: dict[PropertyIdentifier, Aggregation] = Field(default_factory=dict)
    relations: dict[PropertyIdentifier, Relation] = Field(default_factory=dict)
    ownership: Ownership | None = None
    changelogDestination: Json | None = None
