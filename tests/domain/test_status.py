from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.grant import Grant
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.policy import permission_policy
from integration.domain.settings import GrantSettings, Guardrails
from integration.domain.status import PROVISIONING_GRACE, REVOKING_GRACE, Status, classify
from integration.domain.trust import REVOCATION_POLICY_NAME, revocation_policy
from tests.domain.examples import ACCOUNT, NOW, grant, observed
from tests.domain.grants import grants

_BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/port-boundary"
_GRANT = grant(GrantSettings(guardrails=Guardrails(permissions_boundary=_BOUNDARY)), permissions=("s3:PutObject", "s3:GetObject"))
_LATER = NOW + timedelta(hours=1)
_ALLOWS_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def _with_role(held: Observed, **changes: Any) -> Observed:
    assert held.role
    return replace(held, role=replace(held.role, **changes))


def _with_policy(held: Observed, **changes: Any) -> Observed:
    assert held.policy
    return replace(held, policy=replace(held.policy, **changes))


def _role(held: Observed) -> ObservedRole:
    assert held.role
    return held.role


def _policy(held: Observed) -> ObservedPolicy:
    assert held.policy
    return held.policy


def _edited(document: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The document with its first statement changed; a change to `None` takes the element out."""
    first, *rest = document["Statement"]
    statement = {key: value for key, value in (first | changes).items() if value is not None}
    return {**document, "Statement": [statement, *rest]}


_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"

# Each changes one thing that AWS holds; the text is part of the sentence that tells it.
MEDDLINGS: dict[str, tuple[Callable[[Observed], Observed], str]] = {
    "a policy attached": (lambda held: _with_role(held, attached=(*_role(held).attached, _ADMIN)), "AdministratorAccess is attached"),
    "an inline policy": (lambda held: _with_role(held, inline={"more": {"Statement": []}}), "inline policy 'more'"),
    "the boundary taken off": (lambda held: _with_role(held, boundary=None), "boundary of the role is missing"),
    "another boundary": (lambda held: _with_role(held, boundary=_ADMIN), "boundary of the role is arn:aws:iam::aws"),
    "an instance profile": (lambda held: _with_role(held, instance_profiles=("web",)), "instance profile web"),
    "longer sessions": (lambda held: _with_role(held, max_session_seconds=43200), "may last 43200 s"),
    "a foreign tag": (lambda held: _with_role(held, tags={**_role(held).tags, "team": "admins"}), "a tag 'team'"),
    "another deadline in the tags": (
        lambda held: _with_role(held, tags={**_role(held).tags, "port:deadline": "2026-11-25T13:00:00Z"}),
        "under other conditions",
    ),
    "a trust for anybody": (lambda held: _with_role(held, trust=_edited(_role(held).trust, Condition=None)), "under other conditions"),
    "a trust for another account": (
        lambda held: _with_role(held, trust=_edited(_role(held).trust, Principal={"AWS": "arn:aws:iam::555555555555:root"})),
        "allows sts:AssumeRole to 555555555555",
    ),
    "a trust for everybody": (lambda held: _with_role(held, trust=_edited(_role(held).trust, Principal="*")), "to *"),
    "a trust for somebody deleted": (
        lambda held: _with_role(held, trust=_edited(_role(held).trust, Principal={"AWS": "AIDAJQABLZS4A3QDU576Q"})),
        "a principal that was deleted",
    ),
    "a trust with less in it": (
        lambda held: _with_role(held, trust={**_role(held).trust, "Statement": _role(held).trust["Statement"][:1]}),
        "lacks a rule",
    ),
    "another action": (
        lambda held: _with_policy(held, document=_edited(_policy(held).document, Action=["s3:PutObject", "s3:GetObject", "iam:PassRole"])),
        "also allows iam:PassRole on arn:aws:s3:::reports/*",
    ),
    "an action less": (
        lambda held: _with_policy(held, document=_edited(_policy(held).document, Action="s3:PutObject")),
        "allows s3:GetObject",
    ),
    "another resource": (
        lambda held: _with_policy(held, document=_edited(_policy(held).document, Resource="arn:aws:s3:::payroll/*")),
        "on arn:aws:s3:::payroll/*",
    ),
    "no deadline": (lambda held: _with_policy(held, document=_edited(_policy(held).document, Condition={})), "under other conditions"),
    "a deny": (lambda held: _with_policy(held, document=_edited(_policy(held).document, Effect="Deny")), "also denies"),
    "an inverted resource": (
        lambda held: _with_policy(held, document=_edited(_policy(held).document, Resource=None, NotResource="arn:aws:s3:::reports")),
        "also allows s3:GetObject",
    ),
    "another policy language": (
        lambda held: _with_policy(held, document={**_policy(held).document, "Version": "2008-10-17"}),
        "other conditions",
    ),
    "a version in waiting": (
        lambda held: _with_policy(held, others={"v2": _edited(_policy(held).document, Action="s3:*")}),
        "other versions: v2",
    ),
    "a later deadline in the policy": (
        lambda held: _with_policy(held, document=permission_policy(replace(_GRANT, deadline=_GRANT.deadline + timedelta(days=1)))),
        "under other conditions",
    ),
    "an earlier deadline on another action": (
        lambda held: _with_policy(
            held,
            document=_edited(
                permission_policy(replace(_GRANT, deadline=_GRANT.deadline - timedelta(hours=1))),
                Action=["s3:PutObject", "s3:DeleteObject"],
            ),
        ),
        "also allows s3:DeleteObject",
    ),
}


@given(grants(), st.integers(0, 10**7))
def test_an_untouched_grant_is_active_before_its_deadline_and_expired_from_it_on(held: Grant, seconds: int) -> None:
    now = held.granted_at + timedelta(seconds=seconds)
    verdict = classify(observed(held), now)
    assert verdict.status is (Status.ACTIVE if now < held.deadline else Status.EXPIRED)
    assert verdict.grant == held
    assert verdict.drift == ()


@pytest.mark.parametrize("meddling", MEDDLINGS)
def test_any_single_meddling_is_drift_and_is_told(meddling: str) -> None:
    change, hint = MEDDLINGS[meddling]
    verdict = classify(change(observed(_GRANT)), _LATER)
    assert verdict.status is Status.DRIFTED
    assert hint in " ".join(verdict.drift)
    assert all(sentence.endswith(".") for sentence in verdict.drift)


# Some change nothing where the grant has one action, one way to come, long sessions or another end.
_ALWAYS_A_CHANGE = MEDDLINGS.keys() - {"an action less", "a trust with less in it", "longer sessions", "another deadline in the tags"}


@given(grants(), st.sampled_from(sorted(_ALWAYS_A_CHANGE)), st.integers(0, 10**7))
def test_meddling_is_drift_whatever_the_grant_and_the_hour(held: Grant, meddling: str, seconds: int) -> None:
    change, _ = MEDDLINGS[meddling]
    meddled = change(observed(replace(held, boundary=_BOUNDARY)))
    assert classify(meddled, held.granted_at + timedelta(seconds=seconds)).status is Status.DRIFTED


@pytest.mark.parametrize(
    "same",
    [
        lambda document: {"Statement": list(reversed(document["Statement"])), "Version": document["Version"]},
        lambda document: _edited(document, Action=list(reversed(document["Statement"][0]["Action"]))),
        lambda document: _edited(document, Action=[action.upper() for action in document["Statement"][0]["Action"]]),
        lambda document: _edited(document, Resource=document["Statement"][0]["Resource"][0]),
        lambda document: _edited(document, Sid="Renamed"),
        lambda document: {
            **document,
            "Statement": [{**document["Statement"][0], "Action": one} for one in document["Statement"][0]["Action"]],
        },
        lambda document: {**document, "Id": "Permissions"},
    ],
)
def test_a_document_that_means_the_same_is_no_drift(same: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    held = observed(_GRANT)
    assert classify(_with_policy(held, document=same(_policy(held).document)), _LATER).status is Status.ACTIVE


def test_an_account_root_may_be_written_as_the_account() -> None:
    held = observed(_GRANT)
    trust = _edited(_role(held).trust, Principal={"AWS": ACCOUNT})
    assert classify(_with_role(held, trust=trust), _LATER).status is Status.ACTIVE


def test_tags_that_aws_writes_are_no_drift() -> None:
    held = observed(_GRANT)
    tags = {**_role(held).tags, "aws:cloudformation:stack-name": "x"}
    assert classify(_with_role(held, tags=tags), _LATER).status is Status.ACTIVE


def test_what_was_not_read_is_no_drift() -> None:
    assert classify(_with_role(observed(_GRANT), max_session_seconds=None), _LATER).status is Status.ACTIVE


@pytest.mark.parametrize(
    "half",
    [
        lambda held: replace(held, policy=None),
        lambda held: _with_role(held, attached=()),
        lambda held: _with_role(replace(held, policy=None), attached=()),
    ],
)
def test_a_half_made_grant_is_provisioning_for_a_while_and_then_incomplete(half: Callable[[Observed], Observed]) -> None:
    held = half(observed(_GRANT))
    assert classify(held, NOW + PROVISIONING_GRACE - timedelta(seconds=1)).status is Status.PROVISIONING
    verdict = classify(held, NOW + PROVISIONING_GRACE)
    assert verdict.status is Status.INCOMPLETE
    assert _GRANT.policy_arn in " ".join(verdict.drift)
    assert classify(held, _GRANT.deadline).status is Status.EXPIRED


def test_a_policy_without_its_role_is_incomplete() -> None:
    verdict = classify(replace(observed(_GRANT), role=None), _LATER)
    assert (verdict.status, verdict.grant) == (Status.INCOMPLETE, None)
    assert "role is missing" in verdict.drift[0]


def test_a_policy_of_unknown_age_may_be_a_request_under_way() -> None:
    policy = observed(_GRANT).policy
    assert policy is not None
    held = Observed(role=None, policy=replace(policy, created_at=None))
    assert classify(held, _LATER + PROVISIONING_GRACE).status is Status.PROVISIONING


def test_a_grant_being_revoked_is_revoking_for_a_while_and_then_failed() -> None:
    held = _with_role(observed(_GRANT), inline={REVOCATION_POLICY_NAME: revocation_policy(_LATER)}, attached=())
    assert classify(held, _LATER + REVOKING_GRACE - timedelta(seconds=1)).status is Status.REVOKING
    verdict = classify(held, _LATER + REVOKING_GRACE)
    assert (verdict.status, verdict.grant) == (Status.REVOKE_FAILED, _GRANT)
    assert "2026-11-24 10:00:00 UTC" in verdict.drift[0]


def test_a_revocation_that_hides_its_moment_has_failed() -> None:
    held = _with_role(observed(_GRANT), inline={REVOCATION_POLICY_NAME: {"Statement": []}})
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
    held = _with_role(observed(_GRANT), inline={REVOCATION_POLICY_NAME: document})
    assert classify(held, _LATER).status is Status.REVOKE_FAILED


def test_a_revocation_by_a_clock_that_is_ahead_is_revoking() -> None:
    held = _with_role(observed(_GRANT), inline={REVOCATION_POLICY_NAME: revocation_policy(_LATER + timedelta(seconds=9))})
    assert classify(held, _LATER).status is Status.REVOKING


def test_a_role_named_like_ours_without_our_record_is_unmanaged() -> None:
    verdict = classify(_with_role(observed(_GRANT), tags={"team": "web"}), _LATER)
    assert (verdict.status, verdict.drift, verdict.grant) == (Status.UNMANAGED, (), None)


@pytest.mark.parametrize("tag", ["port:managed-by", "port:deadline", "port:permissions"])
def test_a_record_with_a_tag_missing_is_unreadable_and_says_which(tag: str) -> None:
    held = observed(_GRANT)
    tags = {key: value for key, value in _role(held).tags.items() if key != tag}
    verdict = classify(_with_role(held, tags=tags), datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert verdict.status is Status.UNREADABLE
    assert tag in verdict.drift[0]
