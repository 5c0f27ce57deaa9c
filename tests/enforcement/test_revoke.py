"""Revoking ends what is going on, and leaves nothing to begin again with."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from integration.operations.observe import look
from integration.operations.revoke import revoke
from tests.enforcement.case import Verdict
from tests.enforcement.ec2_cases import INSTANCE_CASES
from tests.enforcement.s3_cases import S3_CASES
from tests.enforcement.targets import MakeTwo, two_buckets, two_instances
from tests.enforcement.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

_CASES = {case.permission: case for case in (*S3_CASES, *INSTANCE_CASES)}


@pytest.mark.parametrize(("permission", "make"), [("s3:GetBucketVersioning", two_buckets), ("ec2:RebootInstances", two_instances)])
async def test_a_live_session_of_a_revoked_grant_is_refused(world: World, permission: str, make: MakeTwo) -> None:
    own, _ = await make(world.root)
    grant, case = await world.granted(own["arn"], permission), _CASES[permission]
    async with world.using(grant) as client:
        assert await case.verdict(client, own) is Verdict.ALLOWED

        assert await revoke(world.account, grant.name, grant.path, datetime.now(UTC))

        assert await case.verdict(client, own) is Verdict.REFUSED
    with pytest.raises(ClientError, match="AccessDenied"):
        await world.session(grant.role_arn, world.people[grant.requester])
    observed = (await look(world.account, grant.name, grant.path, datetime.now(UTC))).observed
    assert (observed.role, observed.policy) == (None, None)
