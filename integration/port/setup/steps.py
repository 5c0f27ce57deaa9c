"""A step of the plan: one thing in Port, what is to become of it, and the requests that make it so."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from integration.port.setup.findings import Findings, Json


class Verb(StrEnum):
    """What becomes of a thing."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    LEAVE = "leave"


class Stage(IntEnum):
    """All requests of one stage come before those of the next, because what is written names what was written before."""

    BLUEPRINT = 0
    RELATIONS = 1
    COMPUTED = 2
    ACTION = 3
    SCORECARD = 4
    PAGE = 5


@dataclass(frozen=True, slots=True)
class Write:
    """One request, and what it does: "create the blueprint aws_resource". `undo` is made where it fails after others have succeeded."""

    stage: Stage
    method: str
    path: tuple[str, ...]
    body: Json | None
    what: str
    undo: "Write | None" = None


@dataclass(frozen=True, slots=True)
class Step:
    """`replaced` is the backend that an action had before, where it is not ours any more to give back."""

    kind: str
    identifier: str
    verb: Verb
    findings: Findings = field(default_factory=Findings)
    writes: tuple[Write, ...] = ()
    replaced: Json | None = None


def verb_of(findings: Findings) -> Verb:
    """Of a thing that is there already."""
    if findings.is_change:
        return Verb.CHANGE
    return Verb.LEAVE if findings.kept else Verb.SAME
