"""May a grant end at another moment? By its requester's wish, or because somebody edited its expiry in the catalog."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from integration.domain.durations import in_words
from integration.domain.errors import Refusal, Refused
from integration.domain.grant import Grant
from integration.domain.guardrails import objection
from integration.domain.lifetime import deadline_of, whole_seconds
from integration.domain.published import Permission, find
from integration.domain.risk import risk_of_actions
from integration.domain.settings import Guardrails
from integration.domain.status import Status, Verdict

# The action whose runs wait for approval.
EXTEND_WITH_APPROVAL = "extend_permissions_with_approval"

# What can be built on: nobody but us has touched it.
_SOUND = (Status.ACTIVE, Status.CHANGING)


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """What was asked for. `asked_at` is when: a duration counts from there, so that a second delivery asks for the same end; `approver` is
    who agreed to it, where somebody was asked.
    """

    requester: str | None
    duration: timedelta | None
    until: datetime | None
    asked_at: datetime
    approver: str | None = None


def standing(verdict: Verdict, name: str) -> Grant:
    """The grant that is there to be kept for longer. Raises `Refused`."""
    if verdict.status is Status.EXPIRED:
        raise Refused.because(f"{name} has ended; ask for new permissions.")
    if verdict.grant is None or verdict.status not in _SOUND:
        why = " ".join(verdict.drift)
        raise Refused.because(f"{name} is {verdict.status.value}, so its end stays as it is; repair or revoke it first. {why}".rstrip())
    return verdict.grant


def extended(grant: Grant, asked: ExtensionRequest, guardrails: Guardrails, now: datetime) -> Grant:
    """The grant with the end that its requester asks for. Raises `Refused` with every problem at once."""
    refusals = [*_not_theirs(grant, asked.requester), *(_unapproved(grant, guardrails) if asked.approver is None else ())]
    try:
        deadline = deadline_of(asked, _levels(grant), guardrails, min(asked.asked_at, now))
    except Refused as refused:
        raise Refused([*refusals, *refused.refusals, *objections(grant, guardrails)]) from None
    if deadline < grant.deadline:
        refusals.append(Refusal(None, f"The permissions last until {grant.deadline:%Y-%m-%d %H:%M:%S} UTC already; ask for a later end."))
    return _moved(grant, deadline, guardrails, refusals)


def edited(grant: Grant, expiry: datetime, guardrails: Guardrails, now: datetime) -> Grant:
    """The grant with the end that somebody wrote into the catalog: an earlier one always, a later one within the same limits as an
    extension. Raises `Refused`.
    """
    deadline = whole_seconds(expiry)
    if deadline <= grant.deadline:
        return replace(grant, deadline=deadline)
    longest = guardrails.longest(_levels(grant))
    refusals = list(_unapproved(grant, guardrails))
    too_far = f"The end {deadline:%Y-%m-%d %H:%M:%S} UTC is too far away: such permissions may last {in_words(longest)} from now at most."
    if deadline > now + longest:
        refusals.append(Refusal(None, too_far))
    return _moved(grant, deadline, guardrails, refusals)


def _moved(grant: Grant, deadline: datetime, guardrails: Guardrails, refusals: list[Refusal]) -> Grant:
    problems = [*refusals, *_too_long(grant, deadline, guardrails), *objections(grant, guardrails)]
    if problems:
        raise Refused(problems)
    return replace(grant, deadline=deadline)


def _not_theirs(grant: Grant, person: str | None) -> Iterator[Refusal]:
    if person is None or person.casefold() != grant.requester.casefold():
        yield Refusal(None, f"Only {grant.requester}, who asked for these permissions, may extend them; ask for your own.")


def _unapproved(grant: Grant, guardrails: Guardrails) -> Iterator[Refusal]:
    """What is too risky to be asked for without approval is too risky to be kept without it."""
    risk, threshold = risk_of_actions(grant.actions, guardrails.risk_overrides), guardrails.approval_from
    if threshold is not None and risk >= threshold:
        yield Refusal(
            None,
            f"These permissions are of {risk} risk, so somebody else must approve that they last longer; "
            f"their requester asks for it with the action {EXTEND_WITH_APPROVAL}.",
        )


def _too_long(grant: Grant, deadline: datetime, guardrails: Guardrails) -> Iterator[Refusal]:
    last = grant.granted_at + guardrails.max_lifetime
    if deadline > last:
        whole = in_words(guardrails.max_lifetime)
        yield Refusal(
            None,
            f"With all extensions a grant may last {whole}, which for this one ends at {last:%Y-%m-%d %H:%M:%S} UTC; "
            "ask for new permissions then.",
        )


def objections(grant: Grant, guardrails: Guardrails) -> Iterator[Refusal]:
    """What the operator has come to forbid since it was granted is neither granted for longer nor put back."""
    for permission in _permissions(grant):
        if problem := objection(permission, guardrails):
            yield Refusal(permission.name, problem)


def _levels(grant: Grant) -> set[str]:
    return {level for permission in _permissions(grant) for level in permission.access_levels}


def _permissions(grant: Grant) -> Iterator[Permission]:
    """Those that AWS still publishes."""
    return (permission for action in grant.actions if (permission := find(action)))
