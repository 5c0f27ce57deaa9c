"""Ends the runs that nobody carries out any more: acknowledged by a process that died, or never reported."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from time import monotonic

from integration.port import log
from integration.port.api import PortApi
from integration.port.api.run import Unfinished
from integration.port.runs.executors import RunExecutor, give_up
from integration.port.runs.in_flight import InFlight


class Recovery:
    """Watches Port's unfinished runs. One that has not changed for `abandoned_after` is carried out again from its beginning, which is
    safe because every step is; Port itself never offers an acknowledged run twice.

    Only Port's own timestamps are compared with each other, so clocks that differ do no harm.
    """

    def __init__(self, executors: Mapping[str, RunExecutor], port: PortApi, in_flight: InFlight, abandoned_after: timedelta) -> None:
        self._executors = executors
        self._port = port
        self._in_flight = in_flight
        self._patience = abandoned_after.total_seconds()
        self._seen: dict[str, tuple[str, float]] = {}

    async def round(self) -> None:
        """Looks once. Raises `PortError`."""
        runs = [
            run for run in await self._port.runs.all_unfinished() if run.action_type in self._executors and run.id not in self._in_flight
        ]
        now = monotonic()
        self._seen = {run.id: self._since(run, now) for run in runs}
        for run in runs:
            if now - self._seen[run.id][1] >= self._patience and await self._takes(run):
                log.warning("An abandoned run is carried out again", run_id=run.id, action_type=run.action_type)
                await self._carry_out(run)

    async def _carry_out(self, run: Unfinished) -> None:
        """One that breaks off keeps nobody from the others."""
        executor = self._executors[run.action_type]
        [problem] = await asyncio.gather(executor.carry_out(run.id, run.payload, again=True), return_exceptions=True)
        if problem:
            await give_up(self._port, run.id, problem)

    async def _takes(self, run: Unfinished) -> bool:
        """Whether the run is still as abandoned as when the round began; if so, others see from now on that it is not."""
        again = await self._port.runs.unfinished(run.id)
        if again is None or again.updated_at != run.updated_at:
            return False
        await self._port.runs.touch(run.id)
        return True

    def _since(self, run: Unfinished, now: float) -> tuple[str, float]:
        """When we first saw the run as it is."""
        seen = self._seen.get(run.id)
        return seen if seen and seen[0] == run.updated_at else (run.updated_at, now)
