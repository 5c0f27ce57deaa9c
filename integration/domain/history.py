"""What is kept of a grant when it is gone: one event for each thing that was done to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integration.domain.grant import Grant


class Happened(StrEnum):
    """The values of `permission_events.event`."""

    GRANTED = "granted"
    EXTENDED = "extended"
    REPAIRED = "repaired"
    REVOKED = "revoked"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an event tells of its grant, as far as it is known: whose, on what, which, and why it was asked for."""

    requester: str | None = None
    resource: str | None = None
    account: str | None = None
    permissions: tuple[str, ...] = ()
    reason: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """`by` is a person's e-mail, or what acted by itself. `occasion` tells it from others of its kind that the grant may have had; what
    happens to a grant once has none. A second delivery of a run makes the same event, not another one.
    """

    grant: str
    happened: Happened
    by: str
    at: datetime
    facts: Facts
    detail: str | None = None
    run: str | None = None
    occasion: str = ""

    @property
    def identifier(self) -> str:
        return ".".join(filter(None, (self.grant, self.happened.value, self.occasion)))


def facts_of(grant: Grant) -> Facts:
    """What the record tells."""
    return Facts(grant.requester, str(grant.resource), grant.account, grant.actions, grant.reason or None, grant.ticket)
