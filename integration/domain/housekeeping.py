"""What the sweep does with a grant, without being asked."""

from datetime import datetime
from enum import StrEnum

from integration.domain.status import Status, Verdict


class DriftMode(StrEnum):
    """What happens to a grant that somebody changed behind our back: say so, put back what the record says, or end it."""

    REPORT = "report"
    REPAIR = "repair"
    REVOKE = "revoke"


class Chore(StrEnum):
    """A thing to do."""

    REVOKE = "revoke"
    REPAIR = "repair"


# What is half-made past its grace is taken back, and a revoke that stopped half-way is gone on with.
_TAKEN_BACK = (Status.INCOMPLETE, Status.REVOKE_FAILED, Status.EXPIRED)
# Without a record that can be read nobody knows what it should be; and a revoke that is under way has its own worker.
_LEFT_ALONE = (Status.UNREADABLE, Status.UNMANAGED, Status.REVOKING)


def chore(verdict: Verdict, mode: DriftMode, now: datetime) -> Chore | None:
    """The chore that a grant needs now, if any. The deadline comes before everything else that can be said of it."""
    if verdict.status in _LEFT_ALONE:
        return None
    past = verdict.grant is not None and now >= verdict.grant.deadline
    if past or verdict.status in _TAKEN_BACK:
        return Chore.REVOKE
    if verdict.status is Status.CHANGING:  # whoever moves its end finishes it, or the run that is carried out again
        return Chore.REPAIR if mode is DriftMode.REPAIR else None
    if verdict.status is Status.DRIFTED and mode is not DriftMode.REPORT:
        return Chore.REPAIR if mode is DriftMode.REPAIR else Chore.REVOKE
    return None
