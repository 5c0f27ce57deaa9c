"""Streams side by side: all that they yield comes out, a few at a time, and failures are told at the end."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from integration.aws.errors import AccessDenied, NotFound
from integration.aws.streams import merged


async def _stream(*items: int, failing: Exception | None = None) -> AsyncGenerator[int, None]:
    for item in items:
        await asyncio.sleep(0)
        yield item
    if failing:
        raise failing


async def test_everything_comes_out() -> None:
    assert sorted([item async for item in merged([_stream(1, 2, 3), _stream(), _stream(4, 5)], 2)]) == [1, 2, 3, 4, 5]
    assert [item async for item in merged(list[AsyncGenerator[int, None]](), 2)] == []


async def test_a_stream_that_fails_does_not_stop_the_others_and_is_told_at_the_end() -> None:
    sources = [_stream(1, failing=AccessDenied("May not.")), _stream(2), _stream(failing=NotFound("Is not.")), _stream(3)]
    stream = merged(sources, 1)
    assert [await anext(stream) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(AccessDenied, match=r"May not\. Is not\."):
        await anext(stream)


async def test_what_is_no_failure_of_aws_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        _ = [item async for item in merged([_stream(1, failing=KeyError("bug")), _stream(2)], 2)]


async def test_a_stream_is_at_most_one_item_ahead() -> None:
    asked: list[int] = []

    async def counting() -> AsyncGenerator[int, None]:
        for number in range(100):
            asked.append(number)
            yield number

    async for item in merged([counting()], 1):
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(asked) <= item + 3, "one taken, one waiting, one in hand"


async def test_no_more_streams_run_than_the_bound_says() -> None:
    running, most = 0, 0

    async def counting() -> AsyncGenerator[int, None]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        yield 1
        running -= 1

    assert len([item async for item in merged([counting() for _ in range(9)], 3)]) == 9
    assert most == 3


async def test_who_stops_taking_stops_the_streams() -> None:
    ended = asyncio.Event()

    async def endless() -> AsyncGenerator[int, None]:
        try:
            while True:
                yield 1
                await asyncio.sleep(0)
        finally:
            ended.set()

    stream = merged([endless()], 1)
    assert await anext(stream) == 1
    await stream.aclose()
    await asyncio.wait_for(ended.wait(), 5)
