"""Only the requester becomes the role.

Identity Center and SAML sessions are judged in tests/domain/test_trust.py: MiniStack has neither, and gives a role session the
`aws:PrincipalArn` of the session instead of the role's.
"""

import json
from collections.abc import Mapping

import pytest
from botocore.exceptions import ClientError

from integration.domain.grant import Grant
from integration.domain.settings import GrantSettings, TrustSettings
from sandbox.aws import AccessKey
from tests.enforcement.targets import two_buckets
from tests.enforcement.world import COLLEAGUE, REQUESTER, World, planned

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _bucket_grant(world: World, settings: GrantSettings | None = None) -> Grant:
    own, _ = await two_buckets(world.root)
    return await world.provided(planned(world.account, own["arn"], "s3:ListBucket", settings=settings))


async def _may_become(world: World, grant: Grant, caller: AccessKey, name: str = REQUESTER) -> bool:
    try:
        await world.session(grant.role_arn, caller, name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return False
    return True


async def _borrowed_name(world: World) -> AccessKey:
    """A session of another role, begun by the colleague under the requester's e-mail address, that may assume any role."""
    who = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{world.account.id}:root"}, "Action": "sts:AssumeRole"}
    what = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    name = "Permission-borrowed"  # named so that the colleague's own policy lets her ask for it
    arn = f"arn:aws:iam::{world.account.id}:role/port/{name}"
    iam = world.root["iam"]
    await iam.create_role(RoleName=name, Path="/port/", AssumeRolePolicyDocument=_document(who))
    await iam.put_role_policy(RoleName=name, PolicyName="assume", PolicyDocument=_document(what))
    return await world.session(arn, world.people[COLLEAGUE], REQUESTER)


def _document(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


async def test_the_requester_becomes_the_role_under_any_session_name(world: World) -> None:
    grant = await _bucket_grant(world)
    assert await _may_become(world, grant, world.people[REQUESTER])
    assert await _may_become(world, grant, world.people[REQUESTER], "maintenance")


async def test_no_other_user_becomes_the_role_under_any_session_name(world: World) -> None:
    grant = await _bucket_grant(world)
    for person in world.people.keys() - {REQUESTER}:
        assert not await _may_become(world, grant, world.people[person], person)
        assert not await _may_become(world, grant, world.people[person], REQUESTER)


async def test_a_role_session_that_borrows_the_requesters_name_does_not_become_the_role(world: World) -> None:
    borrowed = await _borrowed_name(world)
    grant = await _bucket_grant(world)
    open_to_all = await _bucket_grant(world, GrantSettings(trust=TrustSettings(ways=("account-root",))))

    assert not await _may_become(world, grant, borrowed)
    assert await _may_become(world, open_to_all, borrowed), "the borrowed session may assume what trusts it"
