"""Reads a request for the preview: JSON in, a value or a refusal out."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integration.domain.durations import parse_duration
from integration.domain.errors import Refused
from integration.domain.grant import GrantRequest

# A preview names a role that will never be.
_NO_RUN = "preview"


def parse_line(line: bytes) -> dict[str, Any]:
    """One line of JSON. Raises `Refused` for anything that is not an object."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused.because(f"The line is not JSON: {error}.") from error
    if not isinstance(asked, dict):
        raise Refused.because('The line is not a JSON object such as {"resource": "arn:aws:s3:::b", "permissions": ["s3:PutObject"]}.')
    return asked


def parse_request(asked: Mapping[str, Any]) -> GrantRequest:
    """The request in a mapping of `resource`, `permissions`, `requester`, `until` or `duration`, `account`, `run_id`. Raises `Refused`."""
    resource, duration, until = _text(asked, "resource"), _text(asked, "duration"), _text(asked, "until")
    try:
        return GrantRequest(
            run_id=_text(asked, "run_id") or _NO_RUN,
            resource=resource,
            account=_text(asked, "account") or _account_in(resource),
            permissions=_permissions(asked),
            requester=_text(asked, "requester"),
            duration=parse_duration(duration) if duration else None,
            until=datetime.fromisoformat(until) if until else None,
            reason=_text(asked, "reason"),
            ticket=_text(asked, "ticket") or None,
            approver=None,
        )
    except ValueError as error:
        raise Refused.because(f"The end of the grant cannot be read: {error}.") from error


def _text(asked: Mapping[str, Any], key: str) -> str:
    value = asked.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused.because(f"'{key}' must be a text.")
    return value


def _permissions(asked: Mapping[str, Any]) -> tuple[str, ...]:
    names = asked.get("permissions", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refused.because("'permissions' must be a list of texts such as s3:PutObject.")
    return tuple(names)


def _account_in(arn: str) -> str:
    parts = arn.split(":")
    return parts[4] if len(parts) > 4 else ""
