"""Moments in words: when, and how long until then or since."""

from datetime import UTC, datetime

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def read(text: object) -> datetime | None:
    """The moment that ISO 8601 text names, in UTC, or None."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def written(moment: datetime) -> str:
    """As Port writes it: 2026-01-31T09:30:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock(text: str) -> str:
    """2026-01-31 09:30:00, or the text itself where it is no moment."""
    moment = read(text)
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds") if moment else text


def span(seconds: float) -> str:
    """The two largest units: 3 h 12 min."""
    rest = int(abs(seconds))
    words: list[str] = []
    for length, unit in _UNITS:
        count, rest = divmod(rest, length)
        if count or words:
            words.append(f"{count} {unit}")
        if len(words) == 2:
            break
    return " ".join(word for word in words if not word.startswith("0 ")) or "0 s"


def ago(text: str, now: datetime) -> str:
    """in 3 h 12 min, or 5 min ago."""
    moment = read(text)
    if moment is None:
        return text
    seconds = (moment - now).total_seconds()
    return f"in {span(seconds)}" if seconds > 0 else f"{span(seconds)} ago"


def countdown(text: str, now: datetime) -> str:
    """What a timer says: how long is left, or since when it has been over. page.js counts on in the same words."""
    moment = read(text)
    if moment is None:
        return text
    seconds = (moment - now).total_seconds()
    return f"{span(seconds)} left" if seconds > 0 else f"expired {span(seconds)} ago"


def duration(start: str, end: str) -> str:
    """How long it took, with tenths while it is short."""
    first, last = read(start), read(end)
    if first is None or last is None:
        return ""
    seconds = (last - first).total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else span(seconds)
