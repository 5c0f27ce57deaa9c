"""The automation preview_for_approval: shows approvers what they are asked to approve, in the log of the run that waits for them."""

from collections.abc import Mapping
from typing import Any

from integration.domain.approval import REQUEST_WITH_APPROVAL
from integration.domain.errors import Refused
from integration.domain.plan_answer import as_text
from integration.operations.must_work import must_work
from integration.port.api import PortApi
from integration.port.outcomes import Outcome
from integration.port.place import Place
from integration.port.planning import planned
from integration.port.runs import Run

# Port's word.
_WAITING = "WAITING_FOR_APPROVAL"


class PreviewForApproval:
    """The payload only points at a run, which is read from Port; nothing is made, and nothing is decided here."""

    def __init__(self, place: Place, port: PortApi) -> None:
        self._place = place
        self._port = port

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Writes the preview into the log of the waiting run. Raises `Refused`, `AwsError`, `PortError`."""
        request = payload.get("request")
        if not isinstance(request, str) or not request:
            raise Refused.because("The automation names no run to preview; compare its JSON in Port with the one we ship.")
        waiting = await self._port.run(request)
        if waiting.action != REQUEST_WITH_APPROVAL:
            raise Refused.because(f"{request} is a run of {waiting.action}; only requests that wait for approval are previewed.")
        if waiting.status != _WAITING:
            return _done(f"{request} is {waiting.status} and no longer waits for approval.")
        await self._port.log(request, await self._preview(waiting))
        return _done(f"The preview is in the log of {request}.")

    async def _preview(self, waiting: Run) -> str:
        """What approving would bring about now, or why it would bring about nothing."""
        try:
            asked = await planned(self._place, self._port, waiting)
            await must_work(asked.account, asked.plan.grant)
        except Refused as refused:
            return f"Even if this is approved, it will be refused.\n{refused}"
        asked_for = f"{waiting.requester} asks for this; a duration counts from the approval. Nothing has been made yet."
        return f"{asked_for}\n{as_text(asked.plan)}"


def _done(what: str) -> Outcome:
    return Outcome(success=True, label="Previewed", log=what, summary=what)
