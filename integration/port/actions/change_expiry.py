"""The automation change_expiry: somebody edited the expiry time of a grant in the catalog, and AWS shall know of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from integration.domain.errors import Refused
from integration.domain.extension import edited, standing
from integration.domain.grant import Grant
from integration.domain.history import Event, Happened, facts_of
from integration.domain.moments import parse_moment
from integration.operations.disputed import Disputed
from integration.operations.extend import extend
from integration.operations.observe import look
from integration.operations.revoke import revoke
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.blueprints import PROVISIONED_PERMISSIONS
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place, account_in
from integration.port.runs.outcomes import Outcome
from integration.port.sweeper import Held

_BY_HAND = "an edit in the catalog"


class ChangeExpiry:
    """The payload only points at the entity. An edit says no more than what stands there now, and our own writes say what AWS holds, so a
    run that they started finds nothing to do.
    """

    def __init__(self, place: Place, port: PortApi, catalog: Catalog, history: History) -> None:
        self._place = place
        self._port = port
        self._catalog = catalog
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Moves the end in AWS, or puts the real one back. Raises `Refused`, `NotProven`, `AwsError`, `PortError`."""
        name = run.entity or payload.get("entity")
        if not isinstance(name, str) or not name:
            raise Refused.because(
                "The automation names no entity of provisioned_permissions; compare its JSON in Port with the one we ship."
            )
        entity = await self._port.entities.read(PROVISIONED_PERMISSIONS, name)
        account = await self._place.account_of(name, account_in(entity)) if entity else None
        if entity is None or account is None:
            return _nothing(f"{name} is gone, so its expiry time means nothing any more.")
        held = Held(account, await look(account, name, self._place.settings.grants.path, datetime.now(UTC)))
        try:
            return await self._carry_over(held, _expiry_of(name, entity), run)
        except (Refused, Disputed) as refused:
            notes = await self._catalog.show(account, name, run)
            raise Refused.because("\n".join([str(refused), "So the expiry time in the catalog is what it was before.", *notes])) from None

    async def _carry_over(self, held: Held, expiry: datetime, run: Run) -> Outcome:
        name, now = held.sighting.name, datetime.now(UTC)
        recorded = held.sighting.verdict.grant
        if recorded and expiry == recorded.deadline:
            return _nothing(f"{name} ends at {expiry:%Y-%m-%d %H:%M:%S} UTC in AWS too.")
        grant = standing(held.sighting.verdict, name) if recorded is None or expiry > recorded.deadline else recorded
        moved = edited(grant, expiry, self._place.settings.grants.guardrails, now)
        if moved.deadline <= now:
            return await self._end(held, grant, run)
        await extend(held.account, moved, now)
        told = f"{name} ends at {moved.deadline:%Y-%m-%d %H:%M:%S} UTC, was to end at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC."
        event = Event(name, Happened.EXTENDED, run.requester or _BY_HAND, now, facts_of(moved), told, run.id, occasion=run.id)
        telling = partial(self._catalog.show, held.account, name, run), partial(self._history.write, event)
        return Outcome(success=True, label="Changed", log=told, summary=told, telling=telling)

    async def _end(self, held: Held, grant: Grant, run: Run) -> Outcome:
        """An end in the past is an end now."""
        now, told = datetime.now(UTC), "The expiry time was moved into the past."
        await revoke(held.account, grant.name, grant.path, now)
        event = Event(grant.name, Happened.REVOKED, run.requester or _BY_HAND, now, facts_of(grant), told, run.id)
        telling = partial(self._history.write, event), partial(self._catalog.remove, grant.name, run)
        return Outcome(success=True, label="Revoked", log=f"{told} {grant.name} has been deleted.", summary=told, telling=telling)


def _expiry_of(name: str, entity: Mapping[str, Any]) -> datetime:
    text = entity["properties"].get("expiry_time")
    if not text:
        raise Refused.because(f"{name} must have an expiry time, such as 2026-11-24T10:00:00Z.")
    try:
        return parse_moment(str(text))
    except ValueError as error:
        raise Refused.because(f"The expiry time of {name} cannot be read: {error}; write it like 2026-11-24T10:00:00Z.") from error


def _nothing(told: str) -> Outcome:
    return Outcome(success=True, label="Nothing to do", log=told, summary=told)
