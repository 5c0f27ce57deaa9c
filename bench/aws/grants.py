"""The grants that IAM holds from the start: what this integration itself would have written."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.aws.iam_things import Policy, Role, service_trust
from bench.world import World
from integration.domain.arn import Arn
from integration.domain.grant import Grant, ScopedPermission, Trust
from integration.domain.policy import document_text, permission_policy
from integration.domain.record import encode
from integration.domain.trust import trust_policy

_ACTIONS = ("s3:PutObject", "s3:GetObject", "s3:DeleteObject")
_GRANTED_AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


def grants_of(world: World, account: str) -> Iterator[tuple[Role, Policy]]:
    for number in range(world.grants):
        yield _made(_grant(account, number))


def others_of(world: World, account: str) -> Iterator[Role]:
    """Roles as any account has them, with attachments and an inline policy."""
    trust = service_trust("ec2.amazonaws.com")
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::app/*"}]}'
    attached = ("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy")
    for number in range(world.others):
        arn = f"arn:aws:iam::{account}:role/service/app-{number:05d}"
        yield Role(arn, trust, world.tags(f"app-{number}"), attached=dict.fromkeys(attached), inline={"own": document})


def _grant(account: str, number: int) -> Grant:
    person, granted_at = f"person-{number % 400}@acme.example", _GRANTED_AT + timedelta(minutes=number)
    return Grant(
        run_id=f"r_{account[-4:]}{number:012d}",
        account=account,
        resource=Arn.parse(f"arn:aws:s3:::bench-bucket-{number % 500:06d}"),
        permissions=tuple(ScopedPermission(action, "object") for action in _ACTIONS[: 1 + number % 3]),
        requester=person,
        trust=Trust(account=account, user=person, via=("identity-center", "iam-user")),
        granted_at=granted_at,
        deadline=granted_at + timedelta(days=3650),
        reason=f"Backfill number {number} of the orders of November",
        ticket=f"OPS-{number}",
        approver="approver@acme.example" if number % 2 else None,
        path="/port/",
        boundary=None,
    )


def _made(grant: Grant) -> tuple[Role, Policy]:
    tags = encode(grant)
    role = Role(
        f"arn:aws:iam::{grant.account}:role{grant.path}{grant.name}",
        document_text(trust_policy(grant)),
        tags,
        str(grant.max_session_seconds),
        {grant.policy_arn: None},
    )
    return role, Policy(grant.policy_arn, document_text(permission_policy(grant)), tags, {grant.name})
