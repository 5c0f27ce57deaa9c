"""Repairing, against a real IAM API (moto server): what AWS holds afterwards is what the record says."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from integration.aws.accounts import Account
from integration.domain.errors import Refused
from integration.domain.grant import Grant
from integration.domain.policy import end_of
from integration.domain.settings import GrantSettings
from integration.domain.status import Status
from integration.operations.disputed import Disputed
from integration.operations.observe import look
from integration.operations.repair import repair
from integration.operations.request import request
from tests.grants import NOW, a_grant

_WIDE = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
_ANYBODY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]})

Meddling = Callable[[Any, Grant], Awaitable[Any]]


async def _attach_another(iam: Any, grant: Grant) -> None:
    policy = await iam.create_policy(PolicyName=f"wide-{grant.run_id}", PolicyDocument=_WIDE)
    await iam.attach_role_policy(RoleName=grant.name, PolicyArn=policy["Policy"]["Arn"])


async def _replace_the_document(iam: Any, grant: Grant) -> None:
    await iam.create_policy_version(PolicyArn=grant.policy_arn, PolicyDocument=_WIDE, SetAsDefault=True)


async def _join_an_instance_profile(iam: Any, grant: Grant) -> None:
    await iam.create_instance_profile(InstanceProfileName=grant.name)
    await iam.add_role_to_instance_profile(InstanceProfileName=grant.name, RoleName=grant.name)


_MEDDLINGS: dict[str, Meddling] = {
    "another policy attached": _attach_another,
    "another document": _replace_the_document,
    "an inline policy": lambda iam, grant: iam.put_role_policy(RoleName=grant.name, PolicyName="wide", PolicyDocument=_WIDE),
    "another trust": lambda iam, grant: iam.update_assume_role_policy(RoleName=grant.name, PolicyDocument=_ANYBODY),
    "an instance profile": _join_an_instance_profile,
    "a foreign tag": lambda iam, grant: iam.tag_role(RoleName=grant.name, Tags=[{"Key": "team", "Value": "admins"}]),
    "longer sessions": lambda iam, grant: iam.update_role(RoleName=grant.name, MaxSessionDuration=43200),
    "a boundary": lambda iam, grant: iam.put_role_permissions_boundary(RoleName=grant.name, PermissionsBoundary=grant.policy_arn),
}


@pytest.mark.parametrize("meddle", _MEDDLINGS.values(), ids=_MEDDLINGS)
async def test_every_meddling_is_drift_and_is_put_right(account: Account, meddle: Meddling) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    await meddle(await account.client("iam"), grant)
    assert (await look(account, grant.name, grant.path, NOW)).verdict.status is Status.DRIFTED

    assert await repair(account, grant.name, GrantSettings(), NOW)

    verdict = (await look(account, grant.name, grant.path, NOW)).verdict
    assert (verdict.status, verdict.drift, verdict.grant) == (Status.ACTIVE, (), grant)


async def test_nothing_is_written_where_nothing_differs(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    written: list[str] = []
    iam.meta.events.register("before-call.iam", lambda model, **_: written.append(model.name))

    assert not await repair(account, grant.name, GrantSettings(), NOW)

    assert [call for call in written if not call.startswith(("Get", "List"))] == []


async def test_a_record_that_was_changed_to_live_longer_is_not_written_into_the_policy(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    await iam.tag_role(RoleName=grant.name, Tags=[{"Key": "port:deadline", "Value": "2027-11-24T10:00:00Z"}])

    with pytest.raises(Disputed):
        await repair(account, grant.name, GrantSettings(), NOW)


async def test_a_record_that_was_changed_on_both_to_live_longer_than_any_grant_may_is_not_written_either(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    longer = [{"Key": "port:deadline", "Value": "2127-11-24T10:00:00Z"}]
    await iam.tag_role(RoleName=grant.name, Tags=longer)
    await iam.tag_policy(PolicyArn=grant.policy_arn, Tags=longer)

    with pytest.raises(Refused, match="later than any grant may: 14 days after its role was made"):
        await repair(account, grant.name, GrantSettings(), NOW)

    policy = (await look(account, grant.name, grant.path, NOW)).observed.policy
    assert policy
    assert end_of(policy.document) == grant.deadline
