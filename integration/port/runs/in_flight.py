"""The runs that this process is carrying out, and that it takes no more once it is stopping."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from integration.domain.errors import IamPermissionsError
from integration.port import log
from integration.port.api import PortApi, PortError

# A run is touched this often within the time after which it would count as abandoned.
_TOUCHES = 3


class Draining(IamPermissionsError):
    """This process is stopping; Port offers the run again, to this integration's next process or to another one."""


class InFlight:
    """Touches its runs in Port while they last, so that no other process takes them for abandoned."""

    def __init__(self, port: PortApi, abandoned_after: timedelta) -> None:
        self._port = port
        self._every = abandoned_after.total_seconds() / _TOUCHES
        self._runs: set[str] = set()
        self._draining = False

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._runs

    def must_not_drain(self) -> None:
        """Raises `Draining` once the process is stopping. Ocean goes on claiming until its workers are told; before the acknowledgement
        an error only means that the run stays with Port.
        """
        if self._draining:
            raise Draining("The integration is stopping; the run is left for its next start.")

    @property
    def draining(self) -> bool:
        return self._draining

    def drain(self) -> None:
        self._draining = True

    @asynccontextmanager
    async def hold(self, run_id: str) -> AsyncIterator[None]:
        """Counts the run as in flight while the block lasts."""
        self._runs.add(run_id)
        touching = asyncio.create_task(self._touch(run_id))
        try:
            yield
        finally:
            touching.cancel()
            self._runs.discard(run_id)

    async def tell_interrupted(self) -> None:
        """Says in the log of every run still in flight that it was interrupted, and by what it will be ended."""
        for run_id in sorted(self._runs):
            try:
                await self._port.runs.log(
                    run_id, "The integration was stopped while it worked on this run; its next start finishes or undoes it."
                )
            except PortError as error:
                log.warning("An interrupted run could not be told", run_id=run_id, error=error)

    async def _touch(self, run_id: str) -> None:
        while True:
            await asyncio.sleep(self._every)
            try:
                await self._port.runs.touch(run_id)
            except PortError as error:
                log.warning("A run in flight could not be touched", run_id=run_id, error=error)
