"""Whether somebody else agreed to a request: judged by what Port's own record of the run says, never by what a payload claims."""

from collections.abc import Iterable
from dataclasses import dataclass

from integration.domain.errors import Refused
from integration.domain.plan import Plan
from integration.domain.risk import Rated

# The action whose runs wait for approval.
REQUEST_WITH_APPROVAL = "request_permissions_with_approval"

_APPROVED = "APPROVED"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What one approver said, in Port's word; `by` is the person's e-mail, `None` where Port names no person."""

    state: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Approval:
    """`required` says whether the run had to wait for approval; `asked_by` are the e-mails of who started it, and in whose name."""

    required: bool
    answers: tuple[Answer, ...]
    asked_by: tuple[str, ...]


NOT_ASKED_FOR = Approval(required=False, answers=(), asked_by=())


def approver_of(approval: Approval) -> str | None:
    """Who approved the run, `None` where nobody had to. Raises `Refused` where somebody had to and nobody else did."""
    if not approval.required and not approval.answers:
        return None
    if not approval.answers:
        raise Refused.because("This run needs approval and Port names nobody who gave it; ask again and have it approved.")
    for answer in approval.answers:
        if answer.state != _APPROVED:
            raise Refused.because(f"Port says {answer.state} of this run's approval, not {_APPROVED}, so nothing is granted.")
    people = [answer.by for answer in approval.answers if answer.by]
    if not people:
        raise Refused.because("Port does not say which person approved this run; have it approved by somebody with a user in Port.")
    askers = {asker.casefold() for asker in approval.asked_by}
    others = [person for person in people if person.casefold() not in askers]
    if not others:
        raise Refused.because(f"{people[0]} both asked and approved; ask again and have it approved by somebody else.")
    return others[0]


def must_be_approved(planned: Plan) -> None:
    """Raises `Refused` where the plan needs somebody's approval and has none; names the action that asks for it."""
    if planned.needs_approval and planned.grant.approver is None:
        raise Refused.because(
            f"These permissions are of {planned.risk} risk, so somebody else must approve them first: {_named(planned)}. "
            f"Ask for them with the action {REQUEST_WITH_APPROVAL} instead."
        )


def _named(planned: Plan) -> str:
    worst = [item for item in planned.rated if item.risk is planned.risk]
    rest = len(worst) - _MOST_NAMED
    return _sentences(worst[:_MOST_NAMED]) + (f", and {rest} more" if rest > 0 else "")


def _sentences(rated: Iterable[Rated]) -> str:
    return ", ".join(f"{item.action} {item.reason}" for item in rated)
