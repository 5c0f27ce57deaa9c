"""Moments in words."""

from datetime import UTC, datetime

import pytest

from sandbox.page import moments

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3660, "1 h 1 min"),
        (90061, "1 d 1 h"),
        (86460, "1 d"),
        (-61, "1 min 1 s"),
    ],
)
def test_a_span_is_its_two_largest_units(seconds: float, words: str) -> None:
    assert moments.span(seconds) == words


def test_a_timer_counts_down_and_then_up() -> None:
    assert moments.countdown("2026-01-31T10:31:00Z", NOW) == "1 h 1 min left"
    assert moments.countdown("2026-01-31T09:29:00Z", NOW) == "expired 1 min ago"


def test_moments_are_read_in_any_zone_and_shown_in_utc() -> None:
    assert moments.clock("2026-01-31T11:30:00+02:00") == "2026-01-31 09:30:00"
    assert moments.ago("2026-01-31T11:30:05+02:00", NOW) == "in 5 s"


def test_what_is_no_moment_is_shown_as_it_is() -> None:
    assert [moments.clock("soon"), moments.ago("soon", NOW), moments.countdown("soon", NOW)] == ["soon"] * 3
    assert moments.duration("soon", "2026-01-31T11:30:00Z") == ""


def test_a_short_duration_has_tenths() -> None:
    assert moments.duration("2026-01-31T09:30:00.000Z", "2026-01-31T09:30:01.560Z") == "1.6 s"
    assert moments.duration("2026-01-31T09:30:00Z", "2026-01-31T09:32:01Z") == "2 min 1 s"
