"""Is this value what the property's schema asks for? For entity properties and for user inputs alike."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from sandbox.port import clock
from sandbox.port.shapes import Json

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s]+")


def complaint(value: Any, schema: Json) -> str | None:
    """What is wrong with the value, as the end of a sentence, or None. Null fits every schema: Port stores it as null."""
    if value is None:
        return None
    kind = schema.get("type", "string")
    if not _TYPES[kind](value):
        return f"must be {kind}"
    if "enum" in schema and isinstance(schema["enum"], list) and value not in schema["enum"]:
        return f"must be equal to one of the allowed values: {', '.join(str(allowed) for allowed in schema['enum'])}"
    checks: dict[str, Callable[[Any, Json], str | None]] = {
        "string": _string_complaint,
        "number": _number_complaint,
        "array": _array_complaint,
        "object": _object_complaint,
    }
    return checks[kind](value, schema) if kind in checks else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}


def _string_complaint(value: str, schema: Json) -> str | None:
    wanted = schema.get("format")
    if wanted in _FORMATS and not _FORMATS[wanted](value):
        return f'must match format "{wanted}"'
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return f'must match pattern "{schema["pattern"]}"'
    if len(value) < schema.get("minLength", 0):
        return f"must NOT have fewer than {schema['minLength']} characters"
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        return f"must NOT have more than {schema['maxLength']} characters"
    return None


def _number_complaint(value: float, schema: Json) -> str | None:
    if "minimum" in schema and value < schema["minimum"]:
        return f"must be >= {schema['minimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        return f"must be <= {schema['maximum']}"
    return None


def _array_complaint(value: list[Any], schema: Json) -> str | None:
    if len(value) < schema.get("minItems", 0):
        return f"must NOT have fewer than {schema['minItems']} items"
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        return f"must NOT have more than {schema['maxItems']} items"
    if schema.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
        return "must NOT have duplicate items"
    if "items" not in schema:
        return None
    found = ((index, complaint(item, schema["items"])) for index, item in enumerate(value))
    return next((f"item {index} {problem}" for index, problem in found if problem), None)


def _object_complaint(value: Json, schema: Json) -> str | None:
    if schema.get("format") == "labeled-url" and not _URL.fullmatch(str(value.get("url", ""))):
        return 'must match format "labeled-url": {"url", "displayText"}'
    return None


def _is_address(version: int) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            return ipaddress.ip_address(value).version == version
        except ValueError:
            return False

    return check


_FORMATS: dict[str, Callable[[str], bool]] = {
    "date-time": lambda value: clock.read(value) is not None,
    "timer": lambda value: clock.read(value) is not None,
    "url": lambda value: _URL.fullmatch(value) is not None,
    "email": lambda value: _EMAIL.fullmatch(value) is not None,
    "idn-email": lambda value: _EMAIL.fullmatch(value) is not None,
    "user": lambda value: _EMAIL.fullmatch(value) is not None,
    "ipv4": _is_address(4),
    "ipv6": _is_address(6),
}
