"""Writes what one batch changes while the next batch is read and mapped, where Ocean would wait for Port in between."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from itertools import batched
from typing import Any

from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.handlers.entities_state_applier.port.applier import HttpEntitiesStateApplier
from port_ocean.core.integrations.base import BaseIntegration
from port_ocean.core.models import Entity

_Upsert = Callable[[list[Entity]], Awaitable[list[Entity]]]

# Five requests of twenty entities, as many as Port takes. Ocean alone would send a batch's twenty-five at once; but its HTTP client looks
# at every connection that it has, whenever it takes one or gives it back.
_ENTITIES_A_WRITE = 100
_WRITES_AT_ONCE = 4
# A batch of a resync, and what is left of the one before it.
_WRITES_HELD = 8


class _Writer:
    """Writes for one kind, and holds up whoever hands it more than it holds."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self._room = asyncio.Semaphore(_WRITES_HELD)
        self._turn = asyncio.Semaphore(_WRITES_AT_ONCE)

    async def take(self, entities: list[Entity], upsert: _Upsert) -> None:
        for some in batched(entities, _ENTITIES_A_WRITE):
            await self._room.acquire()
            self._tasks.create_task(self._write(list(some), upsert))

    async def _write(self, entities: list[Entity], upsert: _Upsert) -> None:
        try:
            async with self._turn:
                await upsert(entities)
        finally:
            self._room.release()


_writer: ContextVar[_Writer] = ContextVar("writer")


class KindsWrittenBehind(BaseIntegration):
    """A kind of a resync ends when all of it is written; a failure to write ends it too."""

    async def _register_in_batches(self, *args: Any, **kwargs: Any) -> Any:
        async with asyncio.TaskGroup() as tasks:
            ours = _writer.set(_Writer(tasks))
            try:
                return await super()._register_in_batches(*args, **kwargs)
            finally:
                _writer.reset(ours)


class WritingBehind(HttpEntitiesStateApplier):
    """Ocean's own writing. Within a kind of a resync nobody waits for it, so nothing is answered of what Port refused: an entity that was
    listed is not stale, whatever became of writing it. Two entities of one identifier may be written in either order.
    """

    async def upsert(self, entities: list[Entity], user_agent_type: UserAgentType) -> list[Entity]:
        writer = _writer.get(None)
        if writer is None:
            return await super().upsert(entities, user_agent_type)
        await writer.take(entities, lambda some: super(WritingBehind, self).upsert(some, user_agent_type))
        return entities
