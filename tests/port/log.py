"""What an operator reads in the log."""

from collections.abc import Iterator
from contextlib import contextmanager

from loguru import logger


@contextmanager
def printed() -> Iterator[list[str]]:
    """The records of the block as Ocean prints them at INFO: level and message, a trace where there is one, and no fields."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), format="{level} {message}", level="INFO")
    try:
        yield lines
    finally:
        logger.remove(sink)
