"""One field of a form, made from the JSON schema of an action's input or of a blueprint's property. Pure."""

from dataclasses import dataclass
from typing import Any

from sandbox.page.datasets import search_query
from sandbox.page.entries import Entered, Widget
from sandbox.page.jq_queries import settled
from sandbox.page.people import People
from sandbox.page.port_client import Json
from sandbox.page.render import Shown


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; `marks` are pills beside its label."""

    value: str
    label: str
    description: str = ""
    marks: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the options come from when they are entities."""

    blueprint: str
    query: Json


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is the JSON type of the value; `entered` is what the control holds; `problem` is what is wrong with it."""

    name: str
    title: str
    widget: Widget
    kind: str
    description: str = ""
    required: bool = False
    input_type: str = "text"
    is_timer: bool = False
    options: tuple[Option, ...] = ()
    source: Source | None = None
    entered: Entered = ()
    problem: str = ""

    @property
    def text(self) -> str:
        return self.entered[0] if self.entered else ""


_LONG = frozenset({"multi-line", "markdown", "yaml", "proto"})
_INPUT_TYPES = {"email": "email", "url": "url"}


def widget_of(schema: Json) -> Widget:
    """The control for values of this schema."""
    kind, wanted = schema.get("type", "string"), schema.get("format")
    if kind == "array":
        return _widget_of_array(schema)
    if kind in ("object", "boolean"):
        return Widget.JSON if kind == "object" else Widget.CHECK
    if "enum" in schema or wanted in ("entity", "user"):
        return Widget.CHOICE
    if kind == "number":
        return Widget.NUMBER
    if wanted in ("date-time", "timer"):
        return Widget.MOMENT
    return Widget.LONG_TEXT if wanted in _LONG else Widget.TEXT


def field_of(name: str, schema: Json, context: Json, people: People) -> Field:
    """The empty field. `context` is `{form, entity, user}` for its jqQueries."""
    element = schema.get("items") or schema
    wanted = element.get("format")
    return Field(
        name=name,
        title=schema.get("title") or name,
        widget=widget_of(schema),
        kind=schema.get("type", "string"),
        description=schema.get("description") or "",
        input_type=_INPUT_TYPES.get(wanted or "", "text"),
        is_timer=wanted == "timer",
        options=_options(settled(element.get("enum", schema.get("enum")), context), wanted, people),
        source=_source(element, schema, context) if wanted == "entity" else None,
    )


def _widget_of_array(schema: Json) -> Widget:
    items = schema.get("items") or {}
    if "enum" in schema or "enum" in items or items.get("format") in ("entity", "user"):
        return Widget.CHOICES
    return Widget.LINES if items.get("type") == "string" else Widget.JSON


def _source(element: Json, schema: Json, context: Json) -> Source:
    dataset = element.get("dataset") or schema.get("dataset")
    return Source(element["blueprint"], search_query(dataset, context))


def _options(enum: Any, wanted: str | None, people: People) -> tuple[Option, ...]:
    if wanted == "user":
        return tuple(Option(person.email, person.name, person.email) for person in people)
    return tuple(Option(str(value), str(value)) for value in enum or ())
