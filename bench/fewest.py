"""How few calls AWS allows for what a scenario asks, by formula.

Every account takes one AssumeRole. A page of AWS is never larger than the numbers here, and an account or region that is empty has to be
asked once to be known as such.
"""

from math import ceil

from bench.world import World

_BUCKETS, _TAGGED, _INSTANCES, _ROLES_AND_POLICIES = 10_000, 100, 1_000, 1_000

RESOURCES_FORMULA = (
    "accounts x (AssumeRole + ceil(buckets / 10,000) ListBuckets) + accounts x regions x (ceil(tagged buckets / 100) GetResources"
    " + ceil(instances / 1,000) DescribeInstances)"
)
GRANTS_FORMULA = "accounts x (AssumeRole + ceil((roles + policies) / 1,000) GetAccountAuthorizationDetails)"


def for_resources(world: World) -> int:
    """`RESOURCES_FORMULA`, each account and region by its own numbers."""
    calls = 0
    for account in world.account_ids:
        regions = [region for _, region in world.buckets_of(account)]
        calls += 1 + _pages(len(regions), _BUCKETS)
        for region in world.region_names:
            instances = sum(1 for _ in world.instances_in(account, region))
            calls += _pages(regions.count(region), _TAGGED) + _pages(instances, _INSTANCES)
    return calls


def for_grants(world: World) -> int:
    """`GRANTS_FORMULA`; the tags and documents of grants cannot be had with fewer, because a path filters neither."""
    return world.accounts * (1 + _pages(world.others + 2 * world.grants, _ROLES_AND_POLICIES))


def for_peers_grants(world: World) -> int:
    """What the peer's algorithm asks: a page of a hundred roles, some calls for each of them, two for each policy on it.

    A role that is no grant has an inline policy and two attached ones in this world.
    """
    others, grants = 3 + 1 + 2 * 2, 3 + 2
    return world.accounts * (1 + _pages(world.others + world.grants, 100) + world.others * others + world.grants * grants)


def _pages(items: int, size: int) -> int:
    return max(1, ceil(items / size))
