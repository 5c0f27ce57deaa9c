"""An action run as Port stores it: who asked, about what, with which inputs. Nothing here comes from an action's payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integration.domain.approval import NOT_ASKED_FOR, Approval
from integration.domain.durations import parse_duration
from integration.domain.errors import Refused
from integration.domain.moments import parse_moment


@dataclass(frozen=True, slots=True)
class Run:
    """`entity` is `None` for an automation; `requester` is the e-mail of who started the run, `None` when no person did.
    `action` is the identifier of the action in Port, `status` Port's word for how far the run is, `asked_at` when Port created it: the
    same for every delivery.
    `again` is true where an earlier process may have carried the run out in part, or wholly without reporting it.
    """

    id: str
    entity: str | None
    requester: str | None
    inputs: Mapping[str, Any]
    action: str = ""
    status: str = ""
    approval: Approval = NOT_ASKED_FOR
    again: bool = False
    asked_at: datetime | None = None

    @property
    def permissions(self) -> tuple[str, ...]:
        """The identifiers of the chosen `iam_permissions` entities, each once. Raises `Refused`."""
        chosen = self.inputs.get("permissions") or []
        if not isinstance(chosen, list):
            raise Refused.because("The input permissions must be a list of IAM actions, such as s3:PutObject.")
        if not chosen:
            raise Refused.because("No permissions were chosen; choose at least one.")
        return tuple(dict.fromkeys(_identifier(item) for item in chosen))

    @property
    def until(self) -> datetime | None:
        """The moment the requester chose, in UTC. Raises `Refused`."""
        text = self.text("until")
        if text is None:
            return None
        try:
            return parse_moment(text)
        except ValueError as error:
            raise Refused.because(f"{error}; write it like 2026-11-24T10:00:00Z.") from error

    @property
    def duration(self) -> timedelta | None:
        """How long the requester chose, unless a moment was chosen. Raises `Refused`."""
        text = self.text("duration")
        if text is None or self.text("until"):
            return None
        try:
            return parse_duration(text)
        except ValueError as error:
            raise Refused.because(f"{error}.") from error

    def text(self, name: str) -> str | None:
        """An input of one string, `None` when it was left empty. Raises `Refused`."""
        value = self.inputs.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise Refused.because(f"The input {name} must be a text.")
        return value


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that somebody acknowledged and nobody has ended; `updated_at` as Port wrote it."""

    id: str
    action_type: str
    payload: Mapping[str, Any]
    updated_at: str


def _identifier(chosen: Any) -> str:
    """A chosen entity comes as its identifier, or whole."""
    identifier = chosen.get("identifier") if isinstance(chosen, Mapping) else chosen
    if not isinstance(identifier, str) or not identifier:
        raise Refused.because("Each of the chosen permissions must be an IAM action, such as s3:PutObject.")
    return identifier
