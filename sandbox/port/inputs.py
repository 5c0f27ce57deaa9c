"""The user inputs of a run: defaults filled in, everything checked against the action's form."""

from typing import Any

from sandbox.port.entity_view import view
from sandbox.port.errors import PortError, invalid
from sandbox.port.expressions import ExpressionError, evaluate
from sandbox.port.organization import Organization
from sandbox.port.shapes import Json
from sandbox.port.values import complaint


def complete(org: Organization, form: Json, given: Json, context: Json) -> Json:
    """The inputs as the run keeps them. `context` holds `.entity` and `.user` for jqQuery. Raises Port's 422."""
    fields: Json = form["properties"]
    for name in given:
        if name not in fields:
            raise invalid(f'body/properties must NOT have additional properties: "{name}" is not an input of this action')
    inputs = dict(given)
    for name, field in fields.items():
        if name not in inputs and "default" in field:
            inputs[name] = _answer(field["default"], context | {"form": inputs})
    inputs = {name: value for name, value in inputs.items() if value is not None}
    asking = context | {"form": inputs}
    for name in _answer(form.get("required", []), asking) or []:
        if name not in inputs:
            raise invalid(f'body/properties must have required property "{name}"')
    for name, value in inputs.items():
        _check(org, name, value, _settled(fields[name], asking))
    return inputs


def as_objects(org: Organization, form: Json, inputs: Json) -> Json:
    """The inputs as templates see them: an entity input is the entity, not its identifier."""
    return {name: _object(org, form["properties"][name], value) for name, value in inputs.items()}


def _answer(value: Any, context: Json) -> Any:
    if not isinstance(value, dict) or "jqQuery" not in value:
        return value
    try:
        return evaluate(value["jqQuery"], context)
    except ExpressionError as error:
        raise invalid(str(error)) from error


def _settled(field: Json, context: Json) -> Json:
    """The field with its enum computed, where that is a jqQuery."""
    settled = field | ({"enum": _answer(field["enum"], context)} if "enum" in field else {})
    if isinstance(field.get("items"), dict):
        settled["items"] = _settled(field["items"], context)
    return settled


def _check(org: Organization, name: str, value: Any, field: Json) -> None:
    problem = complaint(value, field)
    if problem:
        raise invalid(f"body/properties/{name} {problem}")
    element = field.get("items", field)
    if element.get("format") != "entity":
        return
    for identifier in value if isinstance(value, list) else [value]:
        if org.catalog.get(element["blueprint"], identifier) is None:
            blueprint = element["blueprint"]
            raise PortError(404, "not_found", f'body/properties/{name}: entity "{identifier}" of blueprint "{blueprint}" was not found')


def _object(org: Organization, field: Json, value: Any) -> Any:
    element = field.get("items", field)
    if element.get("format") != "entity":
        return value
    if isinstance(value, list):
        return [_object(org, element, item) for item in value]
    entity = org.catalog.get(element["blueprint"], value)
    return view(org, entity) if entity else value
