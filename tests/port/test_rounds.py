"""Work that comes round by itself goes on whatever one of its rounds meets, and says what that was."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from integration.domain.errors import IamPermissionsError
from integration.port.rounds import Rounds
from tests.port.log import printed

_AT_ONCE = timedelta(milliseconds=1)


@pytest.fixture
def said() -> Iterator[list[str]]:
    with printed() as lines:
        yield lines


@pytest.fixture
async def rounds() -> AsyncIterator[Rounds]:
    begun = Rounds()
    yield begun
    await begun.end()


class _Work:
    """Fails in its first round and is well in the second."""

    def __init__(self, problem: Exception) -> None:
        self._problem: Exception | None = problem
        self.well = asyncio.Event()

    async def __call__(self) -> None:
        problem, self._problem = self._problem, None
        if problem:
            raise problem
        self.well.set()


async def _gone_round(rounds: Rounds, problem: Exception) -> None:
    work = _Work(problem)
    rounds.begin("sweep", work, _AT_ONCE)
    await asyncio.wait_for(work.well.wait(), 10)


async def test_a_round_that_failed_comes_again_and_says_why(rounds: Rounds, said: list[str]) -> None:
    await _gone_round(rounds, IamPermissionsError("IAM said no."))
    assert said == ["WARNING A round failed and comes again: work=sweep error=IAM said no.\n"]


async def test_a_round_that_broke_off_on_a_mistake_of_ours_comes_again_and_says_where(rounds: Rounds, said: list[str]) -> None:
    await _gone_round(rounds, LookupError("a mistake of ours"))
    (told,) = said
    assert told.startswith("ERROR A round broke off and comes again: work=sweep\n")
    assert "LookupError: a mistake of ours" in told


async def test_ending_stops_a_round_in_its_middle(rounds: Rounds, said: list[str]) -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    rounds.begin("sweep", work, _AT_ONCE)
    await asyncio.wait_for(begun.wait(), 10)
    await rounds.end()
    assert stopped.is_set()
    assert said == []
