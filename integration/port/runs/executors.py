"""Ocean's action executors: each reads its run from Port, does its verb and reports the end of the run itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from port_ocean.core.handlers.actions.abstract_executor import AbstractExecutor
from port_ocean.core.models import IntegrationRun

from integration.aws.bounds import CALM_SECONDS
from integration.aws.errors import AwsError
from integration.domain.errors import IamPermissionsError
from integration.operations.request import NotProven
from integration.operations.revoke import StillThere
from integration.port import log
from integration.port.api import PortApi, PortError
from integration.port.api.run import Run
from integration.port.place import Place
from integration.port.runs.in_flight import InFlight
from integration.port.runs.outcomes import Outcome, failed

Verb = Callable[[Run, Mapping[str, Any]], Awaitable[Outcome]]


class RunExecutor(AbstractExecutor):
    """Carries out runs of one action type. Ocean acknowledges a run before `execute`, so from there on the end is ours to report."""

    # Ocean only annotates these two and reads the first when it registers us.
    WEBHOOK_PROCESSOR_CLASS = None
    WEBHOOK_PATH = ""

    def __init__(self, action_type: str, verb: Verb, port: PortApi, in_flight: InFlight, place: Place) -> None:
        self.ACTION_NAME = action_type
        self._place = place
        self._verb = verb
        self._port = port
        self._in_flight = in_flight

    async def is_close_to_rate_limit(self, run: IntegrationRun) -> bool:
        """Whether AWS asks for patience. Ocean asks this right before it acknowledges, so it is also where a stopping process leaves the
        run to others.
        """
        self._in_flight.must_not_drain()
        return self._place.throttled

    async def get_remaining_seconds_until_rate_limit(self, run: IntegrationRun) -> float:
        return CALM_SECONDS

    async def execute(self, run: IntegrationRun) -> None:
        await self.carry_out(run.id, run.execution_properties)

    async def carry_out(self, run_id: str, payload: Mapping[str, Any], *, again: bool = False) -> None:
        """Does the verb and reports its end; a refusal or a failure of AWS or Port becomes FAILURE with its sentence.

        A report that cannot be made turns nothing into a failure: the run stays unfinished, and `Recovery` comes back to it.
        """
        async with self._in_flight.hold(run_id):
            outcome = await self._outcome(run_id, payload, again)
            log.info("Action run ended", run_id=run_id, success=outcome.success, label=outcome.label)
            problems, _ = await asyncio.gather(outcome.tell(), self._log(run_id, outcome.log))
            if problems:
                await self._log(run_id, "\n".join(problems))
            await self._tell("end", run_id, self._port.runs.finish(run_id, outcome.as_patch()))

    async def _log(self, run_id: str, text: str) -> None:
        await self._tell("log", run_id, self._port.runs.log(run_id, text))

    async def _tell(self, what: str, run_id: str, telling: Awaitable[None]) -> None:
        try:
            await telling
        except PortError as error:
            log.warning("A run could not be told of in Port", what=what, run_id=run_id, error=error)

    async def _outcome(self, run_id: str, payload: Mapping[str, Any], again: bool) -> Outcome:
        try:
            return await self._verb(replace(await self._port.runs.read(run_id), again=again), payload)
        except PortError as error:
            return failed("Port failed", str(error))
        except (AwsError, NotProven, StillThere) as error:
            return failed("AWS failed", str(error))
        except IamPermissionsError as refusal:
            return failed("Refused", str(refusal))


async def give_up(port: PortApi, run_id: str, problem: BaseException) -> None:
    """Ends a run that broke off over what nobody foresaw, as Ocean does with its own; to try it again would only break off again."""
    log.error("A run broke off", cause=problem, run_id=run_id)
    reason = "Something went wrong that nobody foresaw; the integration's own log tells it beside the id of this run."
    try:
        await port.runs.finish(run_id, failed("Broke off", reason).as_patch())
    except PortError as error:
        log.warning("A run that broke off could not be ended", run_id=run_id, error=error)
