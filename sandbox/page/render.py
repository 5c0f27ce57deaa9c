"""How the value of a property is shown: a pure step from JSON and its schema to what the templates draw."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from sandbox.page.port_client import Json


class Kind(StrEnum):
    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    CODE = "code"
    PILL = "pill"
    TAG = "tag"
    LINK = "link"
    ENTITY = "entity"
    PERSON = "person"
    MOMENT = "moment"
    TIMER = "timer"
    JSON = "json"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is the whole value in plain words, for searching and sorting too; `parts` are the elements of a list."""

    kind: Kind
    text: str = ""
    href: str = ""
    colour: str = ""
    parts: tuple["Shown", ...] = ()


EMPTY = Shown(Kind.EMPTY)
_FORMATS = {"timer": Kind.TIMER, "date-time": Kind.MOMENT, "user": Kind.PERSON, "email": Kind.PERSON}


def show(value: Any, schema: Json) -> Shown:
    """The value as its schema wants it read; what the schema leaves open is judged by the value."""
    if value is None or value in ("", [], {}):
        return EMPTY
    if isinstance(value, list):
        parts = tuple(show(item, schema.get("items") or _without_type(schema)) for item in value)
        return Shown(Kind.LIST, ", ".join(part.text for part in parts), parts=parts)
    if isinstance(value, dict):
        return _show_object(value)
    if isinstance(value, bool):
        return Shown(Kind.PILL, "yes" if value else "no", colour="green" if value else "lightGray")
    if "enum" in schema:
        return Shown(Kind.PILL, str(value), colour=schema.get("enumColors", {}).get(str(value), "lightGray"))
    if isinstance(value, int | float):
        return Shown(Kind.NUMBER, f"{value:g}" if isinstance(value, float) else str(value))
    return _show_text(str(value), schema)


def show_entity(identifier: str, title: str | None, blueprint: str) -> Shown:
    """A link to another entity."""
    return Shown(Kind.ENTITY, title or identifier, href=entity_address(blueprint, identifier))


def entity_address(blueprint: str, identifier: str) -> str:
    """Where the page shows the entity. Slashes are escaped too: an identifier may hold `..`, which browsers would resolve."""
    return f"/entities/{quote(blueprint, safe=':@')}/{quote(identifier, safe=':@')}"


def pretty(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _without_type(schema: Json) -> Json:
    # The list of a mirror property over many entities has the schema of one of its elements.
    return {key: value for key, value in schema.items() if key != "type"}


def _show_object(value: Json) -> Shown:
    lowered = {key.lower(): item for key, item in value.items()}
    if lowered.keys() == {"key", "value"}:
        return Shown(Kind.TAG, f"{lowered['key']}: {lowered['value']}")
    if "url" in lowered and lowered.keys() <= {"url", "displaytext"}:
        return _link(str(lowered["url"]), str(lowered.get("displaytext") or lowered["url"]))
    return Shown(Kind.JSON, pretty(value))


def _show_text(text: str, schema: Json) -> Shown:
    wanted = schema.get("format")
    if wanted == "url":
        return _link(text, text)
    if wanted in _FORMATS:
        return Shown(_FORMATS[wanted], text)
    return Shown(Kind.CODE if text.startswith("arn:") else Kind.TEXT, text)


def _link(url: str, text: str) -> Shown:
    # Whoever writes an entity chooses the URL: only addresses that cannot run anything become links.
    safe = url.startswith(("https://", "http://"))
    return Shown(Kind.LINK, text, href=url) if safe else Shown(Kind.TEXT, text)
