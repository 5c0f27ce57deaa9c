"""Moments near now, as Port and IAM write them."""

from datetime import UTC, datetime, timedelta


def ahead(seconds: int) -> str:
    """So many seconds from now, in whole seconds."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)
