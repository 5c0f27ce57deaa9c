"""When a grant ends: what was asked for, within what its permissions may last."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from integration.domain.durations import in_words
from integration.domain.errors import Refused
from integration.domain.grant import GrantRequest
from integration.domain.settings import Guardrails


def whole_seconds(moment: datetime) -> datetime:
    """The moment in UTC without its fraction of a second, which IAM policies do not carry."""
    return moment.astimezone(UTC).replace(microsecond=0)


def deadline_of(request: GrantRequest, levels: Collection[str], guardrails: Guardrails, now: datetime) -> datetime:
    """The end of a grant that begins now and holds permissions of these access levels. Raises `Refused`."""
    longest = _shortest([guardrails.max_duration, *(guardrails.max_durations.get(level) for level in levels)])
    deadline = _asked(request, now) or whole_seconds(now) + min(_default(levels, guardrails), longest)
    if deadline <= now:
        raise Refused.because(f"The end {deadline:%Y-%m-%d %H:%M:%S} UTC has passed; ask for a later one.")
    if deadline > now + longest:
        raise Refused.because(
            f"The end {deadline:%Y-%m-%d %H:%M:%S} UTC is too far away: such permissions may last {in_words(longest)} at most."
        )
    return deadline


def _asked(request: GrantRequest, now: datetime) -> datetime | None:
    if request.duration is not None and request.until is not None:
        raise Refused.because("Give either how long the permissions shall last or until when, not both.")
    if request.until is not None:
        return _moment(request.until)
    if request.duration is None:
        return None
    if request.duration <= timedelta(0):
        raise Refused.because("A duration must be longer than nothing, such as 4h.")
    try:
        return whole_seconds(now + request.duration)
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


def _shortest(limits: Collection[timedelta | None]) -> timedelta:
    return min(limit for limit in limits if limit is not None)
