"""Runs that Port delivered to the webhook: taken in at once, carried out by a few workers, each run once."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping

from integration.aws.bounds import CALM_SECONDS
from integration.domain.errors import IamPermissionsError
from integration.port import log
from integration.port.api import PortApi, PortError
from integration.port.place import Place
from integration.port.runs.executors import RunExecutor, give_up
from integration.port.runs.in_flight import InFlight

# As many as wait for their turn; a run takes seconds, and what waits for minutes had better be asked for again.
_MOST_WAITING = 1000
_WORKERS = 10
# More than arrive while a signature is fresh; what was forgotten is told by its status in Port.
_MOST_REMEMBERED = 10_000


class Full(IamPermissionsError):
    """More runs wait than can be carried out soon."""


class Deliveries:
    """A delivery only says which run to look at; whether and how it is carried out is decided by the run as Port stores it.

    What is taken in and lost with this process is not lost: it is in progress in Port, and `Recovery` comes back to it.
    """

    def __init__(self, executors: Mapping[str, RunExecutor], port: PortApi, in_flight: InFlight, place: Place) -> None:
        self._executors = executors
        self._place = place
        self._port = port
        self._in_flight = in_flight
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._workers: list[asyncio.Task[None]] = []
        self._at_work: set[asyncio.Task[None]] = set()

    def take_in(self, run_id: str) -> None:
        """Queues the run, unless it was taken in before. Raises `Full`, `Draining`."""
        self._in_flight.must_not_drain()
        if run_id in self._seen:
            return
        try:
            self._waiting.put_nowait(run_id)
        except asyncio.QueueFull:
            raise Full("Too many runs are waiting; start the action again later.") from None
        self._seen[run_id] = None
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)

    async def begin(self) -> None:
        """Starts the workers; they live in the context of whoever calls this, because Ocean's mapping needs one of its events."""
        self._workers = [asyncio.create_task(self._work(), name=f"delivery-{number}") for number in range(_WORKERS)]

    async def end(self, patience_seconds: float) -> None:
        """Lets the workers finish what they are at, within that time; nothing new is begun while this process drains."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=patience_seconds)
        left = [*self._workers, *self._at_work]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            run_id = await self._waiting.get()
            task = asyncio.create_task(self._deliver(run_id))
            self._at_work.add(task)
            await asyncio.wait([task])
            self._at_work.discard(task)
            if not task.cancelled() and (problem := task.exception()):
                await give_up(self._port, run_id, problem)

    async def _deliver(self, run_id: str) -> None:
        while self._place.throttled and not self._in_flight.draining:
            await asyncio.sleep(CALM_SECONDS)
        if self._in_flight.draining or run_id in self._in_flight:
            return
        try:
            run = await self._port.runs.unfinished(run_id)
        except PortError as error:
            log.warning("A delivered run could not be read; recovery comes back to it", run_id=run_id, error=error)
            self._seen.pop(run_id, None)
            return
        if run is None or run.action_type not in self._executors:
            log.warning(
                "A delivered run is left alone: it has ended, is another action's, or was sent to another address than webhookUrl",
                run_id=run_id,
            )
            return
        if run_id not in self._in_flight:
            await self._executors[run.action_type].carry_out(run_id, run.payload)
