"""Requesting, against a real IAM API (moto server): what AWS holds afterwards."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from integration.aws.accounts import Account
from integration.aws.errors import LimitExceeded
from integration.aws.grants import read_grant
from integration.aws.policies import create_policy
from integration.aws.roles import create_role
from integration.domain.errors import Refused
from integration.domain.grant import ScopedPermission
from integration.domain.housekeeping import DriftMode
from integration.domain.limits import must_fit
from integration.domain.settings import GrantSettings
from integration.domain.status import Status, classify
from integration.operations.observe import look
from integration.operations.request import NameTaken, NotTakenBack, request
from integration.operations.revoke import revoke
from integration.operations.sweep import sweep
from tests.accounts import deny
from tests.grants import NOW, a_grant


async def test_a_requested_grant_is_active(account: Account) -> None:
    grant = a_grant(account.id)

    assert (await request(account, grant, NOW)).verdict.grant == grant

    verdict = (await look(account, grant.name, grant.path, NOW)).verdict
    assert (verdict.status, verdict.drift, verdict.grant) == (Status.ACTIVE, (), grant)


async def test_requesting_twice_is_requesting_once(account: Account) -> None:
    first = a_grant(account.id)
    await request(account, first, NOW)
    again = replace(first, granted_at=NOW + timedelta(minutes=3), deadline=NOW + timedelta(hours=5))

    assert (await request(account, again, NOW + timedelta(minutes=3))).verdict.grant == first, "what the first delivery wrote stands"


async def test_a_delivery_that_died_after_its_role_is_finished_by_the_next(account: Account) -> None:
    first = a_grant(account.id)
    await create_role(account, first)
    again = replace(first, granted_at=NOW + timedelta(minutes=3), deadline=NOW + timedelta(hours=5))

    await request(account, again, NOW + timedelta(minutes=3))

    verdict = (await look(account, first.name, first.path, NOW)).verdict
    assert (verdict.status, verdict.grant) == (Status.ACTIVE, first)


async def test_a_policy_left_by_a_delivery_without_role_says_afterwards_what_the_new_record_says(account: Account) -> None:
    first = a_grant(account.id)
    await create_policy(account, first)
    again = replace(first, deadline=NOW + timedelta(hours=1))

    await request(account, again, NOW)

    verdict = (await look(account, first.name, first.path, NOW)).verdict
    assert (verdict.status, verdict.drift, verdict.grant) == (Status.ACTIVE, (), again)


async def test_a_foreign_role_of_the_same_name_is_left_alone(account: Account) -> None:
    grant = a_grant(account.id)
    iam = await account.client("iam")
    trust = '{"Version": "2012-10-17", "Statement": []}'
    await iam.create_role(RoleName=grant.name, AssumeRolePolicyDocument=trust, Description="somebody's")

    with pytest.raises(NameTaken):
        await request(account, grant, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert found.role is not None
    assert (found.role.path, found.role.attached, found.policy) == ("/", (), None)


async def test_what_cannot_be_proven_is_taken_back(account: Account) -> None:
    expired = a_grant(account.id, granted_at=NOW - timedelta(hours=8), deadline=NOW - timedelta(hours=4))
    await create_role(account, expired)

    with pytest.raises(Exception, match="expired"):
        await request(account, replace(expired, granted_at=NOW, deadline=NOW + timedelta(hours=4)), NOW)

    found = await read_grant(account, expired.name, expired.path)
    assert (found.role, found.policy) == (None, None)


async def test_what_can_be_neither_proven_nor_taken_back_gives_nothing_and_is_the_sweep_s(account: Account) -> None:
    """Whatever forbids us to read may come between the last step and its proof."""
    grant, iam = a_grant(account.id), await account.iam()
    denied = {"Error": {"Code": "AccessDenied", "Message": "not any more"}}

    def refuse(**_: object) -> tuple[SimpleNamespace, object]:
        return SimpleNamespace(status_code=403), denied

    iam.meta.events.register("before-call.iam.GetRole", refuse)
    try:
        with pytest.raises(NotTakenBack, match="not any more"):
            await request(account, grant, NOW)
    finally:
        iam.meta.events.unregister("before-call.iam.GetRole", refuse)

    later = NOW + timedelta(hours=1)
    left = await look(account, grant.name, grant.path, later)
    assert left.verdict.status is Status.REVOKE_FAILED
    await sweep(account, [left], GrantSettings(), DriftMode.REPORT, later)
    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)


async def test_requested_then_revoked_leaves_nothing(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)

    assert await revoke(account, grant.name, grant.path, NOW)

    observed = await read_grant(account, grant.name, grant.path)
    assert (observed.role, observed.policy) == (None, None)
    assert classify(observed, NOW).grant is None


async def test_a_used_up_quota_is_told_with_the_headroom_and_leaves_nothing(account: Account) -> None:
    grant = a_grant(account.id)
    await _use_up_policies(account)

    with pytest.raises(LimitExceeded, match=r"Account \d{12} holds \d+ of \d+ roles and \d+ of \d+ customer managed policies"):
        await request(account, grant, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)


async def test_a_used_up_quota_is_told_also_where_we_may_not_know_the_headroom(account: Account) -> None:
    await _use_up_policies(account)
    deny(await account.client("iam"), "GetAccountSummary")
    with pytest.raises(LimitExceeded, match=r"PoliciesPerAccount: 1500.* for want of iam:GetAccountSummary. Revoke"):
        await request(account, a_grant(account.id), NOW)


async def test_the_longest_record_and_the_widest_policy_pass_iams_own_limits(account: Account) -> None:
    longest = a_grant(
        account.id,
        reason="Ü" * 900,
        ticket="T" * 256,
        permissions=tuple(ScopedPermission(f"s3:Get{'X' * 40}{number}", "object") for number in range(80)),
    )
    must_fit(longest)

    assert (await request(account, longest, NOW)).verdict.grant == longest


async def test_what_is_no_longer_wanted_when_it_is_there_is_taken_back(account: Account) -> None:
    grant = a_grant(account.id)

    async def ended() -> None:
        raise Refused.because("Somebody ended the run.")

    with pytest.raises(Refused, match="Somebody ended the run"):
        await request(account, grant, NOW, ended)

    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)


async def _use_up_policies(account: Account) -> None:
    """No emulator has a quota, so botocore is handed IAM's own answer to CreatePolicy."""
    answer = {"Error": {"Code": "LimitExceeded", "Message": "Cannot exceed quota for PoliciesPerAccount: 1500"}}
    iam = await account.client("iam")
    iam.meta.events.register("before-call.iam.CreatePolicy", lambda **_: (SimpleNamespace(status_code=409), answer))
