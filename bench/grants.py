"""Scenario (b), a resync of the grants of an account that has many roles: ours and the peer's."""

from bench.fewest import GRANTS_FORMULA, for_grants, for_peers_grants
from bench.figures import Found, Target, run_line
from bench.judging import judged_per_second
from bench.resources import must_agree
from bench.sailing import CANDIDATE, PEER, Failed, opened
from bench.sizes import Sizes

KINDS = ("AWS::IAM::Grant",)


def measure(sizes: Sizes) -> Found:
    """Raises `Failed` where the two do not leave the same catalog, or where the peer does not ask what we say that it asks."""
    with opened(sizes.grants, KINDS) as bench:
        ours = bench.resync(CANDIDATE)
    with opened(sizes.grants_slice, KINDS) as bench:
        peer = bench.resync(PEER)
        bench.organization.wipe()
        ours_of_slice = bench.resync(CANDIDATE)
        must_agree(peer, ours_of_slice)
    if peer.aws["total"] != for_peers_grants(sizes.grants_slice):
        raise Failed(f"The peer made {peer.aws['total']} calls, not {for_peers_grants(sizes.grants_slice)} as our formula says.")
    peers, fewest = for_peers_grants(sizes.grants), for_grants(sizes.grants)
    figures = {
        "aws_calls_over_peer": ours.aws["total"] / peers,
        "wall_s": ours.seconds,
        "judged_per_s": judged_per_second(sizes.grants),
    }
    return Found(
        "grants",
        figures,
        (
            Target("(b) AWS calls, over the peer's", figures["aws_calls_over_peer"], 0.01),
            Target("(b) seconds to judge and map all grants", figures["wall_s"], 30),
            Target("(b) grants judged a second, alone", figures["judged_per_s"], 20_000, at_least=True),
        ),
        (
            run_line("(b)", "ours", ours, fewest),
            run_line("(b), a slice", "peer", peer, for_grants(sizes.grants_slice)),
            run_line("(b), a slice", "ours", ours_of_slice, for_grants(sizes.grants_slice)),
        ),
        (
            f"(b) is one account with {sizes.grants.grants:,} grants among {sizes.grants.others:,} other roles. The fewest AWS calls:"
            f" {GRANTS_FORMULA}. The peer ran on {sizes.grants_slice.grants} grants among {sizes.grants_slice.others} other roles, where it"
            f" made the calls that its formula says; by that formula it makes {peers:,} for all.",
        ),
    )
