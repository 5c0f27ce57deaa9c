"""A form: from an action's own JSON, or from a blueprint for editing an entity by hand. Pure; entity options come later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.page.entries import Entered, EntryError, Widget, entered, meant
from sandbox.page.fields import Field, field_of, widget_of
from sandbox.page.jq_queries import mentions_form, settled
from sandbox.page.people import People
from sandbox.page.port_client import Json

type Typed = Mapping[str, Entered]


@dataclass(frozen=True, slots=True)
class Form:
    """`is_reactive`: what is entered in one field changes others, so the form has to be made anew while it is filled in."""

    fields: tuple[Field, ...]
    is_reactive: bool = False

    @property
    def has_problem(self) -> bool:
        return any(field.problem for field in self.fields)


@dataclass(frozen=True, slots=True)
class Setting:
    """Who fills the form in, about which entity (None for CREATE actions)."""

    people: People
    user: Json | None = None
    entity: Json | None = None

    def context(self, values: Json) -> Json:
        return {"form": values, "entity": self.entity, "user": self.user}


def action_form(action: Json, setting: Setting, typed: Typed | None = None) -> Form:
    """The action's form, with its defaults or, once it has been sent, with what was typed."""
    inputs = action["trigger"]["userInputs"]
    schemas = in_order(inputs)
    given = _defaults(schemas, setting) if typed is None else typed
    context = setting.context(_readable(schemas, given))
    required = settled(inputs.get("required", []), context) or []
    visible = {name: schema for name, schema in schemas.items() if settled(schema.get("visible", True), context) is not False}
    fields = (_with_entry(field_of(name, schema, context, setting.people), name in required, given) for name, schema in visible.items())
    return Form(tuple(fields), mentions_form(inputs))


def entity_form(blueprint: Json, entity: Json, people: People, typed: Typed | None = None) -> Form:
    """A field for every stored property of the entity."""
    schemas = blueprint["schema"]["properties"]
    held = {name: entered(entity["properties"].get(name), widget_of(schema)) for name, schema in schemas.items()}
    required = blueprint["schema"].get("required", [])
    context = Setting(people, entity=entity).context(entity["properties"])
    fields = (_with_entry(field_of(name, schema, context, people), name in required, typed or held) for name, schema in schemas.items())
    return Form(tuple(fields))


def values_of(form: Form) -> Json:
    """What was entered, as JSON; fields left empty are left out."""
    values = {field.name: meant(field.entered, field.widget, field.kind) for field in form.fields if not field.problem}
    return {name: value for name, value in values.items() if value is not None}


def with_problem(form: Form, message: str) -> Form:
    """The form with Port's refusal at the field that it names: body/properties/duration must be ..."""
    named = next((field.name for field in form.fields if _names(message, field.name)), None)
    fields = (replace(field, problem=_about(field, message)) if field.name == named else field for field in form.fields)
    return replace(form, fields=tuple(fields))


def in_order(inputs: Json) -> dict[str, Json]:
    """The inputs in the action's order; those it does not name follow."""
    schemas: dict[str, Json] = inputs["properties"]
    named = [name for name in inputs.get("order") or () if name in schemas]
    return {name: schemas[name] for name in dict.fromkeys((*named, *schemas))}


def _defaults(schemas: dict[str, Json], setting: Setting) -> Typed:
    values: Json = {}
    for name, schema in schemas.items():
        values[name] = settled(schema.get("default"), setting.context(values))
    return {name: entered(value, widget_of(schemas[name])) for name, value in values.items()}


def _readable(schemas: dict[str, Json], typed: Typed) -> Json:
    """`.form` of the jqQueries: what can be read of what is entered so far."""
    read = {name: _read(typed.get(name, ()), widget_of(schema), schema.get("type", "string"))[0] for name, schema in schemas.items()}
    return {name: value for name, value in read.items() if value is not None}


def _with_entry(field: Field, required: bool, typed: Typed) -> Field:
    entry = typed.get(field.name, ())
    _, problem = _read(entry, field.widget, field.kind)
    return replace(field, required=required, entered=entry, problem=problem)


def _read(typed: Entered, widget: Widget, kind: str) -> tuple[Any, str]:
    """The JSON that is meant, and what is wrong with what was typed."""
    try:
        return meant(typed, widget, kind), ""
    except EntryError as error:
        return None, str(error)


def _about(field: Field, message: str) -> str:
    """What is wrong, without the path that the field's place on the page tells."""
    if "required property" in message:
        return "This is required."
    complaint = message.partition(f"/properties/{field.name}")[2].lstrip(": ")
    return f"{complaint[:1].upper()}{complaint[1:]}."


def _names(message: str, name: str) -> bool:
    return f"/properties/{name} " in message or f"/properties/{name}:" in message or f'required property "{name}"' in message
