"""The soak: random requests, revokes, expiries and meddlings over three processes, while a share of all their calls breaks."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.page.port_client import PortRefusal
from tests.chaos.cases import CLAIM
from tests.chaos.faults import Fault, Share, calm
from tests.chaos.invariants import Finding, findings
from tests.chaos.matrix import GRACE
from tests.chaos.meddling import meddle
from tests.chaos.process import Integration, Settings, open_integration
from tests.chaos.stories import moment
from tests.chaos.world import World, first_resync, open_world, until

_ACTIONS_ONLY: Settings = {"OCEAN__EVENT_LISTENER__TYPE": "ACTIONS_ONLY", "OCEAN__SCHEDULED_RESYNC_INTERVAL": None}
_PROCESSES: dict[str, Settings] = {
    "resync": {"OCEAN__SCHEDULED_RESYNC_INTERVAL": "1", "OCEAN__INTEGRATION__CONFIG__SWEEP_INTERVAL": "20s"},
    "actions-1": _ACTIONS_ONLY,
    "actions-2": _ACTIONS_ONLY,
}
_SHARE_OF_CALLS = 0.05
_WEIGHTS = {
    Fault.THROTTLE: 30,
    Fault.FAIL: 30,
    Fault.DROP: 30,
    Fault.DELAY: 15,
    Fault.DUPLICATE: 15,
    Fault.KILL_BEFORE: 1,
    Fault.KILL_AFTER: 1,
}
_RUNS_AT_ONCE = 12
_SHORT_LIVES = (5, 40)
_ENDS_WITHIN_SECONDS = 600

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SoakReport:
    """What was done and how its runs ended, what broke, what it cost, and what did not hold."""

    done: Counter[str]
    ends: Counter[str]
    faults: Counter[Fault]
    memory: tuple[str, ...]
    violations: list[Finding]


@dataclass(slots=True)
class Soak:
    """One world, its processes and the dice."""

    world: World
    processes: Sequence[Integration]
    dice: random.Random
    done: Counter[str] = field(default_factory=Counter)

    async def step(self) -> None:
        """One thing that people do, once there are few enough runs on the way."""
        await self._room()
        grants = sorted(await self.world.grants())
        what = self.dice.choices(("request", "short request", "revoke", "meddle"), (30, 30, 25, 15))[0] if len(grants) > 5 else "request"
        self.done[what] += 1
        if what == "request":
            await self.world.request(duration="1h")
        elif what == "short request":
            await self.world.request(until=moment(timedelta(seconds=self.dice.randint(*_SHORT_LIVES))))
        else:
            await self._change(what, self.dice.choice(grants))

    async def _change(self, what: str, name: str) -> None:
        if name.removeprefix("Permission-") not in self.world.asked:
            return  # the one that is not ours
        if what == "meddle":
            await meddle(self.world, name, self.dice)
            return
        with suppress(PortRefusal):  # gone between the look and the press, or between two presses
            for _ in range(self.dice.choice((1, 1, 2))):
                await self.world.revoke(name)

    async def _room(self) -> None:
        while len(await self.world.runs(active="true")) >= _RUNS_AT_ONCE:
            await asyncio.sleep(0.1)  # Port's state cannot be waited for


async def soak(folder: Path, steps: int, seed: int, tell: Tell) -> SoakReport:
    """Does as many random things, lets them settle and judges."""
    dice = random.Random(seed)  # noqa: S311 - it shall be the same each time
    async with _three_processes(folder) as (world, processes):
        before = [process.memory() for process in processes]
        plan = Share(_SHARE_OF_CALLS, _WEIGHTS, dice)
        for process in processes:
            process.traffic.begin(plan)
        soaking = Soak(world, processes, dice)
        for number in range(1, steps + 1):
            await soaking.step()
            if number % 100 == 0:
                tell(f"{number} of {steps}; {plan.drawn.total()} calls broken; memory {[process.memory() for process in processes]} MB")
        await world.nothing_runs(_ENDS_WITHIN_SECONDS)
        for process in processes:
            process.traffic.begin(calm)
        violations = await _settled(world, tell)
        memory = [
            f"{process.name} {old} MB, then {process.memory()} MB ({process.starts} starts)"
            for process, old in zip(processes, before, strict=True)
        ]
        return SoakReport(soaking.done, await _ends(world), plan.drawn, tuple(memory), violations)


async def _settled(world: World, tell: Tell) -> list[Finding]:
    """What is wrong after the last deadline, and after the sweep's grace if anything is."""
    await world.nothing_runs(_ENDS_WITHIN_SECONDS)
    await asyncio.sleep(_SHORT_LIVES[1])
    await world.nothing_runs(_ENDS_WITHIN_SECONDS)
    await world.resync()
    found = await findings(world)
    if found:
        for finding in found:
            tell(f"  {finding}")
        tell(f"waiting until {datetime.now(UTC) + GRACE:%H:%M:%S} UTC for what the sweep has to mend")
        await asyncio.sleep(GRACE.total_seconds())
        await world.resync()
        found = await findings(world)
    return found


async def _ends(world: World) -> Counter[str]:
    return Counter(f"{run['action']['identifier']} {run['status']} {run.get('statusLabel')}" for run in await world.runs(limit="1000"))


@asynccontextmanager
async def _three_processes(folder: Path) -> AsyncIterator[tuple[World, Sequence[Integration]]]:
    async with AsyncExitStack() as parts:
        world = await parts.enter_async_context(open_world(folder))
        processes = [
            await parts.enter_async_context(open_integration(world.ready, folder, name, settings)) for name, settings in _PROCESSES.items()
        ]
        for number, process in enumerate(processes):
            await process.start()
            if number == 0:
                await first_resync(world, process.started_at)
        assert await until(lambda: _all_claim(processes), _ENDS_WITHIN_SECONDS), "not every process asks Port for runs"
        yield world, processes


async def _all_claim(processes: Sequence[Integration]) -> bool:
    return all(CLAIM in process.traffic.names for process in processes)
