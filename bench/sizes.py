"""How large each scenario is."""

from dataclasses import dataclass

from bench.world import World


@dataclass(frozen=True, slots=True)
class Sizes:
    """`*_slice` are worlds small enough for the peer; growth begins at `one_part`; `requests` follow one another, `burst` come at once."""

    resources: World
    resources_slice: World
    grants: World
    grants_slice: World
    throttled: World
    one_part: World | None
    requests: int
    burst: int


FULL = Sizes(
    resources=World(accounts=3, regions=4, buckets=2_000, instances=10_000),
    resources_slice=World(accounts=3, regions=4, buckets=100, instances=200),
    grants=World(grants=5_000, others=10_000),
    grants_slice=World(grants=50, others=100),
    throttled=World(accounts=3, regions=4, buckets=600, instances=3_000, grants=200, others=1_000),
    # Full pages, so that ten times the resources are more pages and no larger ones.
    one_part=World(accounts=1, regions=2, buckets=1_000, instances=2_000),
    requests=10,
    burst=200,
)

QUICK = Sizes(
    resources=World(accounts=3, regions=4, buckets=150, instances=900),
    resources_slice=World(accounts=3, regions=4, buckets=12, instances=24),
    grants=World(grants=500, others=1_000),
    grants_slice=World(grants=10, others=20),
    throttled=World(accounts=2, regions=2, buckets=40, instances=200, grants=50, others=100),
    one_part=None,
    requests=2,
    burst=45,
)
