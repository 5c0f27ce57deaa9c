"""MiniStack, a local AWS that judges every call by IAM policy, with the sandbox's company in it: one for all tests of enforcement."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from integration.aws.accounts import own_account
from integration.aws.sessions import Aws
from sandbox.aws import open_aws
from sandbox.seed import seed
from tests.enforcement.profile import session_with
from tests.enforcement.targets import REGION
from tests.enforcement.world import World


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("enforcement")
    async with open_aws("ministack", folder) as (local, _), AsyncExitStack() as open_clients:
        seeded = await seed(local)
        root = {name: await open_clients.enter_async_context(local.client(name, local.root)) for name in ("s3", "ec2", "iam", "kms")}
        aws = Aws(session_with(local, seeded.integration, folder / "config"))
        open_clients.push_async_callback(aws.close)
        yield World(local, seeded.people, root, await own_account(aws, REGION))
