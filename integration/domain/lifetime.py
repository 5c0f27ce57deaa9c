"""When a grant ends: what was asked for, within what its permissions may last."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Protocol

from integration.domain.durations import in_words
from integration.domain.errors import Refused
from integration.domain.settings import Guardrails


class Asked(Protocol):
    """How long somebody wants something, or until when; neither where they left it to us."""

    @property
    def duration(self) -> timedelta | None: ...

    @property
    def until(self) -> datetime | None: ...


def whole_seconds(moment: datetime) -> datetime:
    """The moment in UTC without its fraction of a second, which IAM policies do not carry."""
    return moment.astimezone(UTC).replace(microsecond=0)


def deadline_of(asked: Asked, levels: Collection[str], guardrails: Guardrails, now: datetime) -> datetime:
    """The end of permissions of these access levels that were asked for now. Raises `Refused`."""
    longest = guardrails.longest(levels)
    deadline = _asked(asked, now) or whole_seconds(now) + min(_default(levels, guardrails), longest)
    if deadline <= now:
        raise Refused.because(f"The end {deadline:%Y-%m-%d %H:%M:%S} UTC has passed; ask for a later one.")
    if deadline > now + longest:
        raise Refused.because(
            f"The end {deadline:%Y-%m-%d %H:%M:%S} UTC is too far away: such permissions may last {in_words(longest)} at most."
        )
    return deadline


def _asked(asked: Asked, now: datetime) -> datetime | None:
    if asked.duration is not None and asked.until is not None:
        raise Refused.because("Give either how long the permissions shall last or until when, not both.")
    if asked.until is not None:
        return _moment(asked.until)
    if asked.duration is None:
        return None
    if asked.duration <= timedelta(0):
        raise Refused.because("A duration must be longer than nothing, such as 4h.")
    try:
        return whole_seconds(now + asked.duration)
    except OverflowError:
        raise Refused.because("The duration is longer than calendars are; ask for hours or days.") from None


def _moment(until: datetime) -> datetime:
    if until.tzinfo is None:
        raise Refused.because(f"The end {until.isoformat()} names no time zone; write it as 2026-11-24T10:00:00Z.")
    try:
        return whole_seconds(until)
    except OverflowError:
        raise Refused.because(f"The end {until.isoformat()} is beyond the calendar in UTC; ask for a nearer one.") from None


def _default(levels: Collection[str], guardrails: Guardrails) -> timedelta:
    named = [guardrails.default_durations[level] for level in levels if level in guardrails.default_durations]
    return min(named, default=guardrails.default_duration)
