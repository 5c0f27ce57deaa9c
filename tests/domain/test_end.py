"""A move of a grant's end, seen at any moment: told as such, never as meddling, and never more access than the record says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.grant import Grant
from integration.domain.observed import Observed
from integration.domain.policy import end_of, permission_policy
from integration.domain.record import encode
from integration.domain.status import Status, classify
from integration.domain.trust import trust_policy
from tests.domain.examples import observed
from tests.domain.grants import grants
from tests.domain.meddling import MEDDLINGS
from tests.grants import a_grant

Step = Callable[[Observed, Grant], Observed]


def _role(held: Observed, **changes: Any) -> Observed:
    assert held.role
    return replace(held, role=replace(held.role, **changes))


def _policy(held: Observed, **changes: Any) -> Observed:
    assert held.policy
    return replace(held, policy=replace(held.policy, **changes))


def _new_version(held: Observed, grant: Grant) -> Observed:
    assert held.policy
    return _policy(held, document=permission_policy(grant), others={"v1": held.policy.document})


_RECORD: tuple[Step, ...] = (
    lambda held, grant: _policy(held, tags=encode(grant)),
    lambda held, grant: _role(held, tags=encode(grant)),
)
_DOCUMENTS: tuple[Step, ...] = (
    _new_version,
    lambda held, grant: _policy(held, others={}),
    lambda held, grant: _role(held, trust=trust_policy(grant)),
    lambda held, grant: _role(held, max_session_seconds=grant.max_session_seconds),
)


def _moments(grant: Grant, by: timedelta) -> list[Observed]:
    """What AWS holds after each step of the move."""
    moved = replace(grant, deadline=grant.deadline + by)
    steps = (*_RECORD, *_DOCUMENTS) if by > timedelta(0) else (*_DOCUMENTS, *reversed(_RECORD))
    return list(accumulate(steps, lambda held, step: step(held, moved), initial=observed(grant)))


_long = grants().map(lambda grant: replace(grant, deadline=grant.granted_at + timedelta(hours=2)))
_moves = st.integers(-3600, 10**6).filter(bool).map(lambda seconds: timedelta(seconds=seconds))


@given(_long, _moves)
def test_a_move_is_active_or_changing_at_every_moment_and_active_at_its_end(grant: Grant, by: timedelta) -> None:
    moments = _moments(grant, by)
    statuses = [classify(held, grant.granted_at).status for held in moments]
    assert set(statuses) <= {Status.ACTIVE, Status.CHANGING}
    assert (statuses[0], statuses[-1]) == (Status.ACTIVE, Status.ACTIVE)


@given(_long, _moves)
def test_no_part_ever_ends_later_than_the_record_says(grant: Grant, by: timedelta) -> None:
    for held in _moments(grant, by):
        recorded = classify(held, grant.granted_at).grant
        assert held.role
        assert held.policy
        assert recorded
        ends = [end_of(held.role.trust), end_of(held.policy.document)]
        assert all(end and end <= recorded.deadline for end in ends)


# Those that add something, whatever the grant and the moment of its move; the boundary is the grants' own here.
_ADDING = (
    "a policy attached",
    "an inline policy",
    "an instance profile",
    "a foreign tag",
    "a trust for everybody",
    "another policy language",
)


@pytest.mark.parametrize("meddling", _ADDING)
@given(_long, _moves, st.integers(0, 6))
def test_meddling_during_a_move_is_drift(meddling: str, grant: Grant, by: timedelta, step: int) -> None:
    meddled = MEDDLINGS[meddling][0](_moments(grant, by)[step])
    assert classify(meddled, grant.granted_at).status is Status.DRIFTED


def test_a_later_deadline_on_the_role_alone_is_no_move_but_meddling() -> None:
    """Whoever may tag the role only must not have it taken for our own work."""
    grant = a_grant()
    tagged = _role(observed(grant), tags=encode(replace(grant, deadline=grant.deadline + timedelta(days=1))))
    assert classify(tagged, grant.granted_at).status is Status.DRIFTED


def test_a_half_moved_grant_expires_at_the_end_of_its_record() -> None:
    grant = a_grant()
    half = _moments(grant, timedelta(hours=1))[2]
    assert classify(half, grant.deadline).status is Status.CHANGING
    assert classify(half, grant.deadline + timedelta(hours=1)).status is Status.EXPIRED
