"""Scenario (e): AWS refuses a third of all calls, and nothing may be lost."""

from bench.fewest import for_grants, for_resources
from bench.figures import Found, Target, run_line
from bench.sailing import CANDIDATE, Sync, opened
from bench.sizes import Sizes

KINDS = ("AWS::S3::Bucket", "AWS::EC2::Instance", "AWS::IAM::Grant")
_EVERY = 3


def measure(sizes: Sizes) -> Found:
    world = sizes.throttled
    with opened(world, KINDS) as bench:
        calm = bench.resync(CANDIDATE)
        bench.organization.wipe()
        bench.aws.tell(throttle_every=_EVERY)
        throttled = bench.resync(CANDIDATE)
    fewest = for_resources(world) + for_grants(world) - world.accounts  # both count that each role is assumed once
    figures = {
        "lost": _lost(calm, throttled),
        "calls_over_unthrottled": throttled.aws["total"] / calm.aws["total"],
    }
    return Found(
        "throttled",
        figures,
        (
            Target("(e) entities lost or changed while a third of all calls is refused", figures["lost"], 0),
            Target("(e) AWS calls, over those without refusals", figures["calls_over_unthrottled"], 1.5),
        ),
        (run_line("(e), unthrottled", "ours", calm, fewest), run_line("(e), throttled", "ours", throttled, fewest)),
        (
            f"(e) has {world.buckets:,} buckets, {world.instances:,} instances and, in each of {world.accounts} accounts, {world.grants:,}"
            f" grants among {world.others:,} other roles. AWS refuses every third call: {throttled.aws['throttled']} of"
            f" {throttled.aws['total']}.",
        ),
    )


def _lost(calm: Sync, throttled: Sync) -> float:
    """How many entities are missing or say something else."""
    return float(len(calm.said ^ throttled.said))
