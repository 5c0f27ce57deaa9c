"""What a benchmark finds: runs side by side, and targets with what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.sailing import Sync

_HEAD = "| scenario | who | wall s | process s | CPU s | peak MB | AWS calls | fewest | at once | Port calls | entities | entities/s |"


@dataclass(frozen=True, slots=True)
class Target:
    """`limit` is what the measured figure has to be at least, or at most."""

    what: str
    measured: float
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def line(self) -> str:
        limit = f"{'at least' if self.at_least else 'at most'} {_number(self.limit)}"
        return f"| {self.what} | {limit} | {_number(self.measured)} | {'met' if self.is_met else '**missed**'} |"


@dataclass(frozen=True, slots=True)
class Found:
    """`figures` go into the JSON under their name, `runs` and `notes` into the results; a note is a sentence or a paragraph."""

    name: str
    figures: Mapping[str, float]
    targets: tuple[Target, ...] = ()
    runs: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def run_line(scenario: str, who: str, sync: Sync, fewest: int) -> str:
    """A row of the table of runs."""
    cells = (
        scenario,
        who,
        _number(sync.seconds),
        _number(sync.cost.seconds),
        _number(sync.cost.cpu),
        f"{sync.cost.peak_mb:.0f}",
        sync.aws["total"],
        fewest,
        sync.aws["most_under_way"],
        sync.port["total"],
        sync.entities,
        _number(sync.entities_per_second),
    )
    return f"| {' | '.join(map(str, cells))} |"


def runs_table(lines: list[str]) -> str:
    return "\n".join((_HEAD, "|---|---" + "|---:" * 10 + "|", *lines))


def targets_table(targets: list[Target]) -> str:
    return "\n".join(("| what | target | measured | |", "|---|---:|---:|---|", *(target.line() for target in targets)))


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.4g}"
