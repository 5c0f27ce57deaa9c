"""What somebody may change about a grant in AWS behind our back, and the sentence that must tell it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.policy import permission_policy
from integration.domain.settings import GrantSettings, Guardrails
from tests.domain.examples import ACCOUNT, grant

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/port-boundary"
GRANT = grant(GrantSettings(guardrails=Guardrails(permissions_boundary=BOUNDARY)), permissions=("s3:PutObject", "s3:GetObject"))
_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def with_role(held: Observed, **changes: Any) -> Observed:
    assert held.role
    return replace(held, role=replace(held.role, **changes))


def with_policy(held: Observed, **changes: Any) -> Observed:
    assert held.policy
    return replace(held, policy=replace(held.policy, **changes))


def role_of(held: Observed) -> ObservedRole:
    assert held.role
    return held.role


def policy_of(held: Observed) -> ObservedPolicy:
    assert held.policy
    return held.policy


def edited(document: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The document with its first statement changed; a change to `None` takes the element out."""
    first, *rest = document["Statement"]
    statement = {key: value for key, value in (first | changes).items() if value is not None}
    return {**document, "Statement": [statement, *rest]}


# Each changes one thing that AWS holds; the text is part of the sentence that tells it.
MEDDLINGS: dict[str, tuple[Callable[[Observed], Observed], str]] = {
    "a policy attached": (lambda held: with_role(held, attached=(*role_of(held).attached, _ADMIN)), "AdministratorAccess is attached"),
    "an inline policy": (lambda held: with_role(held, inline={"more": {"Statement": []}}), "inline policy 'more'"),
    "the boundary taken off": (lambda held: with_role(held, boundary=None), "boundary of the role is missing"),
    "another boundary": (lambda held: with_role(held, boundary=_ADMIN), "boundary of the role is arn:aws:iam::aws"),
    "an instance profile": (lambda held: with_role(held, instance_profiles=("web",)), "instance profile web"),
    "longer sessions": (lambda held: with_role(held, max_session_seconds=43200), "may last 43200 s"),
    "a foreign tag": (lambda held: with_role(held, tags={**role_of(held).tags, "team": "admins"}), "a tag 'team'"),
    "another deadline in the tags": (
        lambda held: with_role(held, tags={**role_of(held).tags, "port:deadline": "2026-11-25T13:00:00Z"}),
        "under other conditions",
    ),
    "a trust for anybody": (lambda held: with_role(held, trust=edited(role_of(held).trust, Condition=None)), "under other conditions"),
    "a trust for another account": (
        lambda held: with_role(held, trust=edited(role_of(held).trust, Principal={"AWS": "arn:aws:iam::555555555555:root"})),
        "allows sts:AssumeRole to 555555555555",
    ),
    "a trust for everybody": (lambda held: with_role(held, trust=edited(role_of(held).trust, Principal="*")), "to *"),
    "a trust for somebody deleted": (
        lambda held: with_role(held, trust=edited(role_of(held).trust, Principal={"AWS": "AIDAJQABLZS4A3QDU576Q"})),
        "a principal that was deleted",
    ),
    "a trust with less in it": (
        lambda held: with_role(held, trust={**role_of(held).trust, "Statement": role_of(held).trust["Statement"][:1]}),
        "lacks a rule",
    ),
    "another action": (
        lambda held: with_policy(held, document=edited(policy_of(held).document, Action=["s3:PutObject", "s3:GetObject", "iam:PassRole"])),
        "also allows iam:PassRole on arn:aws:s3:::reports/*",
    ),
    "an action less": (
        lambda held: with_policy(held, document=edited(policy_of(held).document, Action="s3:PutObject")),
        "allows s3:GetObject",
    ),
    "another resource": (
        lambda held: with_policy(held, document=edited(policy_of(held).document, Resource="arn:aws:s3:::payroll/*")),
        "on arn:aws:s3:::payroll/*",
    ),
    "no deadline": (lambda held: with_policy(held, document=edited(policy_of(held).document, Condition={})), "under other conditions"),
    "a deny": (lambda held: with_policy(held, document=edited(policy_of(held).document, Effect="Deny")), "also denies"),
    "an inverted resource": (
        lambda held: with_policy(held, document=edited(policy_of(held).document, Resource=None, NotResource="arn:aws:s3:::reports")),
        "also allows s3:GetObject",
    ),
    "another policy language": (
        lambda held: with_policy(held, document={**policy_of(held).document, "Version": "2008-10-17"}),
        "other conditions",
    ),
    "a version in waiting": (
        lambda held: with_policy(held, others={"v2": edited(policy_of(held).document, Action="s3:*")}),
        "other versions: v2",
    ),
    "a later deadline in the policy": (
        lambda held: with_policy(held, document=permission_policy(replace(GRANT, deadline=GRANT.deadline + timedelta(days=1)))),
        "under other conditions",
    ),
    "an earlier deadline on another action": (
        lambda held: with_policy(
            held,
            document=edited(
                permission_policy(replace(GRANT, deadline=GRANT.deadline - timedelta(hours=1))),
                Action=["s3:PutObject", "s3:DeleteObject"],
            ),
        ),
        "also allows s3:DeleteObject",
    ),
}
