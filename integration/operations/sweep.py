"""The second line behind the deadline in every policy: does the chores that nobody asked for, a few at a time."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from integration.aws.accounts import Account
from integration.domain.errors import IamPermissionsError
from integration.domain.housekeeping import Chore, DriftMode, chore
from integration.domain.settings import GrantSettings
from integration.operations.observe import Sighting
from integration.operations.repair import repair
from integration.operations.revoke import revoke

# Chores in flight at once: IAM writes are throttled for the whole account, and people's requests come first.
_CHORES_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Done:
    """A chore and what came of it; `problem` is `None` where it worked."""

    name: str
    chore: Chore
    problem: IamPermissionsError | None

    @property
    def gone(self) -> bool:
        return self.chore is Chore.REVOKE and self.problem is None


async def sweep(account: Account, sightings: Iterable[Sighting], settings: GrantSettings, mode: DriftMode, now: datetime) -> list[Done]:
    """Does every chore that the sightings call for. A chore that fails is told, not raised: the next sweep tries it again."""
    turn = asyncio.Semaphore(_CHORES_AT_ONCE)

    async def do(sighting: Sighting, needed: Chore) -> Done:
        async with turn:
            return await _done(account, sighting, needed, settings, now)

    needed = [(sighting, chore(sighting.verdict, mode, now)) for sighting in sightings]
    return list(await asyncio.gather(*(do(sighting, what) for sighting, what in needed if what)))


async def _done(account: Account, sighting: Sighting, needed: Chore, settings: GrantSettings, now: datetime) -> Done:
    try:
        if needed is Chore.REVOKE:
            await revoke(account, sighting.name, settings.path, now)
        else:
            await repair(account, sighting.name, settings, now)
    except IamPermissionsError as problem:
        return Done(sighting.name, needed, problem)
    return Done(sighting.name, needed, None)
