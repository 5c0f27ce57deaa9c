"""The sweep in Port's world: after the chores in AWS, the catalog and the log say so."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from integration.aws.accounts import Account
from integration.aws.bounds import ACCOUNTS_AT_ONCE
from integration.aws.streams import merged
from integration.domain.history import Event, Facts, Happened, facts_of
from integration.domain.housekeeping import Chore
from integration.domain.status import Status, Verdict
from integration.operations.observe import Sighting, look, observe
from integration.operations.sweep import Done, sweep
from integration.port import log
from integration.port.api import PortApi
from integration.port.catalog.blueprints import PROVISIONED_PERMISSIONS
from integration.port.catalog.history import History
from integration.port.place import Place


@dataclass(frozen=True, slots=True)
class Held:
    """A grant, and the account that holds it."""

    account: Account
    sighting: Sighting


class Sweeper:
    """Runs with every resync, and on its own timer between them."""

    def __init__(self, place: Place, port: PortApi, history: History) -> None:
        self._place = place
        self._port = port
        self._history = history

    async def round(self) -> None:
        """Sweeps every grant that IAM holds. Raises `AwsError`, `PortError`."""
        async for _ in self.grants():
            pass

    async def grants(self) -> AsyncGenerator[list[Held], None]:
        """The grants of every account as they are after its sweep. An account that fails does not stop the others.

        Raises `PortError`, and `AwsError` at the end.
        """
        async for page in merged((self._in(account) for account in await self._place.accounts()), ACCOUNTS_AT_ONCE):
            yield page

    async def _in(self, account: Account) -> AsyncGenerator[list[Held], None]:
        path = self._place.settings.grants.path
        seen = [sighting async for sighting in observe(account, path, datetime.now(UTC))]
        yield [Held(account, sighting) for sighting in await self._swept(account, seen)]

    async def _swept(self, account: Account, sightings: Sequence[Sighting]) -> list[Sighting]:
        """Does the chores, deletes the entities of what is gone, and returns the sightings as they are afterwards."""
        settings = self._place.settings
        done = await sweep(account, sightings, settings.grants, settings.drift_mode, datetime.now(UTC))
        for item in done:
            problem = str(item.problem) if item.problem else None
            log.info("The sweep did a chore", name=item.name, chore=item.chore.value, problem=problem)
        verdicts = {sighting.name: sighting.verdict for sighting in sightings}
        await self._history.write(*(_event(item, verdicts[item.name], datetime.now(UTC)) for item in done if item.problem is None))
        gone = {item.name for item in done if item.gone}
        for name in sorted(gone):
            await self._port.entities.delete(PROVISIONED_PERMISSIONS, name)
        changed = {item.name for item in done} - gone
        return [await self._again(account, sighting, changed) for sighting in sightings if sighting.name not in gone]

    async def _again(self, account: Account, sighting: Sighting, changed: set[str]) -> Sighting:
        if sighting.name not in changed:
            return sighting
        return await look(account, sighting.name, self._place.settings.grants.path, datetime.now(UTC))


def _event(done: Done, verdict: Verdict, now: datetime) -> Event:
    """What the sweep did: of all its chores, ending what has expired is the usual one."""
    happened, detail = _what(done, verdict, now)
    facts = facts_of(verdict.grant) if verdict.grant else Facts()
    occasion = f"{now:%Y%m%dT%H%M%SZ}" if happened is Happened.REPAIRED else ""
    return Event(done.name, happened, "sweep", now, facts, detail, occasion=occasion)


def _what(done: Done, verdict: Verdict, now: datetime) -> tuple[Happened, str]:
    why = " ".join(verdict.drift)
    if done.chore is Chore.REPAIR:
        return Happened.REPAIRED, why
    if verdict.grant and now >= verdict.grant.deadline:
        return Happened.EXPIRED, f"It was to end at {verdict.grant.deadline:%Y-%m-%d %H:%M:%S} UTC."
    if verdict.status is Status.INCOMPLETE:
        return Happened.FAILED, f"It was half-made and has been taken back. {why}"
    return Happened.REVOKED, f"It was {verdict.status.value}. {why}"
