"""`{{ jq }}` templates in invocation payloads.

A string that is one template keeps the JSON type of its value; inside a longer string the value is written as text. A key whose
template gives null is dropped. A key `{{ spreadValue() }}` splats its object into the one around it.
(Port's documentation, "Advanced payload configuration".)
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox.port.expressions import evaluate
from sandbox.port.shapes import Json

_TEMPLATE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SPREAD = re.compile(r"\{\{\s*spreadValue\(\)\s*\}\}")


def render(template: Any, context: Mapping[str, Any]) -> Any:
    """The template with every `{{ jq }}` replaced. Raises ExpressionError."""
    if isinstance(template, str):
        return _render_text(template, context)
    if isinstance(template, list):
        return [render(item, context) for item in template]
    if isinstance(template, dict):
        return _render_object(template, context)
    return template


def _render_text(text: str, context: Mapping[str, Any]) -> Any:
    stripped = text.strip()
    inner = stripped[2:-2]
    if stripped.startswith("{{") and stripped.endswith("}}") and "{{" not in inner:
        return evaluate(inner, context)
    return _TEMPLATE.sub(lambda match: _as_text(evaluate(match[1], context)), text)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _render_object(template: Json, context: Mapping[str, Any]) -> Json:
    result: Json = {}
    for key, value in template.items():
        rendered = render(value, context)
        if _SPREAD.fullmatch(key.strip()):
            result.update(rendered if isinstance(rendered, dict) else {})
        elif rendered is not None or value is None:
            result[str(_render_text(key, context))] = rendered
    return result
