"""Moments as Port writes and reads them: ISO 8601 in UTC with milliseconds."""

import re
from datetime import UTC, datetime

# RFC 3339, section 5.6: the offset is not optional.
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def now() -> datetime:
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """The moment as Port writes it, for example 2026-01-31T09:30:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: object) -> datetime | None:
    """The moment that an RFC 3339 date-time names, or None where the value is anything else."""
    if not isinstance(text, str) or not _DATE_TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None
