"""The action request_permissions: from a run in Port to a grant in AWS and its entity."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from integration.domain.approval import approver_of, must_be_approved
from integration.domain.errors import Refused
from integration.domain.grant import NAME_PREFIX, Grant
from integration.domain.history import Event, Happened, facts_of
from integration.domain.sign_in import sign_in_url
from integration.operations.must_work import must_work
from integration.operations.request import request
from integration.operations.revoke import revoke
from integration.port import log
from integration.port.actions.planning import planned
from integration.port.api import PortApi, PortError
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.catalog.items import Related
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome, Telling
from integration.port.sweeper import Held


class RequestPermissions:
    """Authority comes from Port's own records, read by id; the payload of the action is not looked at."""

    def __init__(self, place: Place, port: PortApi, catalog: Catalog, history: History) -> None:
        self._place = place
        self._port = port
        self._catalog = catalog
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Grants what the run asks for. Raises `Refused`, `NameTaken`, `NotProven`, `AwsError`, `PortError`."""
        try:
            asked = await planned(self._place, self._port, run, approver_of(run.approval))
            must_be_approved(asked.plan)
            await must_work(asked.account, asked.plan.grant)
        except Refused:
            await self._undo(run)
            raise
        still_wanted = partial(self._must_still_be_wanted, run)
        seen = await request(asked.account, asked.plan.grant, datetime.now(UTC), still_wanted)
        grant = seen.verdict.grant or asked.plan.grant
        warnings = [warning.message for warning in asked.plan.warnings]
        return _granted(grant, warnings, self._telling(Held(asked.account, seen), grant, run))

    async def _must_still_be_wanted(self, run: Run) -> None:
        """A revoke ends this run before it ends the grant, so what was granted after it looked is taken back here."""
        try:
            status = await self._port.runs.status_of(run.id)
        except PortError as error:  # the access works; not to know is no reason to take it back
            log.warning("A run could not be looked at after granting", run_id=run.id, error=error)
            return
        if status == "FAILURE":
            raise Refused.because("This run was ended while it was carried out, so what it had granted was taken back.")

    async def _undo(self, run: Run) -> None:
        """What may no longer be granted is taken back where an earlier delivery of the run had begun with it."""
        name = f"{NAME_PREFIX}{run.id}"
        if run.again and (account := await self._place.account_of(name, None)):
            await revoke(account, name, self._place.settings.grants.path, datetime.now(UTC))

    def _telling(self, held: Held, grant: Grant, run: Run) -> tuple[Telling, ...]:
        """The grant in the catalog, and in the history that it was made."""
        related = Related(resources={str(grant.resource)}, permissions=set(grant.actions))
        event = Event(grant.name, Happened.GRANTED, grant.requester, grant.granted_at, facts_of(grant), _until(grant), run.id)
        return partial(self._catalog.write, held, run, related), partial(self._history.write, event, listed=related.resources)


def _until(grant: Grant) -> str:
    approved = f" Approved by {grant.approver}." if grant.approver else ""
    return f"It ends at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC.{approved}"


def _granted(grant: Grant, warnings: list[str], telling: tuple[Telling, ...]) -> Outcome:
    url = sign_in_url(grant)
    lines = [
        f'Created permission for the AWS resource "{grant.resource}"🚀',
        f"Requester for this permission is: {grant.requester}",
        *([f"It was approved by: {grant.approver}"] if grant.approver else []),
        f"The sign-in URL: {url}",
        f"It ends at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC. AWS may take some seconds to know of it everywhere.",
        *warnings,
    ]
    summary = f"{', '.join(grant.actions)} on {grant.resource} for {grant.requester} until {grant.deadline:%Y-%m-%d %H:%M} UTC"
    return Outcome(success=True, label="Granted", log="\n".join(lines), summary=summary, link=url, telling=telling)
