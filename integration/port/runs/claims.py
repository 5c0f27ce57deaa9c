"""Claims runs one by one: a run that Ocean cannot read fails alone, with a sentence, instead of stopping every run claimed with it."""

from typing import Any

from port_ocean.clients.port.client import PortClient
from port_ocean.core.models import ActionRun
from pydantic.v1 import ValidationError

from integration.port import log
from integration.port.api import PortApi, PortError
from integration.port.runs.outcomes import failed


class Claims:
    """Stands in for Ocean's `claim_pending_action_runs`, which parses all claimed runs or none."""

    def __init__(self, port: PortApi) -> None:
        self._port = port

    def put_into(self, client: PortClient) -> None:
        """Ocean offers no hook for claiming, so its client's method is replaced on the one instance."""
        client.claim_pending_action_runs = self._claim  # type: ignore[method-assign]

    async def _claim(self, limit: int, visibility_timeout_ms: int, exclude_action_identifiers: list[str] | None = None) -> list[ActionRun]:
        try:
            claimed = await self._port.runs.claim(limit, visibility_timeout_ms, exclude_action_identifiers or [])
        except PortError as error:  # the next poll asks again
            log.warning("No runs could be claimed", error=error)
            return []
        parsed = [await self._parsed(run) for run in claimed]
        return [run for run in parsed if run]

    async def _parsed(self, claimed: Any) -> ActionRun | None:
        try:
            return ActionRun.parse_obj(claimed)
        except ValidationError as error:
            wrong = ", ".join(".".join(str(part) for part in problem["loc"]) for problem in error.errors())
            log.warning("A claimed run cannot be read", wrong=wrong)
            await self._refuse(claimed, wrong)
            return None

    async def _refuse(self, claimed: Any, wrong: str) -> None:
        run_id = claimed.get("id") if isinstance(claimed, dict) else None
        if not isinstance(run_id, str):
            return
        reason = (
            f"The action sent something this integration cannot read ({wrong}); compare the action's JSON in Port with the one we ship."
        )
        try:
            await self._port.runs.acknowledge(run_id)
            await self._port.runs.log(run_id, reason)
            await self._port.runs.finish(run_id, failed("Malformed", reason).as_patch())
        except PortError as problem:
            log.warning("A run that cannot be read could not be failed", run_id=run_id, error=problem)
