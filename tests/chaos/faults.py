"""What can be done to a call, and the plans that say to which one."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """Told as what happened to the call."""

    KILL_BEFORE = "killed before"
    KILL_AFTER = "killed after"
    THROTTLE = "throttled"
    FAIL = "answered 500"
    DROP = "reply dropped"
    DELAY = "delayed"
    DUPLICATE = "sent twice"


KILLS = frozenset({Fault.KILL_BEFORE, Fault.KILL_AFTER})

Plan = Callable[[str], Fault | None]
"""Asked once for every call, by its name."""


def calm(_: str) -> Fault | None:
    """Every call passes."""
    return None


@dataclass(slots=True)
class Strike:
    """The n-th call of one name since the plan began, counted from 1, and no other."""

    name: str
    nth: int
    fault: Fault
    struck: bool = False
    _passed: int = 0

    def __call__(self, name: str) -> Fault | None:
        if name != self.name:
            return None
        self._passed += 1
        if self._passed != self.nth:
            return None
        self.struck = True
        return self.fault


@dataclass(slots=True)
class Share:
    """A share of all calls, each with a fault drawn by its weight; the same seed draws the same."""

    share: float
    weights: Mapping[Fault, float]
    dice: random.Random
    drawn: Counter[Fault] = field(default_factory=Counter)

    def __call__(self, _: str) -> Fault | None:
        if self.dice.random() >= self.share:
            return None
        fault = self.dice.choices(list(self.weights), list(self.weights.values()))[0]
        self.drawn[fault] += 1
        return fault
