"""The action revoke_user_permissions: everything that one person was granted ends, in every account."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from integration.aws.accounts import Account
from integration.aws.bounds import ACCOUNTS_AT_ONCE
from integration.aws.errors import AwsError
from integration.domain.errors import IamPermissionsError, Refused
from integration.domain.grant import Grant
from integration.domain.history import Event, Happened, facts_of
from integration.domain.record import requester_in
from integration.domain.status import Status
from integration.operations.observe import Sighting, observe
from integration.operations.revoke import revoke
from integration.port.actions.ending import end_request, end_requests_of
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome

# Revokes in flight at once: IAM writes are throttled for the whole account.
_REVOKES_AT_ONCE = 3


@dataclass(slots=True)
class _Tally:
    """What was found and done so far, and what went wrong."""

    grants: list[tuple[Account, Grant]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class RevokeUserPermissions:
    """Whose a grant is stands in its record in AWS, so what the catalog lost is found too. Again is enough where something failed."""

    def __init__(self, place: Place, port: PortApi, catalog: Catalog, history: History) -> None:
        self._place = place
        self._port = port
        self._catalog = catalog
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Ends all of it, whatever fails on the way. Raises `Refused`, `AwsError` where not even the accounts are known."""
        person = run.text("user")
        if person is None:
            raise Refused.because("Nobody was chosen; choose whose permissions shall end.")
        tally = _Tally(problems=await end_requests_of(self._port, person, run))
        await _a_few(ACCOUNTS_AT_ONCE, (self._look(account, person, tally) for account in await self._place.accounts()))
        await _a_few(_REVOKES_AT_ONCE, (self._end(account, grant, run, tally) for account, grant in tally.grants))
        return _outcome(person, tally)

    async def _look(self, account: Account, person: str, tally: _Tally) -> None:
        try:
            async for sighting in observe(account, self._place.settings.grants.path, datetime.now(UTC)):
                grant = sighting.verdict.grant
                if grant and grant.requester.casefold() == person.casefold():
                    tally.grants.append((account, grant))
                elif sighting.verdict.status is Status.UNREADABLE and _may_be_theirs(sighting, person):
                    tally.problems.append(
                        f"{sighting.name} in account {account.id} may be theirs, but its record cannot be read; look at it in AWS."
                    )
        except AwsError as error:
            tally.problems.append(f"Not all of account {account.id} could be looked through. {error}")

    async def _end(self, account: Account, grant: Grant, run: Run, tally: _Tally) -> None:
        name, now = grant.name, datetime.now(UTC)
        tally.problems += await end_request(self._port, name, run)
        try:
            await revoke(account, name, grant.path, now)
        except IamPermissionsError as error:
            tally.problems += [f"{name} could not be revoked. {error}", *await self._catalog.show(account, name, run)]
            return
        tally.revoked.append(f"Revoked {name}: {', '.join(grant.actions)} on {grant.resource} in account {grant.account}.")
        told = f"Everything that {grant.requester} was granted has been revoked."
        event = Event(name, Happened.REVOKED, run.requester or "an automation", now, facts_of(grant), told, run.id)
        _, left = await asyncio.gather(self._history.write(event), self._catalog.remove(name, run))
        tally.problems += left


def _may_be_theirs(sighting: Sighting, person: str) -> bool:
    """A record that cannot be read may still name its requester."""
    named = requester_in(sighting.observed.role.tags) if sighting.observed.role else None
    return named is None or named.casefold() == person.casefold()


async def _a_few(at_once: int, work: Iterable[Coroutine[Any, Any, None]]) -> None:
    turn = asyncio.Semaphore(at_once)

    async def do(one: Coroutine[Any, Any, None]) -> None:
        async with turn:
            await one

    await asyncio.gather(*map(do, work))


def _outcome(person: str, tally: _Tally) -> Outcome:
    summary = f"{len(tally.revoked)} of {len(tally.grants)} permissions of {person} have been revoked."
    if tally.problems:
        summary += f" {len(tally.problems)} things went wrong, told in the run's log; run it again when they are mended."
    log = "\n".join([summary, *tally.revoked, *tally.problems])
    return Outcome(success=not tally.problems, label="Not all" if tally.problems else "Revoked", log=log, summary=summary)
