"""What a row says that our principal needs is what AWS asks for when the row is listed and proven: all of it, and nothing else."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from integration.aws.accounts import Account
from integration.aws.errors import AccessDenied
from integration.aws.listing import list_resources, still_there
from integration.aws.own_policies import own_policy
from integration.aws.sessions import Aws
from integration.domain.arn import Arn
from integration.resources.menu import MENU
from integration.resources.row import Row
from sandbox.aws import AccessKey
from tests.aws.samples import REGION, SAMPLES, make
from tests.enforcement.profile import session_with
from tests.enforcement.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

_READER = "reader"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Account]:
    """The account as a user reaches it who may do what the test says."""
    iam = world.root["iam"]
    await iam.create_user(UserName=_READER)
    key = (await iam.create_access_key(UserName=_READER))["AccessKey"]
    config: Path = tmp_path_factory.mktemp("reader") / "config"
    aws = Aws(session_with(world.aws, AccessKey(key["AccessKeyId"], key["SecretAccessKey"]), config))
    yield Account(world.account.id, world.account.partition, aws)
    await aws.close()


async def _allow(world: World, *actions: str) -> None:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    await world.root["iam"].put_user_policy(UserName=_READER, PolicyName="reads", PolicyDocument=document)


async def _read(reader: Account, row: Row, arn: Arn) -> None:
    """All that we ever read of a row. Raises `AccessDenied`."""
    listed = [item.arn async for page in list_resources(reader, row, (REGION,)) for item in page]
    assert str(arn) in listed
    assert await still_there(reader, row, arn)
    await own_policy(reader, row, arn)


@pytest.mark.parametrize("row", MENU, ids=lambda row: row.type.name)
async def test_a_row_can_be_read_with_what_it_names_and_not_with_less(world: World, reader: Account, row: Row) -> None:
    arn = Arn.parse(await make(world.account, SAMPLES[row.type.name], row.type.service, f"read-{row.type.name.lower()}"))
    await _allow(world, *row.reads)
    await _read(reader, row, arn)
    for missing in row.reads:
        await _allow(world, *(action for action in row.reads if action != missing), "sts:GetCallerIdentity")
        with pytest.raises(AccessDenied):
            await _read(reader, row, arn)
