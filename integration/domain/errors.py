"""The root of our errors, and the refusal of a request with all its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass


class IamPermissionsError(Exception):
    """Every error this integration raises on purpose."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused: a sentence, and the permission it speaks about (`None` when it is the request as a whole)."""

    permission: str | None
    reason: str


class Refused(IamPermissionsError):
    """The request may not be granted. The message holds every reason, one per line."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("\n".join(refusal.reason for refusal in refusals))
        self.refusals = tuple(refusals)

    @classmethod
    def because(cls, reason: str, permission: str | None = None) -> "Refused":
        return cls([Refusal(permission, reason)])


class Unreadable(IamPermissionsError):
    """The tags of a role claim to be our record and cannot be read as one."""
