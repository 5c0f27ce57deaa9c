"""The states of a grant, by what AWS holds of it and the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.grant import Grant
from integration.domain.observed import Observed
from integration.domain.status import PROVISIONING_GRACE, REVOKING_GRACE, Status, classify
from integration.domain.trust import REVOCATION_POLICY_NAME, revocation_policy
from tests.domain.examples import NOW, observed
from tests.domain.grants import grants
from tests.domain.meddling import GRANT, role_of, with_role

_LATER = NOW + timedelta(hours=1)
_ALLOWS_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@given(grants(), st.integers(0, 10**7))
def test_an_untouched_grant_is_active_before_its_deadline_and_expired_from_it_on(held: Grant, seconds: int) -> None:
    now = held.granted_at + timedelta(seconds=seconds)
    verdict = classify(observed(held), now)
    assert verdict.status is (Status.ACTIVE if now < held.deadline else Status.EXPIRED)
    assert verdict.grant == held
    assert verdict.drift == ()


@pytest.mark.parametrize(
    "half",
    [
        lambda held: replace(held, policy=None),
        lambda held: with_role(held, attached=()),
        lambda held: with_role(replace(held, policy=None), attached=()),
    ],
)
def test_a_half_made_grant_is_provisioning_for_a_while_and_then_incomplete(half: Callable[[Observed], Observed]) -> None:
    held = half(observed(GRANT))
    assert classify(held, NOW + PROVISIONING_GRACE - timedelta(seconds=1)).status is Status.PROVISIONING
    verdict = classify(held, NOW + PROVISIONING_GRACE)
    assert verdict.status is Status.INCOMPLETE
    assert GRANT.policy_arn in " ".join(verdict.drift)
    assert classify(held, GRANT.deadline).status is Status.EXPIRED


def test_a_policy_without_its_role_is_incomplete() -> None:
    verdict = classify(replace(observed(GRANT), role=None), _LATER)
    assert (verdict.status, verdict.grant) == (Status.INCOMPLETE, None)
    assert "role is missing" in verdict.drift[0]


def test_a_policy_of_unknown_age_may_be_a_request_under_way() -> None:
    policy = observed(GRANT).policy
    assert policy is not None
    held = Observed(role=None, policy=replace(policy, created_at=None))
    assert classify(held, _LATER + PROVISIONING_GRACE).status is Status.PROVISIONING


def test_a_grant_being_revoked_is_revoking_for_a_while_and_then_failed() -> None:
    held = with_role(observed(GRANT), inline={REVOCATION_POLICY_NAME: revocation_policy(_LATER)}, attached=())
    assert classify(held, _LATER + REVOKING_GRACE - timedelta(seconds=1)).status is Status.REVOKING
    verdict = classify(held, _LATER + REVOKING_GRACE)
    assert (verdict.status, verdict.grant) == (Status.REVOKE_FAILED, GRANT)
    assert "2026-11-24 10:00:00 UTC" in verdict.drift[0]


def test_a_revocation_that_hides_its_moment_has_failed() -> None:
    held = with_role(observed(GRANT), inline={REVOCATION_POLICY_NAME: {"Statement": []}})
    assert classify(held, _LATER).status is Status.REVOKE_FAILED


@pytest.mark.parametrize(
    "document",
    [
        {**revocation_policy(_LATER), "Statement": [{**revocation_policy(_LATER)["Statement"][0], "Effect": "Allow"}]},
        {**revocation_policy(_LATER), "Statement": [{**revocation_policy(_LATER)["Statement"][0], "Resource": "arn:aws:s3:::other"}]},
        {**revocation_policy(_LATER), "Statement": [*revocation_policy(_LATER)["Statement"], _ALLOWS_ALL]},
        revocation_policy(_LATER + timedelta(days=3650)),
    ],
)
def test_a_revocation_that_was_edited_has_failed(document: dict[str, Any]) -> None:
    held = with_role(observed(GRANT), inline={REVOCATION_POLICY_NAME: document})
    assert classify(held, _LATER).status is Status.REVOKE_FAILED


def test_a_revocation_by_a_clock_that_is_ahead_is_revoking() -> None:
    held = with_role(observed(GRANT), inline={REVOCATION_POLICY_NAME: revocation_policy(_LATER + timedelta(seconds=9))})
    assert classify(held, _LATER).status is Status.REVOKING


def test_a_role_named_like_ours_without_our_record_is_unmanaged() -> None:
    verdict = classify(with_role(observed(GRANT), tags={"team": "web"}), _LATER)
    assert (verdict.status, verdict.drift, verdict.grant) == (Status.UNMANAGED, (), None)


@pytest.mark.parametrize("tag", ["port:managed-by", "port:deadline", "port:permissions"])
def test_a_record_with_a_tag_missing_is_unreadable_and_says_which(tag: str) -> None:
    held = observed(GRANT)
    tags = {key: value for key, value in role_of(held).tags.items() if key != tag}
    verdict = classify(with_role(held, tags=tags), datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert verdict.status is Status.UNREADABLE
    assert tag in verdict.drift[0]
