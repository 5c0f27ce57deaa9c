"""The action revoke_permissions, also run by the timer automation: ends a grant in AWS and deletes its entity."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import AwsError
from integration.domain.errors import Refused
from integration.domain.history import Event, Happened, facts_of
from integration.domain.moments import parse_moment
from integration.domain.observed import Observed
from integration.domain.one_or_many import listed
from integration.domain.status import classify
from integration.operations.observe import look
from integration.operations.revoke import StillThere, revoke
from integration.port.actions.ending import end_request
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.blueprints import PROVISIONED_PERMISSIONS
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History, facts_in
from integration.port.place import Place, account_in
from integration.port.runs.outcomes import Outcome, Telling

# Port's timer fires by Port's clock, and ours may be behind.
_CLOCKS_DIFFER = timedelta(minutes=2)


class RevokePermissions:
    """The entity only says which name is meant; what is deleted is what AWS holds under it, and only if the record says it is ours."""

    def __init__(self, place: Place, port: PortApi, catalog: Catalog, history: History) -> None:
        self._place = place
        self._port = port
        self._catalog = catalog
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Ends the grant; an automation takes a gone one as done. Raises `Refused`, `NotOurs`, `StillThere`, `AwsError`, `PortError`."""
        name = _named(run, payload)
        began = monotonic()
        if run.entity is None:
            entity = await self._port.entities.read(PROVISIONED_PERMISSIONS, name)
            await self._must_have_expired(name, entity)
            notes = await end_request(self._port, name, run)
        else:
            reading, ending = self._port.entities.read(PROVISIONED_PERMISSIONS, name), end_request(self._port, name, run)
            entity, notes = await asyncio.gather(reading, ending)
        account = await self._place.account_of(name, account_in(entity))
        held = await self._revoked(account, name, run) if account else None
        if held is None and entity is None and run.requester and not run.again:
            raise Refused.because(f"{name} is already gone: neither AWS nor the catalog has it, so there is nothing to revoke.")
        seconds = monotonic() - began if held else None
        events = [_event(name, run, held, entity)] if held or run.again else []
        telling = partial(self._history.write, *events, listed=_related(entity)), partial(self._catalog.remove, name, run)
        return _revoked(name, run.requester, seconds, notes, telling)

    async def _revoked(self, account: Account, name: str, run: Run) -> Observed | None:
        """What AWS held. What resists is shown as it is now: it mostly gives no access any more, and the sweep goes on with it."""
        try:
            return await revoke(account, name, self._place.settings.grants.path, datetime.now(UTC))
        except (AwsError, StillThere):
            await self._catalog.show(account, name, run)
            raise

    async def _must_have_expired(self, name: str, entity: Mapping[str, Any] | None) -> None:
        """A payload may only point at a grant whose timer can have fired: by the expiry that Port shows, or else by the record."""
        now = datetime.now(UTC)
        if entity is None:
            expiry = await self._deadline(name, now)
        else:
            expiry = _expiry_of(name, entity)
        if expiry > now + _CLOCKS_DIFFER:
            raise Refused.because(f"The expiry time of {name}, {expiry.isoformat()}, is not reached; revoke it from its entity.")

    async def _deadline(self, name: str, now: datetime) -> datetime:
        """What the record says; now, where there is none that can be read."""
        account = await self._place.account_of(name, None)
        grant = (await look(account, name, self._place.settings.grants.path, now)).verdict.grant if account else None
        return grant.deadline if grant else now


def _named(run: Run, payload: Mapping[str, Any]) -> str:
    """The run of an automation has no entity of its own; its payload names the one whose timer expired."""
    name = run.entity or payload.get("entity")
    if not isinstance(name, str) or not name:
        raise Refused.because("The run names no entity of provisioned_permissions; start it from one.")
    return name


def _expiry_of(name: str, entity: Mapping[str, Any]) -> datetime:
    try:
        return parse_moment(str(entity["properties"].get("expiry_time")))
    except ValueError as error:
        raise Refused.because(
            f"{name} has no expiry time that can be read, so no timer can have ended it; revoke it from its entity."
        ) from error


def _related(entity: Mapping[str, Any] | None) -> list[str]:
    """The resource that the entity relates to, so that the catalog has it."""
    return listed(((entity or {}).get("relations") or {}).get("aws_resource"))


def _event(name: str, run: Run, held: Observed | None, entity: Mapping[str, Any] | None) -> Event:
    """Of a grant that is gone, told by the record that AWS held or, where it held none, by the entity."""
    now = datetime.now(UTC)
    grant = classify(held, now).grant if held else None
    facts = facts_of(grant) if grant else facts_in(entity)
    over = grant is None or grant.deadline <= now + _CLOCKS_DIFFER
    happened = Happened.EXPIRED if run.requester is None and over else Happened.REVOKED
    by = run.requester or ("expiry" if over else "an automation")
    detail = f"It was to end at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC." if grant else None
    return Event(name, happened, by, now, facts, detail, run.id)


def _revoked(name: str, by: str | None, seconds: float | None, notes: list[str], telling: tuple[Telling, ...]) -> Outcome:
    contact = f'contact "{by}"' if by else "look at the expiry time that it had: it was reached"
    how = "AWS held nothing of it any more." if seconds is None else f"AWS confirmed that role and policy are gone after {seconds:.1f} s."
    lines = [f'Permission "{name}" has been deleted.', f"To get more information regarding this deletion, {contact}.", how, *notes]
    return Outcome(success=True, label="Revoked", log="\n".join(lines), summary=f"{name} has been deleted. {how}", telling=telling)
