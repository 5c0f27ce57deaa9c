"""The short form of the crash matrix."""

from pathlib import Path

from tests.chaos.matrix import try_matrix


async def test_nothing_is_lost_when_a_call_is(tmp_path: Path) -> None:
    report = await try_matrix(tmp_path, print, lambda _: True, quick=True)
    assert report.results
    assert [f"{case}: {finding}" for case, finding in report.violations] == []
