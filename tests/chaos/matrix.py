"""The crash matrix: every case of every story, in a few lanes side by side, and at the end what the sweep had to mend."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.chaos.cases import Case, cases_of
from tests.chaos.invariants import Finding
from tests.chaos.lane import Lane, Result, open_lane
from tests.chaos.stories import STORIES, Story

# Each is mostly waiting: for a poll, for a lease, for a timer.
_LANES = 3
_TOLD_EVERY = 50
# After this much time the sweep takes back what is half-made or half-revoked; until then it may belong to a worker.
GRACE = timedelta(minutes=5, seconds=10)

Tell = Callable[[str], None]


@dataclass(slots=True)
class Report:
    """All results, and what was still wrong at the end with the case that left it, where it is known."""

    results: list[Result] = field(default_factory=list)
    violations: list[tuple[Case | None, Finding]] = field(default_factory=list)


async def try_matrix(folder: Path, tell: Tell, chosen: Callable[[str], bool], *, quick: bool) -> Report:
    """Tries all cases whose name is chosen."""
    async with AsyncExitStack() as open_lanes:
        lanes = await asyncio.gather(*(open_lanes.enter_async_context(open_lane(folder, f"lane-{number}")) for number in range(_LANES)))
        shares = [STORIES[number::_LANES] for number in range(_LANES)]
        learned = await asyncio.gather(*(_learn(lane, share, quick=quick) for lane, share in zip(lanes, shares, strict=True)))
        waiting = deque(case for cases in learned for case in cases if chosen(str(case)))
        tell(f"{len(waiting)} cases")
        report = Report()
        await asyncio.gather(*(_work(lane, waiting, report, tell) for lane in lanes))
        await _look_again(lanes, report, tell)
    return report


async def _learn(lane: Lane, stories: Sequence[Story], *, quick: bool) -> list[Case]:
    return [case for story in stories for case in cases_of(story, await lane.learn(story), quick=quick)]


async def _work(lane: Lane, waiting: deque[Case], report: Report, tell: Tell) -> None:
    while waiting:
        result = await lane.attempt(waiting.popleft())
        report.results.append(result)
        for finding in result.findings:
            tell(f"  {result.case}: {finding}")
        if len(report.results) % _TOLD_EVERY == 0:
            tell(f"{len(report.results)} tried, {len(waiting)} to go")


async def _look_again(lanes: Sequence[Lane], report: Report, tell: Tell) -> None:
    """What cases left half-done may be waiting for the sweep; a violation is what it does not mend either."""
    if any(lane.left for lane in lanes):
        tell(f"waiting until {datetime.now(UTC) + GRACE:%H:%M:%S} UTC for what the sweep has to mend")
        await asyncio.sleep(GRACE.total_seconds())
    for lane in lanes:
        cases = {subject: result.case for subject, result in lane.left.items()}
        report.violations += [(cases.get(finding.subject), finding) for finding in await lane.still_wrong()]
