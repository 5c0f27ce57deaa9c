"""Durations as people write and read them: 45s, 30m, 4h, 2d."""

import re
from datetime import timedelta

_TEXT = re.compile(r"(\d{1,6})\s*([smhd])")
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SPOKEN = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def parse_duration(text: str) -> timedelta:
    """`90m`, `4h` or `7d` as a timedelta. Raises `ValueError`."""
    match = _TEXT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"'{text}' is not a duration; write 30m, 4h or 2d")
    return int(match[1]) * _UNITS[match[2]]


def in_words(duration: timedelta) -> str:
    """A duration in the largest unit that fits it whole: "3 days", "1 hour", "90 minutes"."""
    seconds = int(duration.total_seconds())
    size, unit = next((size, unit) for size, unit in _SPOKEN if seconds % size == 0)
    return f"{seconds // size} {unit}" + ("" if seconds == size else "s")
