"""Moments as people and Port write them: 2026-11-24T10:00:00Z."""

from datetime import UTC, datetime


def parse_moment(text: str) -> datetime:
    """The moment in UTC. Raises `ValueError`, which says what is wrong with the text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a moment") from None
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' has no time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"'{text}' is beyond the calendar in UTC") from None
