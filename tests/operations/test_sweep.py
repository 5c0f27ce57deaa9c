"""The sweep, against a real IAM API (moto server): what is left of grants that nobody looked after."""

import json
from datetime import timedelta

from integration.aws.accounts import Account
from integration.aws.policies import create_policy
from integration.aws.roles import create_role
from integration.domain.housekeeping import Chore, DriftMode
from integration.domain.settings import GrantSettings
from integration.domain.status import PROVISIONING_GRACE, Status
from integration.operations.observe import look
from integration.operations.request import request
from integration.operations.sweep import sweep
from tests.grants import NOW, a_grant

# moto stamps creation with the machine's clock, so what was just made is old only from far ahead.
_LATER = timedelta(days=3650)
_WIDE = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


async def test_an_expired_grant_is_removed_though_nobody_revoked_it(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    sighting = await look(account, grant.name, grant.path, grant.deadline)

    done = await sweep(account, [sighting], GrantSettings(), DriftMode.REPORT, grant.deadline)

    assert [(item.name, item.chore, item.gone) for item in done] == [(grant.name, Chore.REVOKE, True)]
    left = (await look(account, grant.name, grant.path, NOW)).observed
    assert (left.role, left.policy) == (None, None)


async def test_halves_are_left_alone_while_young_and_taken_back_when_old(account: Account) -> None:
    role, policy = a_grant(account.id, deadline=NOW + 2 * _LATER), a_grant(account.id)
    await create_role(account, role)
    await create_policy(account, policy)
    made = (await look(account, role.name, role.path, NOW)).observed.role
    assert made is not None
    young, old = made.created_at + timedelta(seconds=5), made.created_at + PROVISIONING_GRACE + timedelta(minutes=1)

    for moment, expected in ((young, []), (old, [role.name, policy.name])):
        seen = [await look(account, half.name, half.path, moment) for half in (role, policy)]
        done = await sweep(account, seen, GrantSettings(), DriftMode.REPORT, moment)
        assert [item.name for item in done if item.gone] == expected


async def test_drift_is_reported_repaired_or_revoked_as_the_operator_says(account: Account) -> None:
    for mode, status in ((DriftMode.REPORT, Status.DRIFTED), (DriftMode.REPAIR, Status.ACTIVE), (DriftMode.REVOKE, None)):
        grant = a_grant(account.id)
        await request(account, grant, NOW)
        iam = await account.client("iam")
        await iam.put_role_policy(RoleName=grant.name, PolicyName="wide", PolicyDocument=_WIDE)

        await sweep(account, [await look(account, grant.name, grant.path, NOW)], GrantSettings(), mode, NOW)

        after = await look(account, grant.name, grant.path, NOW)
        assert (after.verdict.status if after.observed.role else None) is status


async def test_a_chore_that_fails_is_told_and_the_others_are_done(account: Account) -> None:
    grant, foreign = a_grant(account.id), a_grant(account.id)
    await request(account, grant, NOW)
    await request(account, foreign, NOW)
    seen = [await look(account, one.name, one.path, one.deadline) for one in (grant, foreign)]
    iam = await account.client("iam")
    await iam.untag_role(RoleName=foreign.name, TagKeys=["port:managed-by"])

    done = await sweep(account, seen, GrantSettings(), DriftMode.REPORT, grant.deadline)

    assert {item.name: item.gone for item in done} == {grant.name: True, foreign.name: False}
