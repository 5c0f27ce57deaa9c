"""The cases of the crash matrix: each call of each story, and what happens to it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.chaos.faults import KILLS, Fault, Strike
from tests.chaos.stories import Story

# They come round by themselves, or once when a process starts, whatever the story is.
_BACKGROUND = frozenset(
    {
        "GET /v1/actions",
        "GET /v1/actions/runs",
        "GET /v1/integration/{integration}/resync-request",
        "POST /v1/workflows/runs/claim-pending",
        "PATCH /v1/actions/runs/{run} touch",
    }
)
CLAIM = "POST /v1/actions/runs/claim-pending"

_ALL = (Fault.KILL_BEFORE, Fault.KILL_AFTER, Fault.THROTTLE, Fault.FAIL, Fault.DROP, Fault.DUPLICATE)
# The short form: what is changed and then forgotten is where most can be lost. An expiry makes the calls of a revoke, and takes longest.
_LOST = (Fault.KILL_AFTER, Fault.DROP)
_QUICK = {"request": _LOST, "revoke": _LOST, "extend": _LOST, "expiry": (Fault.KILL_AFTER,)}
_LAGS = (1, 4)


@dataclass(frozen=True, slots=True)
class Case:
    """The n-th call of a name in a story suffers the fault; or, where there is none, IAM's reads lag."""

    story: Story
    call: str = ""
    nth: int = 0
    fault: Fault | None = None
    lag: int = 0

    def __str__(self) -> str:
        return f"{self.story.name}, {self.call} #{self.nth} {self.fault}" if self.fault else f"{self.story.name}, IAM {self.lag} reads late"

    def strike(self) -> Strike | None:
        return Strike(self.call, self.nth, self.fault) if self.fault else None

    @property
    def kills(self) -> bool:
        return self.fault in KILLS


def cases_of(story: Story, names: Sequence[str], *, quick: bool) -> Iterator[Case]:
    """All cases of a story that made these calls; of the claims only the first, which brings the run."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        if name in _BACKGROUND or (name == CLAIM and seen[name] > 1) or (quick and _only_reads(name)):
            continue
        for fault in _QUICK[story.name] if quick else _ALL:
            yield Case(story, name, seen[name], fault)
    for reads in _LAGS:
        yield Case(story, lag=reads)


def _only_reads(name: str) -> bool:
    verb, _, rest = name.partition(" ")
    return verb in ("GET", "sts", "s3") or rest.startswith(("Get", "List")) or rest == "/v1/entities/search"
