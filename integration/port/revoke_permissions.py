"""The action revoke_permissions, also run by the timer automation: ends a grant in AWS and deletes its entity."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from integration.domain.errors import Refused
from integration.domain.grant import NAME_PREFIX
from integration.operations.observe import look
from integration.operations.revoke import revoke
from integration.port.api import PortApi, PortError
from integration.port.blueprints import PROVISIONED_PERMISSIONS
from integration.port.outcomes import Outcome, failed
from integration.port.place import Place, account_in
from integration.port.runs import Run

# Port's timer fires by Port's clock, and ours may be behind.
_CLOCKS_DIFFER = timedelta(minutes=2)
# The action that makes grants; a name may be anything, and no run of another action is ours to end.
_REQUEST = "request_permissions"


class RevokePermissions:
    """The entity only says which name is meant; what is deleted is what AWS holds under it, and only if the record says it is ours."""

    def __init__(self, place: Place, port: PortApi) -> None:
        self._place = place
        self._port = port

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Ends the grant; an automation takes a gone one as done. Raises `Refused`, `NotOurs`, `StillThere`, `AwsError`, `PortError`."""
        name = _named(run, payload)
        began = monotonic()
        entity = await self._port.entity(PROVISIONED_PERMISSIONS, name)
        if run.entity is None:
            await self._must_have_expired(name, entity)
        account = await self._place.account_of(name, account_in(entity))
        notes = await self._end_request(name, run)
        found = account is not None and await revoke(account, name, self._place.settings.grants.path, datetime.now(UTC))
        if not found and entity is None and run.requester and not run.again:
            raise Refused.because(f"{name} is already gone: neither AWS nor the catalog has it, so there is nothing to revoke.")
        seconds = monotonic() - began if found else None
        return _revoked(name, run.requester, seconds, notes + await self._delete_entity(name, run))

    async def _must_have_expired(self, name: str, entity: Mapping[str, Any] | None) -> None:
        """A payload may only point at a grant whose timer can have fired: by the expiry that Port shows, or else by the record."""
        now = datetime.now(UTC)
        if entity is None:
            expiry = await self._deadline(name, now)
        else:
            expiry = _expiry_of(name, entity)
        if expiry - _CLOCKS_DIFFER > now:
            raise Refused.because(f"The expiry time of {name}, {expiry.isoformat()}, is not reached; revoke it from its entity.")

    async def _deadline(self, name: str, now: datetime) -> datetime:
        """What the record says; now, where there is none that can be read."""
        account = await self._place.account_of(name, None)
        grant = (await look(account, name, self._place.settings.grants.path, now)).verdict.grant if account else None
        return grant.deadline if grant else now

    async def _delete_entity(self, name: str, run: Run) -> str:
        try:
            await self._port.delete(PROVISIONED_PERMISSIONS, name, run.id)
        except PortError as error:  # the grant is gone all the same
            return f"\nThe catalog could not be told; the next resync will do it. {error}"
        return ""

    async def _end_request(self, name: str, run: Run) -> str:
        """Ends the run that asked for the grant, where it was never reported. Before the grant itself is ended: whoever still carries
        that run out looks at it after granting, and takes back what came too late for this revoke to see.
        """
        request = name.removeprefix(NAME_PREFIX)
        ended = failed("Revoked", f"The permissions were revoked by the run {run.id} before this run was reported.")
        try:
            asked = await self._port.unfinished_run(request)
            if asked and asked.action_type == _REQUEST:
                await self._port.finish(request, ended.as_patch())
        except PortError as error:  # ending the access comes before telling of it
            return f"\nThe run {request}, which asked for it, could not be ended. {error}"
        return ""


def _named(run: Run, payload: Mapping[str, Any]) -> str:
    """The run of an automation has no entity of its own; its payload names the one whose timer expired."""
    name = run.entity or payload.get("entity")
    if not isinstance(name, str) or not name:
        raise Refused.because("The run names no entity of provisioned_permissions; start it from one.")
    return name


def _expiry_of(name: str, entity: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(entity["properties"].get("expiry_time"))).astimezone(UTC)
    except ValueError as error:
        raise Refused.because(f"{name} has no expiry time, so no timer can have ended it; revoke it from its entity.") from error


def _revoked(name: str, by: str | None, seconds: float | None, note: str) -> Outcome:
    contact = f'contact "{by}"' if by else "look at the expiry time that it had: it was reached"
    how = "AWS held nothing of it any more." if seconds is None else f"AWS confirmed that role and policy are gone after {seconds:.1f} s."
    log = f'Permission "{name}" has been deleted.\nTo get more information regarding this deletion, {contact}.\n{how}{note}'
    return Outcome(success=True, label="Revoked", log=log, summary=f"{name} has been deleted. {how}")
