"""Evaluates the mapping in this process.

Ocean forks a pool of processes for every batch. A fork copies the locks of Ocean's log threads as they stand, so a child can wait
for ever and the event loop with it, actions included; and the fork costs more than it saves below tens of thousands of items.
"""

import asyncio
from typing import Any

from port_ocean.core.handlers.entity_processor.jq_entity_processor import JQEntityProcessor
from port_ocean.core.handlers.entity_processor.jq_entity_processor_sync import JQEntityProcessorSync
from port_ocean.core.handlers.entity_processor.models import MappedEntity
from port_ocean.core.ocean_types import RAW_ITEM
from port_ocean.exceptions.core import EntityProcessorException

# An item takes about a millisecond; after this many, other work of the event loop has its turn.
_ITEMS_A_TURN = 10

_Mapped = tuple[list[MappedEntity], list[Exception]]


class InProcessEntityProcessor(JQEntityProcessor):
    """Ocean's JQ evaluation, item by item, without Ocean's process pool."""

    async def parse_items_sync(
        self, compileable_patterns: dict[str, Any], raw_results: list[RAW_ITEM], selector_query: str, parse_all: bool = False
    ) -> tuple[list[_Mapped], list[Exception]]:
        """One result an item: its entity, or why there is none, as Ocean's own processes would answer."""
        results: list[_Mapped] = []
        for number, item in enumerate(raw_results, start=1):
            results.append(_mapped(item, compileable_patterns, selector_query, parse_all))
            if number % _ITEMS_A_TURN == 0:
                await asyncio.sleep(0)
        return results, []


def _mapped(item: RAW_ITEM, patterns: dict[str, Any], selector_query: str, parse_all: bool) -> _Mapped:
    try:
        return [JQEntityProcessorSync._get_mapped_entity(item, patterns, selector_query, parse_all)], []
    except (EntityProcessorException, ValueError, StopIteration) as error:  # jq's words for a selector that fails, or yields nothing
        return [], [error]
