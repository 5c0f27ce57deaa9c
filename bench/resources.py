"""Scenario (a), a resync of buckets and instances: ours, the peer's, Ocean's floor, and ours again when nothing has changed; and how it
grows with accounts and with resources.
"""

from bench.fewest import RESOURCES_FORMULA, for_resources
from bench.figures import Found, Target, run_line
from bench.sailing import CANDIDATE, FLOOR, PEER, Bench, Failed, Sync, opened
from bench.sizes import Sizes
from bench.world import World

KINDS = ("AWS::S3::Bucket", "AWS::EC2::Instance")
_BYTES_A_KB = 1024


def measure(sizes: Sizes) -> Found:
    """Raises `Failed` where two of them do not leave the same catalog."""
    with opened(sizes.resources, KINDS) as bench:
        floor, ours = bench.resync(FLOOR), _anew(bench, CANDIDATE)
        again = bench.resync(CANDIDATE)
        must_agree(floor, ours, again)
    with opened(sizes.resources_slice, KINDS) as bench:
        peer, ours_of_slice = bench.resync(PEER), _anew(bench, CANDIDATE)
        must_agree(peer, ours_of_slice)
    fewest, fewest_of_slice = for_resources(sizes.resources), for_resources(sizes.resources_slice)
    figures = {
        "speedup_over_peer": ours.entities_per_second / peer.entities_per_second,
        "aws_calls_over_fewest": ours.aws["total"] / fewest,
        "wall_over_floor": ours.seconds / floor.seconds,
        "peak_rss_mb": max(ours.cost.peak_mb, again.cost.peak_mb),
        "entities_per_s": ours.entities_per_second,
        "writes_unchanged": float(again.writes),
    }
    return Found(
        "resync",
        figures,
        (
            Target("(a) entities a second, over the peer's", figures["speedup_over_peer"], 100, at_least=True),
            Target("(a) AWS calls, over the fewest possible", figures["aws_calls_over_fewest"], 1.05),
            Target("(a) wall, over that of Ocean's floor", figures["wall_over_floor"], 0.3),
            Target("(a) writes to Port when nothing has changed", again.writes, 0),
            Target("(a) peak memory of the process tree, MB", figures["peak_rss_mb"], 300),
        ),
        (
            run_line("(a)", "ours", ours, fewest),
            run_line("(a), unchanged", "ours", again, fewest),
            run_line("(a)", "Ocean's floor", floor, 0),
            run_line("(a), a slice", "peer", peer, fewest_of_slice),
            run_line("(a), a slice", "ours", ours_of_slice, fewest_of_slice),
        ),
        (
            f"(a) asks for {_told(sizes.resources)}. The fewest AWS calls: {RESOURCES_FORMULA}; that is {fewest}; ours made"
            f" {_calls(ours)}. The peer ran on {_told(sizes.resources_slice)} and made {_calls(peer)}; its time grows with the number of"
            " entities, so that an entity costs it the same however many there are."
            " Memory of a process tree counts what forks share twice.",
        ),
    )


def grow(part: World) -> Found:
    """Twice the accounts with all that is in them, and ten times the resources in the same accounts."""
    doubled = World(2 * part.accounts, part.regions, 2 * part.buckets, 2 * part.instances)
    tenfold = World(part.accounts, part.regions, 10 * part.buckets, 10 * part.instances)
    one, twice, ten = _alone(part), _alone(doubled), _alone(tenfold)
    more = ten.entities - one.entities
    figures = {
        "calls_at_twice_the_accounts": twice.aws["total"] / one.aws["total"],
        "wall_at_twice_the_accounts": twice.seconds / one.seconds,
        "kb_an_entity": (ten.cost.peak_mb - one.cost.peak_mb) * _BYTES_A_KB / more,
    }
    return Found(
        "growth",
        figures,
        (
            Target("AWS calls at twice the accounts, over once", figures["calls_at_twice_the_accounts"], 2),
            Target("wall at twice the accounts, over once", figures["wall_at_twice_the_accounts"], 2),
            Target("memory at ten times the resources, KB an entity more", figures["kb_an_entity"], 1),
        ),
        (
            run_line("growth, once", "ours", one, for_resources(part)),
            run_line("growth, twice the accounts", "ours", twice, for_resources(doubled)),
            run_line("growth, ten times the resources", "ours", ten, for_resources(tenfold)),
        ),
        (f"Growth starts from {_told(part)}.",),
    )


def must_agree(*syncs: Sync) -> None:
    """Whoever is compared has to have done the same. Raises `Failed`."""
    if len({sync.said for sync in syncs}) != 1:
        raise Failed(f"Those compared left different catalogs, of {[sync.entities for sync in syncs]} entities.")


def _alone(world: World) -> Sync:
    with opened(world, KINDS) as bench:
        return bench.resync(CANDIDATE)


def _anew(bench: Bench, who: str) -> Sync:
    bench.organization.wipe()
    return bench.resync(who)


def _told(world: World) -> str:
    held = f"{world.buckets:,} buckets, all tagged, and {world.instances:,} instances"
    return f"{held} in {world.accounts} accounts and {world.regions} regions each"


def _calls(sync: Sync) -> str:
    return ", ".join(f"{count:,} {operation.partition(':')[2]}" for operation, count in sorted(sync.aws["calls"].items()))
