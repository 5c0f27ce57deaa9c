"""Writing behind whoever reads, inside Ocean's own loop over the batches of a kind; only the batches and Port's answer are stood in for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.handlers.entities_state_applier.port.applier import HttpEntitiesStateApplier
from port_ocean.core.integrations.mixins.sync_raw import SyncRawMixin
from port_ocean.core.models import Entity
from port_ocean.ocean import Ocean

from integration.port.resync.writing import WritingBehind

_BATCH = 500
_Reading = AsyncIterator[list[Entity]]


class _Catalog:
    """Takes writes when `open` is set, and notes how many entities were in each and how many writes were under way at most."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.began = asyncio.Event()
        self.written: list[str] = []
        self.under_way = self.most = 0
        self.failure: Exception | None = None

    async def take(self, _: Any, entities: list[Entity], __: UserAgentType) -> list[Entity]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.began.set()
        try:
            await self.open.wait()
            if self.failure:
                raise self.failure
            self.written += [entity.identifier for entity in entities]
        finally:
            self.under_way -= 1
        return entities


@pytest.fixture
def catalog(monkeypatch: pytest.MonkeyPatch) -> _Catalog:
    catalog = _Catalog()

    async def upsert(*given: Any) -> list[Entity]:
        return await catalog.take(*given)

    monkeypatch.setattr(HttpEntitiesStateApplier, "upsert", upsert)
    return catalog


@pytest.fixture
def resync(app: Ocean, monkeypatch: pytest.MonkeyPatch) -> Callable[[_Reading], Awaitable[Any]]:
    """One kind of a resync by our integration: everything that is read is handed to the applier, as Ocean does it."""

    def of(reading: _Reading) -> Awaitable[Any]:
        async def register(integration: SyncRawMixin) -> int:
            return sum([len(await integration.entities_state_applier.upsert(batch, UserAgentType.exporter)) async for batch in reading])

        monkeypatch.setattr(SyncRawMixin, "_register_in_batches", register)
        integration: Any = app.integration
        kind: Awaitable[Any] = integration._register_in_batches()
        return kind

    monkeypatch.setattr(app.integration, "_entities_state_applier", WritingBehind(app.integration.context))
    return of


def _batch(number: int) -> list[Entity]:
    return [Entity(identifier=f"{number}-{place}", blueprint="aws_resource", title=None, icon=None) for place in range(_BATCH)]


async def test_the_next_batch_is_read_while_one_is_written_and_the_kind_ends_when_all_are(catalog: _Catalog, resync: Any) -> None:
    async def reading() -> _Reading:
        yield _batch(1)
        await catalog.began.wait()
        assert catalog.written == []
        catalog.open.set()
        yield _batch(2)

    async with asyncio.timeout(5):
        assert await resync(reading()) == 2 * _BATCH
    assert sorted(catalog.written) == sorted(entity.identifier for number in (1, 2) for entity in _batch(number))
    assert 1 < catalog.most <= 4


async def test_who_reads_waits_while_port_takes_nothing(catalog: _Catalog, resync: Any) -> None:
    read = []

    async def reading() -> _Reading:
        for number in range(10):
            read.append(number)
            yield _batch(number)

    kind = asyncio.ensure_future(resync(reading()))
    await catalog.began.wait()
    for _ in range(100):
        await asyncio.sleep(0)
    assert read == [0, 1]
    catalog.open.set()
    assert await kind == 10 * _BATCH
    assert len(catalog.written) == len(set(catalog.written)) == 10 * _BATCH


async def test_a_write_that_breaks_off_ends_the_kind(catalog: _Catalog, resync: Any) -> None:
    async def reading() -> _Reading:
        yield _batch(1)
        catalog.failure = RuntimeError("nobody foresaw this")
        catalog.open.set()
        await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as told:
        await resync(reading())
    assert "nobody foresaw this" in {str(error) for error in told.value.exceptions}
    assert catalog.under_way == 0


async def test_a_kind_that_is_called_off_writes_no_more(catalog: _Catalog, resync: Any) -> None:
    async def reading() -> _Reading:
        yield _batch(1)
        await asyncio.Event().wait()

    kind = asyncio.ensure_future(resync(reading()))
    await catalog.began.wait()
    kind.cancel()
    with pytest.raises(asyncio.CancelledError):
        await kind
    assert (catalog.under_way, catalog.written) == (0, [])


async def test_outside_a_resync_whoever_writes_waits_for_what_port_took(app: Ocean, catalog: _Catalog) -> None:
    catalog.open.set()
    assert await WritingBehind(app.integration.context).upsert(_batch(1), UserAgentType.exporter) == _batch(1)
    assert len(catalog.written) == _BATCH
