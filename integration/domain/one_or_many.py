"""Policy documents say one thing or a list of things with the same meaning."""

from typing import Any


def listed(value: Any) -> list[Any]:
    """The value as a list; none for `None`."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
