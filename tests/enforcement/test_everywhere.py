"""What IAM cannot limit to a resource is limited to the resource's region, and to reading."""

import pytest

from integration.domain.errors import Refused
from sandbox.company import REGIONS
from tests.enforcement.case import Case, Verdict
from tests.enforcement.targets import REGION, Target, two_instances
from tests.enforcement.world import World, planned

pytestmark = pytest.mark.asyncio(loop_scope="session")

_ELSEWHERE = next(region for region in REGIONS if region != REGION)


def _nothing(of: Target) -> dict[str, str]:
    return {}


@pytest.mark.parametrize(
    "case",
    [
        Case("ec2:DescribeInstances", "describe_instances", _nothing),
        Case("ec2:DescribeInstanceStatus", "describe_instance_status", _nothing),
        Case("ec2:DescribeVolumes", "describe_volumes", _nothing),
    ],
    ids=lambda case: case.permission,
)
async def test_reading_everything_ends_at_the_region(world: World, case: Case) -> None:
    own, _ = await two_instances(world.root)
    grant = await world.granted(own["arn"], case.permission)
    verdicts = {}
    for region in REGIONS:
        session = await world.session(grant.role_arn, world.people[grant.requester])
        async with world.aws.client("ec2", session, region) as ec2:
            verdicts[region] = await case.verdict(ec2, own)
    assert verdicts == {REGION: Verdict.ALLOWED, _ELSEWHERE: Verdict.REFUSED}


async def test_writing_everything_is_refused(world: World) -> None:
    own, _ = await two_instances(world.root)
    with pytest.raises(Refused, match="ec2:AllocateAddress"):
        planned(world.account, own["arn"], "ec2:AllocateAddress")
