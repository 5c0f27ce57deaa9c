"""Runs as Port stores them: inputs in every form that Port may hold them, and nonsense refused with a sentence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.domain.errors import Refused
from integration.port.api.run import Run


def _run(**inputs: Any) -> Run:
    return Run(id="r_1", entity="arn:aws:s3:::orders", requester="dana@acme.example", inputs=inputs)


def test_permissions_come_as_identifiers_or_as_entities_and_each_counts_once() -> None:
    run = _run(permissions=["s3:PutObject", {"identifier": "s3:GetObject", "title": "Get"}, "s3:PutObject"])
    assert run.permissions == ("s3:PutObject", "s3:GetObject")


def test_a_moment_wins_over_a_duration_and_is_told_in_utc() -> None:
    run = _run(duration="4h", until="2026-11-24T12:00:00+02:00")
    assert (run.duration, run.until) == (None, datetime(2026, 11, 24, 10, tzinfo=UTC))


def test_empty_inputs_are_no_inputs() -> None:
    run = _run(duration="", until=None, ticket="")
    assert (run.duration, run.until, run.text("ticket")) == (None, None, None)


def test_a_duration_is_read() -> None:
    assert _run(duration="3d").duration == timedelta(days=3)


@pytest.mark.parametrize(
    ("inputs", "asked", "told"),
    [
        ({}, "permissions", "No permissions were chosen"),
        ({"permissions": []}, "permissions", "No permissions were chosen"),
        ({"permissions": "s3:PutObject"}, "permissions", "must be a list"),
        ({"permissions": [None]}, "permissions", "must be an IAM action"),
        ({"permissions": [{"title": "Put"}]}, "permissions", "must be an IAM action"),
        ({"duration": "soon"}, "duration", "'soon' is not a duration"),
        ({"duration": 4}, "duration", "must be a text"),
        ({"until": "tomorrow"}, "until", "'tomorrow' is not a moment"),
        ({"until": "2026-11-24T10:00:00"}, "until", "has no time zone"),
        ({"until": "9999-12-31T23:59:59-23:59"}, "until", "is beyond the calendar"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until", "is beyond the calendar"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(inputs: dict[str, Any], asked: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        getattr(_run(**inputs), asked)
