"""For each permission: the real call works on the granted resource, not on its neighbour, and nothing else works."""

from itertools import pairwise

import pytest

from tests.enforcement.case import Case, Verdict
from tests.enforcement.ec2_cases import INSTANCE_CASES, VOLUME_CASES
from tests.enforcement.s3_cases import S3_CASES
from tests.enforcement.targets import MakeTwo, two_buckets, two_instances, two_volumes
from tests.enforcement.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _triples(cases: tuple[Case, ...], make: MakeTwo) -> list[object]:
    """Each case with another of the same kind of resource, which its grant does not hold."""
    return [pytest.param(case, other, make, id=case.permission) for other, case in pairwise((cases[-1], *cases))]


@pytest.mark.parametrize(
    ("case", "other", "make"),
    [*_triples(S3_CASES, two_buckets), *_triples(INSTANCE_CASES, two_instances), *_triples(VOLUME_CASES, two_volumes)],
)
async def test_a_grant_allows_its_call_on_its_resource_alone(world: World, case: Case, other: Case, make: MakeTwo) -> None:
    own, neighbour = await make(world.root)
    grant = await world.granted(own["arn"], case.permission, *case.also)
    async with world.using(grant) as client:
        assert await case.verdict(client, neighbour) is Verdict.REFUSED
        assert await other.verdict(client, own) is Verdict.REFUSED
        assert await case.verdict(client, own) is Verdict.ALLOWED
