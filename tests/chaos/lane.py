"""A world in which cases are tried one after another: break one call, let it settle, look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.cases import Case
from tests.chaos.clearing import clear
from tests.chaos.faults import calm
from tests.chaos.invariants import PREFIX, Finding, findings
from tests.chaos.process import Integration, Settings, open_integration
from tests.chaos.stories import NotPrepared, Story
from tests.chaos.world import World, first_resync, open_world, until

_ENDS_WITHIN_SECONDS = 60
_OURS: Settings = {}


@dataclass(frozen=True, slots=True)
class Result:
    """What a case came to. `reached` is false where the call was not made this time; `ends` are those of its runs."""

    case: Case
    reached: bool
    ends: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Lane:
    """A world with one integration, in which cases are tried one after another. `left` is what cases left for the sweep to mend."""

    world: World
    integration: Integration
    left: dict[str, Result] = field(default_factory=dict)

    async def learn(self, story: Story) -> list[str]:
        """The calls that the integration makes when nothing is broken."""
        subject = await story.prepare(self.world)
        self.integration.traffic.begin(calm)
        await story.act(self.world, subject)
        await self.world.nothing_runs(_ENDS_WITHIN_SECONDS)
        names = list(self.integration.traffic.names)
        await clear(self.world, keep=set())
        return names

    async def attempt(self, case: Case) -> Result:
        """Tries the case and clears away what it made, unless it may still mend."""
        began, strike = datetime.now(UTC), case.strike()
        self.world.asked.clear()
        try:
            subject = await case.story.prepare(self.world)
            self.integration.traffic.begin(strike or calm, case.lag)
            starts = self.integration.starts
            await case.story.act(self.world, subject)
            await self.world.nothing_runs(_ENDS_WITHIN_SECONDS, but=self.left)
            if case.kills and strike and strike.struck:
                await self.risen(starts)
            found = await self._settled()
        except NotPrepared as problem:
            found = [Finding(case.story.name, str(problem))]
            await self._renew()
        ends = [f"{run['status']}: {run.get('summary')}" for run in await self._runs_since(began)]
        result = Result(case, strike is None or strike.struck, tuple(ends), tuple(found))
        self.left |= {finding.subject: result for finding in found}
        await clear(self.world, keep=self.left.keys())
        return result

    async def still_wrong(self) -> list[Finding]:
        """What is wrong after the sweep's grace and one more resync."""
        self.integration.traffic.begin(calm)
        self.world.asked.clear()
        self.world.asked.update(name.removeprefix(PREFIX) for name in self.left if name.startswith(PREFIX))
        await self.world.resync()
        return await findings(self.world)

    async def risen(self, starts: int) -> None:
        """Waits until the killed process has a successor, and that has done its first resync."""

        async def has_started() -> bool:
            return self.integration.starts > starts

        await until(has_started, _ENDS_WITHIN_SECONDS)
        await self.world.resynced(self.integration.started_at)

    async def _settled(self) -> list[Finding]:
        """What is wrong, now and, where that is anything, after a resync."""
        self.integration.traffic.begin(calm)
        if await self._new_findings():
            await self.world.resync()
        return await self._new_findings()

    async def _new_findings(self) -> list[Finding]:
        return [finding for finding in await findings(self.world) if finding.subject not in self.left]

    async def _runs_since(self, began: datetime) -> list[dict[str, str]]:
        return [run for run in await self.world.runs() if datetime.fromisoformat(run["createdAt"]) >= began]

    async def _renew(self) -> None:
        """A process that is not what the last case left of it."""
        await self.integration.crash()
        await self.world.resynced(self.integration.started_at)


@asynccontextmanager
async def open_lane(folder: Path, name: str, settings: Settings = _OURS) -> AsyncIterator[Lane]:
    """A lane whose integration has done its first resync."""
    below = folder / name
    below.mkdir()
    async with open_world(below) as world, open_integration(world.ready, below, "ocean", settings) as integration:
        await integration.start()
        await first_resync(world, integration.started_at)
        yield Lane(world, integration)
