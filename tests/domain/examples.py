"""Values that the tests of the domain start from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from integration.domain.grant import Grant, GrantRequest
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.plan import plan
from integration.domain.policy import permission_policy
from integration.domain.record import encode
from integration.domain.settings import GrantSettings
from integration.domain.trust import trust_policy
from integration.resources.menu import types

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACCOUNT = "123456789012"
OTHER_ACCOUNT = "999999999999"
BUCKET = "arn:aws:s3:::reports"
INSTANCE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0123456789abcdef0"

REQUEST = GrantRequest(
    run_id="r_1",
    resource=BUCKET,
    account=ACCOUNT,
    permissions=("s3:PutObject", "s3:ListBucket"),
    requester="alice@example.com",
    duration=timedelta(hours=4),
    until=None,
    reason="The nightly report is stuck (№ 7)",
    ticket="OPS-7",
    approver="bob@example.com",
)


def request(**changes: object) -> GrantRequest:
    return replace(REQUEST, **changes)  # type: ignore[arg-type]


def grant(settings: GrantSettings | None = None, **changes: object) -> Grant:
    return plan(request(**changes), types(), settings or GrantSettings(), NOW).grant


def observed(held: Grant, created_at: datetime = NOW) -> Observed:
    """What AWS holds of a grant that nobody touched."""
    role = ObservedRole(
        name=held.name,
        arn=held.role_arn,
        path=held.path,
        created_at=created_at,
        trust=trust_policy(held),
        tags=encode(held),
        attached=(held.policy_arn,),
        inline={},
        boundary=held.boundary,
        instance_profiles=(),
        last_used=None,
        max_session_seconds=held.max_session_seconds,
    )
    policy = ObservedPolicy(held.policy_arn, held.name, created_at, encode(held), permission_policy(held), {})
    return Observed(role, policy)
