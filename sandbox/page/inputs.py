"""What a run was started with, under the titles of its action's form."""

from dataclasses import dataclass
from typing import Any

from sandbox.page.forms import in_order
from sandbox.page.port_client import Json, PortClient, PortRefusal
from sandbox.page.render import EMPTY, Kind, Shown, show, show_entity


@dataclass(frozen=True, slots=True)
class Input:
    title: str
    value: Shown


async def shown_inputs(port: PortClient, run: Json) -> list[Input]:
    """In the form's order. Where the action has been deleted since, under the inputs' own names."""
    schemas = await _schemas(port, run["action"]["identifier"])
    given = run["properties"]
    names = [name for name in dict.fromkeys((*schemas, *given)) if name in given]
    return [Input(schemas.get(name, {}).get("title") or name, _shown(given[name], schemas.get(name, {}))) for name in names]


async def _schemas(port: PortClient, action: str) -> Json:
    try:
        trigger = (await port.get("actions", action))["action"]["trigger"]
    except PortRefusal as refusal:
        if refusal.status != 404:
            raise
        return {}
    return in_order(trigger["userInputs"]) if trigger["type"] == "self-service" else {}


def _shown(value: Any, schema: Json) -> Shown:
    element = schema.get("items") or schema
    if element.get("format") != "entity" or not value:
        return show(value, schema)
    identifiers = value if isinstance(value, list) else [value]
    parts = tuple(show_entity(str(each), None, element["blueprint"]) for each in identifiers)
    return Shown(Kind.LIST, ", ".join(part.text for part in parts), parts=parts) if parts else EMPTY
