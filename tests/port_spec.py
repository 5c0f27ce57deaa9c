"""Is this request or answer as Port's published API description says? The description lies beside the checkout, or nowhere.

Where it is missing every check passes: it is not ours to copy. Three deviations are tolerated, each for a reason given below.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

SPEC_PATH = Path(__file__).resolve().parents[2] / "shared" / "reference" / "port-apispec.json"

# Ocean talks to these; Port does not publish them.
UNPUBLISHED = (
    r"POST /v1/integration",
    r"GET /v1/integration/provision-enabled",
    r"GET /v1/integration/[^/]+/resync-request",
    r"PATCH /v1/integration/[^/]+/resync-state",
    r"POST /v1/integration/[^/]+/kinds/[^/]+/examples",
    r"POST /v1/blueprints/entities/datasource-entities",
    r"POST /v1/actions/runs/claim-pending",
    r"PATCH /v1/actions/runs/ack",
    r"POST /v1/workflows/runs/claim-pending",
    r"POST /v1/pages",
    r"(POST|PUT) /v1/ingest/.+",
)
# Port takes these from Ocean on any route without publishing them.
_UNPUBLISHED_QUERY = re.compile(r"ocean_info_.+|oceanCoreVersion|isPolling|integration_modes")
# Published answers show an entity without these keys; Port's own documentation and Ocean rely on them.
_ENTITY_KEYS = ("blueprint", "createdAt", "createdBy", "updatedAt", "updatedBy", "scorecards")
_PUBLISHED_ENTITY_KEYS = {"identifier", "title", "icon", "team", "properties", "relations"}

# Python's re has no \p{L}; inside a character class these ranges are every letter that our tests use.
_LETTERS = "a-zA-Z\u00c0-\U0010ffff"

type Json = dict[str, Any]


def is_here() -> bool:
    """Is the API description at hand, so that the checks check anything?"""
    return SPEC_PATH.exists()


def check_request(method: str, path: str, query: Mapping[str, str | list[str]], body: Any) -> None:
    """Raise AssertionError where the description has no such request. `path` is decoded and begins with /v1."""
    operation = _operation(_requests(), method, path) if is_here() else None
    if operation is None:
        return
    for name, given in query.items():
        _check_parameter(operation, f"{method} {path}?{name}", name, given)
    if "requestBody" in operation:
        _check(f"the body of {method} {path}", operation["requestBody"]["content"]["application/json"]["schema"], body)


def check_response(method: str, path: str, status: int, body: Any) -> None:
    """Raise AssertionError where the description has no such answer. A status it does not list is Port's secret and passes."""
    operation = _operation(_answers(), method, path) if is_here() else None
    content = (operation or {}).get("responses", {}).get(str(status), {}).get("content")
    if content:
        _check(f"the {status} answer of {method} {path}", content["application/json"]["schema"], body)


def _operation(description: Json, method: str, path: str) -> Json | None:
    """The described operation, None for the unpublished ones, AssertionError for one that nobody knows."""
    if any(re.fullmatch(known, f"{method} {path}") for known in UNPUBLISHED):
        return None
    for pattern, template in _routes():
        operation: Json | None = description["paths"][template].get(method.lower())
        if operation and pattern.fullmatch(path):
            return operation
    raise AssertionError(f"Port's API description has no {method} {path}")


@lru_cache(maxsize=1)
def _requests() -> Json:
    """The description as requests are held against it."""
    description: Json = _adapted(json.loads(SPEC_PATH.read_text()))
    return description


@lru_cache(maxsize=1)
def _answers() -> Json:
    """The description as answers are held against it."""
    description: Json = _with_entity_keys(_requests())
    return description


@lru_cache(maxsize=1)
def _routes() -> list[tuple[re.Pattern[str], str]]:
    """Fewest placeholders first, so that /v1/actions/runs is not taken for /v1/actions/{action_identifier}."""
    templates = sorted(_requests()["paths"], key=lambda template: (template.count("{"), template))
    return [(re.compile(_as_pattern(template)), template) for template in templates]


def _as_pattern(template: str) -> str:
    # An entity identifier may hold slashes: ARNs do.
    return re.sub(r"\{(\w+)\}", lambda match: ".+" if match[1] == "entity_identifier" else "[^/]+", template)


def _check_parameter(operation: Json, place: str, name: str, given: str | list[str]) -> None:
    if _UNPUBLISHED_QUERY.fullmatch(name):
        return
    described = {parameter["name"]: parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
    assert name in described, f"Port's API description has no query parameter {place}"
    schema = described[name].get("schema", {})
    _check(place, schema, _coerced(given, schema))


def _coerced(given: str | list[str], schema: Json) -> Any:
    """The value as Port reads it off the address, where all are strings."""
    if "array" in schema.get("type", ""):
        return given if isinstance(given, list) else [given]
    text = given[-1] if isinstance(given, list) else given
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    if schema.get("type") == "number" and text.isdecimal():
        return int(text)
    return text


def _check(place: str, schema: Json, value: Any) -> None:
    errors: Iterator[ValidationError] = Draft202012Validator({**schema, "components": _requests()["components"]}).iter_errors(value)
    first = next(errors, None)
    assert first is None, f"{place} does not fit Port's API description at {first.json_path}: {first.message[:500]}"


def _adapted(schema: Any) -> Any:
    """The schema in plain JSON Schema, with any integrationActionType: the published enum lags behind Port's own integrations."""
    if isinstance(schema, list):
        return [_adapted(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    adapted = {key: _adapted(value) for key, value in schema.items()}
    if adapted.get("nullable") is True and isinstance(adapted.get("type"), str):
        adapted["type"] = [adapted["type"], "null"]
    if isinstance(adapted.get("pattern"), str):
        adapted["pattern"] = adapted["pattern"].replace(r"\p{L}", _LETTERS)
    if "integrationActionType" in adapted:
        adapted["integrationActionType"] = {"type": "string", "minLength": 1}
    return adapted


def _with_entity_keys(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_with_entity_keys(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    opened = {key: _with_entity_keys(value) for key, value in schema.items()}
    if isinstance(opened.get("properties"), dict) and opened["properties"].keys() == _PUBLISHED_ENTITY_KEYS:
        opened["properties"] = opened["properties"] | {key: {} for key in _ENTITY_KEYS}
    return opened
