"""Evaluates the mapping in this process.

Ocean forks a pool of processes for every batch. A fork copies the locks of Ocean's log threads as they stand, so a child can wait
for ever and the event loop with it, actions included; and the fork costs more than it saves below tens of thousands of items.
"""

import asyncio
from collections.abc import Iterable
from itertools import batched
from typing import Any

from port_ocean.core.handlers.entity_processor.jq_entity_processor import JQEntityProcessor
from port_ocean.core.handlers.entity_processor.jq_entity_processor_sync import JQEntityProcessorSync
from port_ocean.core.handlers.entity_processor.models import MappedEntity
from port_ocean.core.ocean_types import RAW_ITEM
from port_ocean.exceptions.core import EntityProcessorException

from integration.port.resync.one_program import OneProgram

# After so long, other work of the event loop has its turn.
_TURN_SECONDS = 0.01
# Ocean evaluates some expressions on the loop itself, about a millisecond an item.
_ITEMS_A_TURN = 10

_Mapped = tuple[list[MappedEntity], list[Exception]]
_Patterns = dict[str, Any]


class InProcessEntityProcessor(JQEntityProcessor):
    """Ocean's JQ evaluation without Ocean's process pool: as one program where that gives the same, otherwise by Ocean's own code."""

    async def separate_compileable_and_uncompileable_patterns_and_warmup_cache(
        self, raw_entity_mappings: _Patterns, selector_queries: Iterable[str] = ()
    ) -> tuple[_Patterns, _Patterns]:
        """Ocean's own separation, without the empty objects among what does not compile: for those alone Ocean would evaluate the
        selector of every item a second time, and tell of a selector that fails twice.
        """
        compileable, uncompileable = await super().separate_compileable_and_uncompileable_patterns_and_warmup_cache(
            raw_entity_mappings, list(selector_queries)
        )
        return compileable, {key: value for key, value in uncompileable.items() if value != {}}

    async def parse_items_sync(
        self, compileable_patterns: _Patterns, raw_results: list[RAW_ITEM], selector_query: str, parse_all: bool = False
    ) -> tuple[list[_Mapped], list[Exception]]:
        """One result an item: its entity, or why there is none, as Ocean's own processes would answer."""
        program = _one_program(compileable_patterns, selector_query, parse_all)
        results: list[_Mapped] = []
        clock = asyncio.get_running_loop().time
        turn_ends = clock() + _TURN_SECONDS
        for item in raw_results:
            mapped = program.mapped(item) if program else None
            results.append(([mapped], []) if mapped else _as_ocean_does(item, compileable_patterns, selector_query, parse_all))
            if clock() > turn_ends:
                await asyncio.sleep(0)
                turn_ends = clock() + _TURN_SECONDS
        return results, []

    async def parse_items_async(
        self, uncompiled_patterns: _Patterns, raw_results: list[RAW_ITEM], selector_query: str, parse_all: bool = False
    ) -> tuple[list[_Mapped], list[Exception]]:
        """Ocean's own, which would hold the loop for as long as a whole batch takes."""
        results: list[_Mapped] = []
        errors: list[Exception] = []
        for some in batched(raw_results, _ITEMS_A_TURN):
            found, failed = await super().parse_items_async(uncompiled_patterns, list(some), selector_query, parse_all)
            results += found
            errors += failed
        return results, errors


def _one_program(patterns: _Patterns, selector_query: str, parse_all: bool) -> OneProgram | None:
    try:
        return OneProgram(patterns, selector_query, parse_all)
    except ValueError:
        return None


def _as_ocean_does(item: RAW_ITEM, patterns: _Patterns, selector_query: str, parse_all: bool) -> _Mapped:
    try:
        return [JQEntityProcessorSync._get_mapped_entity(item, patterns, selector_query, parse_all)], []
    # jq's words for a selector that fails, that yields nothing, and for an item that is not JSON or nested too deeply.
    except (EntityProcessorException, ValueError, StopIteration, TypeError, RecursionError) as error:
        return [], [error]
