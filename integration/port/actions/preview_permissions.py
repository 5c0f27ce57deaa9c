"""The action preview_permissions: what a request would make, or every reason against it; nothing is made."""

from collections.abc import Mapping
from typing import Any

from integration.domain.plan_answer import as_text
from integration.operations.must_work import must_work
from integration.port.actions.planning import planned
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome


class PreviewPermissions:
    """Judges the run as a request would, up to the first write."""

    def __init__(self, place: Place, port: PortApi) -> None:
        self._place = place
        self._port = port

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Shows documents and warnings. Raises `Refused`, `AwsError`, `PortError`."""
        asked = await planned(self._place, self._port, run)
        grant = asked.plan.grant
        await must_work(asked.account, grant)
        summary = f"{', '.join(grant.actions)} on {grant.resource} would be granted until {grant.deadline:%Y-%m-%d %H:%M} UTC"
        lines = ["This is what a request would make now; nothing has been made.", as_text(asked.plan)]
        return Outcome(success=True, label="Would work", log="\n".join(lines), summary=summary)
