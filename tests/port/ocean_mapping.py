"""Prints what Ocean's own process pool makes of items: run as a program, because a pool forked beside other threads may hang."""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from port_ocean.bootstrap import load_ocean_app
from port_ocean.context.ocean import ocean
from port_ocean.core.handlers.entity_processor.jq_entity_processor import JQEntityProcessor
from port_ocean.core.integrations.mixins.utils import handle_items_to_parse
from port_ocean.utils.signal import init_signal_handler

Json = dict[str, Any]


async def evaluate(processor: JQEntityProcessor, cases: list[tuple[Json, str]], items: list[Json], to_parse: str) -> list[Any]:
    """For each mapping and selector the entities, nulls and errors, as JSON that can be compared; `to_parse` is an `itemsToParse`."""
    ocean.app.integration._entity_processor = processor
    parsed = [item async for batch in handle_items_to_parse(items, "item", to_parse) for item in batch]
    return [await _told(processor, mapping, query, items + parsed) for mapping, query in cases]


async def _told(processor: JQEntityProcessor, mapping: Json, query: str, items: list[Json]) -> Any:
    """The steps of Ocean's `_parse_items`, up to where it makes entities of what was mapped."""
    ours, others = await processor.separate_compileable_and_uncompileable_patterns_and_warmup_cache(mapping, [query])
    quick = await processor.parse_items_sync(ours, items, query)
    slow = await processor.parse_items_async(others, items, query)
    mapped, errors = processor.merge_results(quick, slow, items)
    # Ocean evaluates some selectors twice, and then tells twice of one that fails.
    return [asdict(entity) for entity in mapped], sorted({repr(error) for error in errors if not isinstance(error, RuntimeError)})


if __name__ == "__main__":
    init_signal_handler()
    load_ocean_app(".")
    print("\n" + json.dumps(asyncio.run(evaluate(JQEntityProcessor(ocean), **json.load(sys.stdin)))))
