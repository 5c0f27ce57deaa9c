"""What we say of a key's own policy is what AWS does: where IAM has no say, a grant gives nothing."""

import json

import pytest

from integration.domain.errors import Refused
from integration.operations.must_work import must_work
from tests.enforcement.case import Case, Verdict
from tests.enforcement.targets import Target
from tests.enforcement.world import World, planned

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _key(of: Target) -> dict[str, str]:
    return {"KeyId": of["arn"]}


_DESCRIBE = Case("kms:DescribeKey", "describe_key", _key)


async def _verdict(world: World, key: str) -> Verdict:
    """Of using a grant that was made whatever `must_work` says."""
    grant = await world.granted(key, _DESCRIBE.permission)
    async with world.using(grant) as client:
        return await _DESCRIBE.verdict(client, {"arn": key})


async def test_a_grant_on_a_key_that_leaves_it_to_iam_works(world: World) -> None:
    key = (await world.root["kms"].create_key())["KeyMetadata"]["Arn"]
    await must_work(world.account, planned(world.account, key, _DESCRIBE.permission))
    assert await _verdict(world, key) is Verdict.ALLOWED


async def test_a_grant_on_a_key_that_keeps_iam_out_would_give_nothing(world: World) -> None:
    admins = {"AWS": f"arn:aws:iam::{world.account.id}:user/port-ocean"}
    policy = {"Statement": [{"Effect": "Allow", "Principal": admins, "Action": "kms:*", "Resource": "*"}]}
    key = (await world.root["kms"].create_key(Policy=json.dumps(policy)))["KeyMetadata"]["Arn"]
    with pytest.raises(Refused, match="kms:DescribeKey would not work"):
        await must_work(world.account, planned(world.account, key, _DESCRIBE.permission))
    assert await _verdict(world, key) is Verdict.REFUSED
