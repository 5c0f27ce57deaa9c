"""AWS itself ends a grant at its deadline, while somebody is using it and without anybody cleaning up."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from integration.domain.lifetime import whole_seconds
from integration.operations.observe import look
from tests.enforcement.case import Case, Verdict
from tests.enforcement.ec2_cases import INSTANCE_CASES
from tests.enforcement.s3_cases import S3_CASES
from tests.enforcement.targets import MakeTwo, Target, two_buckets, two_instances
from tests.enforcement.world import World, planned

pytestmark = pytest.mark.asyncio(loop_scope="session")

_CASES = {case.permission: case for case in (*S3_CASES, *INSTANCE_CASES)}
# Time enough to make the grant and to use it, on a busy machine.
_LIFE = timedelta(seconds=6)
_PATIENCE = 30


async def _refused_at_last(case: Case, client: Any, target: Target) -> tuple[datetime, datetime]:
    """Uses the grant until it is refused; says when the last allowed call began and when the refused one was answered."""
    last_allowed = datetime.min.replace(tzinfo=UTC)
    async with asyncio.timeout(_PATIENCE):
        while True:
            begun = datetime.now(UTC)
            if await case.verdict(client, target) is Verdict.REFUSED:
                return last_allowed, datetime.now(UTC)
            last_allowed = begun


@pytest.mark.parametrize(("permission", "make"), [("s3:ListBucket", two_buckets), ("ec2:RebootInstances", two_instances)])
async def test_a_live_session_is_refused_from_the_deadline_on(world: World, permission: str, make: MakeTwo) -> None:
    own, _ = await make(world.root)
    now = whole_seconds(datetime.now(UTC))
    short = replace(planned(world.account, own["arn"], permission), granted_at=now, deadline=now + _LIFE)
    grant = await world.provided(short)

    async with world.using(grant) as client:
        last_allowed, refused = await _refused_at_last(_CASES[permission], client, own)

    assert last_allowed < grant.deadline <= refused
    with pytest.raises(ClientError, match="AccessDenied"):
        await world.session(grant.role_arn, world.people[grant.requester])
    held = await look(world.account, grant.name, grant.path, grant.granted_at)
    assert held.observed.role is not None, "nothing was cleaned up"
    assert held.observed.role.attached == (grant.policy_arn,)
    assert not held.observed.role.inline
