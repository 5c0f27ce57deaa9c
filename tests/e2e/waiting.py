"""Waiting for what other processes bring about, up to a deadline."""

import time
from collections.abc import Callable

_LOOK_AGAIN_SECONDS = 0.03


def until[T](look: Callable[[], T | None], what: str, seconds: float = 60) -> T:
    """Look until there is something to see, and give it."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(_LOOK_AGAIN_SECONDS)  # nobody tells us when another process has changed something
    return seen
