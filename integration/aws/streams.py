"""Runs several streams side by side: what they yield comes out as it comes in, and one that fails does not stop the others."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

from integration.aws.errors import AwsError, together


@dataclass(frozen=True, slots=True)
class _Merge[T]:
    """What the workers share. A worker puts an item only where there is room for it, and `None` when it has ended."""

    sources: Iterator[AsyncGenerator[T, None]]
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    items: asyncio.Queue[T | None] = field(default_factory=asyncio.Queue)
    failed: list[AwsError] = field(default_factory=list)


async def merged[T](sources: Iterable[AsyncGenerator[T, None]], at_once: int) -> AsyncGenerator[T, None]:
    """Everything that the sources yield, `at_once` of them running, each at most one item ahead of whoever takes them.

    Raises an `AwsError` with every failure at the end: whoever takes the items must know that some are missing.
    """
    merge = _Merge(iter(list(sources)))
    workers = [asyncio.create_task(_work(merge)) for _ in range(at_once)]
    try:
        for worker in workers:
            worker.add_done_callback(lambda _: merge.items.put_nowait(None))
        async for item in _until_all_ended(merge, len(workers)):
            yield item
            del item  # a page is large, and the wait for the next one may be long
        for worker in workers:
            worker.result()
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    if merge.failed:
        raise together(merge.failed)


async def _work[T](merge: _Merge[T]) -> None:
    for source in merge.sources:
        try:
            async with aclosing(source) as items:
                async for item in items:
                    await merge.room.acquire()
                    merge.items.put_nowait(item)
                    del item
        except AwsError as error:
            merge.failed.append(error)


async def _until_all_ended[T](merge: _Merge[T], running: int) -> AsyncIterator[T]:
    while running:
        item = await merge.items.get()
        if item is None:
            running -= 1
        else:
            merge.room.release()
            yield item
            del item
