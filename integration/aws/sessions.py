"""One AWS session for the process, and one client per service and region for its life."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any

from aiobotocore.session import AioSession, get_session
from botocore.config import Config

from integration.aws.errors import doing

# Adaptive slows the whole client down when AWS throttles; ten attempts outlast a busy minute. A pool of fifty is where one core saturates.
_CONFIG = Config(retries={"mode": "adaptive", "total_max_attempts": 10}, max_pool_connections=50, connect_timeout=10, read_timeout=60)


class Aws:
    """Holds the session and its open clients. Close it when the process ends."""

    def __init__(self, session: AioSession | None = None) -> None:
        self._session = session or get_session()
        self._open = AsyncExitStack()
        self._clients: dict[tuple[str, str], Any] = {}
        self._opening: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def client(self, service: str, region: str) -> Any:
        """The client of `service` in `region`, opened at the first call. Raises `Unreachable` without credentials."""
        place = (service, region)
        async with self._opening[place]:
            if place not in self._clients:
                with doing(f"open {service} in {region}"):
                    client = self._session.create_client(service, region_name=region, config=_CONFIG)
                    self._clients[place] = await self._open.enter_async_context(client)
        return self._clients[place]

    async def close(self) -> None:
        self._clients.clear()
        await self._open.aclose()
