"""The benchmark's own machinery, at a size that takes seconds."""

import pytest

from bench.fewest import for_resources
from bench.figures import Target
from bench.resources import KINDS, must_agree
from bench.sailing import CANDIDATE, PEER, opened
from bench.world import World
from sandbox.isolation import isolated_environment

_WORLD = World(accounts=2, regions=2, buckets=8, instances=8)


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in isolated_environment().items():
        monkeypatch.setenv(name, value)


def test_ours_and_the_peer_leave_the_same_catalog_and_ours_asks_no_more_than_it_must() -> None:
    with opened(_WORLD, KINDS, latency=0.0) as bench:
        ours = bench.resync(CANDIDATE)
        again = bench.resync(CANDIDATE)
        bench.organization.wipe()
        peer = bench.resync(PEER)

    must_agree(ours, again, peer)
    assert ours.entities == _WORLD.resources
    assert ours.aws["total"] == for_resources(_WORLD)
    assert ours.writes > 0
    assert again.writes == 0
    assert ours.cost.peak_mb > 50
    assert ours.seconds < ours.cost.seconds


def test_a_target_is_met_on_its_own_side_of_the_limit() -> None:
    assert Target("few", 2, 3).is_met
    assert not Target("many", 2, 3, at_least=True).is_met
