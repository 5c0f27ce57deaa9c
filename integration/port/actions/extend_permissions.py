"""The action extend_permissions: the requester of a grant keeps it for longer, with the same role and link."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import AwsError
from integration.domain.approval import approver_of
from integration.domain.extension import ExtensionRequest, extended, standing
from integration.domain.grant import Grant
from integration.domain.history import Event, Happened, facts_of
from integration.domain.sign_in import sign_in_url
from integration.operations.extend import extend
from integration.operations.request import NotProven
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome, Telling


class ExtendPermissions:
    """Whose grant it is and how long it has lasted is read from its record in AWS, who asks from the run."""

    def __init__(self, place: Place, catalog: Catalog, history: History) -> None:
        self._guardrails = place.settings.grants.guardrails
        self._catalog = catalog
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Moves the end of the grant. Raises `Refused`, `Disputed`, `NotProven`, `AwsError`, `PortError`."""
        held, now = await self._catalog.find(run), datetime.now(UTC)
        grant = standing(held.sighting.verdict, held.sighting.name)
        asked = ExtensionRequest(run.requester, run.duration, run.until, run.asked_at or now, approver_of(run.approval))
        longer = extended(grant, asked, self._guardrails, now)
        await self._extend(held.account, longer, run, now)
        event = _event(grant, longer, run, now)
        return _extended(longer, (partial(self._catalog.show, held.account, longer.name, run), partial(self._history.write, event)))

    async def _extend(self, account: Account, longer: Grant, run: Run, now: datetime) -> None:
        """A move that broke off is shown as it is: whoever extends again finishes it."""
        try:
            await extend(account, longer, now)
        except (AwsError, NotProven):
            await self._catalog.show(account, longer.name, run)
            raise


def _event(before: Grant, after: Grant, run: Run, now: datetime) -> Event:
    why, approver = run.text("reason"), approver_of(run.approval)
    detail = f"It ends at {after.deadline:%Y-%m-%d %H:%M:%S} UTC, was to end at {before.deadline:%Y-%m-%d %H:%M:%S} UTC."
    told = " ".join(filter(None, (detail, f"Approved by {approver}." if approver else None, why)))
    return Event(after.name, Happened.EXTENDED, run.requester or after.requester, now, facts_of(after), told, run.id, occasion=run.id)


def _extended(grant: Grant, telling: tuple[Telling, ...]) -> Outcome:
    url = sign_in_url(grant)
    lines = [
        f"Extended {grant.name}: it ends at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC.",
        f"The role and the sign-in URL are the same, and sessions go on: {url}",
    ]
    summary = f"{', '.join(grant.actions)} on {grant.resource} for {grant.requester} until {grant.deadline:%Y-%m-%d %H:%M} UTC"
    return Outcome(success=True, label="Extended", log="\n".join(lines), summary=summary, link=url, telling=telling)
