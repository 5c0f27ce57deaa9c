"""Work that comes round by itself, for the life of the process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from integration.domain.errors import IamPermissionsError
from integration.port import log


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
        [problem] = await asyncio.gather(work(), return_exceptions=True)
        if problem:
            _tell(name, problem)


def _tell(name: str, problem: BaseException) -> None:
    """What nobody foresaw is told with its trace. It ends no more than its round: access that has expired is better swept late than
    never, and a process that ended here would break off the runs in flight.
    """
    if isinstance(problem, IamPermissionsError):
        log.warning("A round failed and comes again", work=name, error=problem)
    else:
        log.error("A round broke off and comes again", cause=problem, work=name)
