"""What the page is given: a way to Port, the credentials for it, and how to try a grant's access."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from sandbox.access import Attempt, TryAccess

type TriesAccess = Callable[[TryAccess], Awaitable[tuple[Attempt, ...]]]


@dataclass(frozen=True, slots=True)
class PageConfig:
    """`port` has Port's base URL, without /v1. Without `try_access` the page offers no Try the access."""

    port: httpx.AsyncClient
    client_id: str
    client_secret: str
    try_access: TriesAccess | None = None
