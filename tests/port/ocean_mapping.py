"""Prints what Ocean's own process pool makes of items: run as a program, because a pool forked beside other threads may hang."""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from port_ocean.bootstrap import load_ocean_app
from port_ocean.context.ocean import ocean
from port_ocean.core.handlers.entity_processor.jq_entity_processor import JQEntityProcessor
from port_ocean.utils.signal import init_signal_handler


async def evaluate(processor: JQEntityProcessor, patterns: dict[str, Any], queries: list[str], items: list[dict[str, Any]]) -> list[Any]:
    """For each selector the entities, nulls and errors of the items, as JSON that can be compared."""
    told: list[Any] = []
    for query in queries:
        results, errors = await processor.parse_items_sync(patterns, items, query)
        told.append([[[asdict(entity) for entity in entities], [repr(error) for error in found]] for entities, found in results])
        told.append([repr(error) for error in errors])
    return told


if __name__ == "__main__":
    init_signal_handler()
    load_ocean_app(".")
    print("\n" + json.dumps(asyncio.run(evaluate(JQEntityProcessor(ocean), **json.load(sys.stdin)))))
