"""Within the boundary that we ship a grant works, and not even a role that somebody made administrator can reach for more power."""

import json
from contextlib import suppress

import pytest
import pytest_asyncio
from botocore.exceptions import ClientError

from integration.domain.grant import Grant
from integration.domain.settings import GrantSettings, Guardrails
from tests.enforcement.case import Verdict
from tests.enforcement.ec2_cases import INSTANCE_CASES
from tests.enforcement.s3_cases import S3_CASES
from tests.enforcement.targets import MakeTwo, Target, two_buckets, two_instances
from tests.enforcement.world import World, planned
from tests.project import PROJECT

pytestmark = pytest.mark.asyncio(loop_scope="session")

_CASES = {case.permission: case for case in (*S3_CASES, *INSTANCE_CASES)}
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest_asyncio.fixture(loop_scope="session")
async def boundary(world: World) -> str:
    shipped = (PROJECT / "deploy/iam/permissions-boundary.json").read_text()
    iam = world.root["iam"]
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_policy(PolicyName="port-permissions-boundary", PolicyDocument=shipped.replace("ACCOUNT_ID", world.account.id))
    return f"arn:aws:iam::{world.account.id}:policy/port-permissions-boundary"


async def _granted(world: World, boundary: str, target: Target, permission: str) -> Grant:
    settings = GrantSettings(guardrails=Guardrails(permissions_boundary=boundary))
    return await world.provided(planned(world.account, target["arn"], permission, settings=settings))


@pytest.mark.parametrize(("permission", "make"), [("s3:GetBucketVersioning", two_buckets), ("ec2:RebootInstances", two_instances)])
async def test_a_grant_within_the_shipped_boundary_works(world: World, boundary: str, permission: str, make: MakeTwo) -> None:
    own, other = await make(world.root)
    grant, case = await _granted(world, boundary, own, permission), _CASES[permission]
    async with world.using(grant) as client:
        assert await case.verdict(client, own) is Verdict.ALLOWED
        assert await case.verdict(client, other) is Verdict.REFUSED


async def test_a_role_that_somebody_made_administrator_changes_no_access_and_gets_no_other_identity(world: World, boundary: str) -> None:
    own, _ = await two_buckets(world.root)
    grant = await _granted(world, boundary, own, "s3:GetBucketVersioning")
    await world.root["iam"].put_role_policy(RoleName=grant.name, PolicyName="all", PolicyDocument=json.dumps(_EVERYTHING))
    session = await world.session(grant.role_arn, world.people[grant.requester])
    async with world.aws.client("s3", session) as s3, world.aws.client("iam", session) as iam, world.aws.client("sts", session) as sts:
        await s3.list_buckets()
        for call in (
            s3.put_bucket_policy(Bucket=own["Bucket"], Policy=json.dumps(_EVERYTHING)),
            iam.create_user(UserName="mine"),
            sts.assume_role(RoleArn=grant.role_arn, RoleSessionName="again"),
        ):
            with pytest.raises(ClientError, match="AccessDenied"):
                await call
