"""The automation preview_for_approval: shows approvers what they are asked to approve, in the log of the run that waits for them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from integration.domain.approval import REQUEST_WITH_APPROVAL
from integration.domain.errors import Refused
from integration.domain.extension import EXTEND_WITH_APPROVAL, ExtensionRequest, extended, standing
from integration.domain.plan_answer import as_text, extension_as_text
from integration.operations.must_work import must_work
from integration.port.actions.planning import planned
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome

# Port's word.
_WAITING = "WAITING_FOR_APPROVAL"
# Stands in for the person who is about to approve.
_WHOEVER_APPROVES = "whoever approves"


class PreviewForApproval:
    """The payload only points at a run, which is read from Port; nothing is made, and nothing is decided here."""

    def __init__(self, place: Place, port: PortApi, catalog: Catalog) -> None:
        self._place = place
        self._port = port
        self._catalog = catalog
        self._previews = {REQUEST_WITH_APPROVAL: self._request, EXTEND_WITH_APPROVAL: self._extension}

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Writes the preview into the log of the waiting run. Raises `Refused`, `AwsError`, `PortError`."""
        pointed_at = payload.get("request")
        if not isinstance(pointed_at, str) or not pointed_at:
            raise Refused.because("The automation names no run to preview; compare its JSON in Port with the one we ship.")
        waiting = await self._port.runs.read(pointed_at)
        if waiting.action not in self._previews:
            raise Refused.because(f"{pointed_at} is a run of {waiting.action}; only requests that wait for approval are previewed.")
        if waiting.status != _WAITING:
            return _done(f"{pointed_at} is {waiting.status} and no longer waits for approval.")
        await self._port.runs.log(pointed_at, await self._preview(waiting))
        return _done(f"The preview is in the log of {pointed_at}.")

    async def _preview(self, waiting: Run) -> str:
        """What approving would bring about now, or why it would bring about nothing."""
        try:
            return await self._previews[waiting.action](waiting)
        except Refused as refused:
            return f"Even if this is approved, it will be refused.\n{refused}"

    async def _request(self, waiting: Run) -> str:
        asked = await planned(self._place, self._port, waiting)
        await must_work(asked.account, asked.plan.grant)
        asked_for = f"{waiting.requester} asks for this; a duration counts from the approval. Nothing has been made yet."
        return f"{asked_for}\n{as_text(asked.plan)}"

    async def _extension(self, waiting: Run) -> str:
        held, now, guardrails = await self._catalog.find(waiting), datetime.now(UTC), self._place.settings.grants.guardrails
        grant = standing(held.sighting.verdict, held.sighting.name)
        asked = ExtensionRequest(waiting.requester, waiting.duration, waiting.until, waiting.asked_at or now, _WHOEVER_APPROVES)
        return extension_as_text(grant, extended(grant, asked, guardrails, now), guardrails.risk_overrides)


def _done(what: str) -> Outcome:
    return Outcome(success=True, label="Previewed", log=what, summary=what)
