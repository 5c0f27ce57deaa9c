"""Work that comes round by itself, for the life of the process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from loguru import logger

from integration.domain.errors import IamPermissionsError


class Rounds:
    """Runs each piece of work again and again; a round that fails is told and the next one comes all the same."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, name: str, work: Callable[[], Awaitable[None]], every: timedelta) -> None:
        """Starts rounds of `work`, the first after one interval."""
        self._tasks.append(asyncio.create_task(_rounds(name, work, every.total_seconds()), name=name))

    async def end(self) -> None:
        """Stops all of it, wherever it is: each step is safe to make again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _rounds(name: str, work: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except IamPermissionsError as error:
            logger.warning("A round failed and comes again", work=name, error=str(error))
