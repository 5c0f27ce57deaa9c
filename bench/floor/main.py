"""Ocean's entry point for the floor."""

import asyncio
from collections.abc import AsyncIterator
from itertools import batched

from port_ocean.context.ocean import ocean
from port_ocean.core.utils.json_compat import make_json_compatible

from bench.plain import PlainIntegration
from integration.aws.listing import list_resources
from integration.port.catalog.items import Item, resource_item
from integration.port.place import Place
from integration.port.settings import parse_settings
from integration.resources.menu import row_of_kind

_KINDS = ("AWS::S3::Bucket", "AWS::EC2::Instance")
# Of all sizes the one at which Ocean is fastest, or within a few per cent of it.
_BATCH = 500


async def _ready_made() -> dict[str, list[Item]]:
    """What this integration itself would hand over, without a date that Ocean would have to convert."""
    place = Place(parse_settings(ocean.integration_config))
    items: dict[str, list[Item]] = {kind: [] for kind in _KINDS}
    for kind in _KINDS:
        row = row_of_kind(kind)
        for account in await place.accounts():
            async for page in list_resources(account, row, await place.regions(account)):
                items[kind] += [make_json_compatible(resource_item(row, account.id, listed)) for listed in page]
    await place.close()
    return items


_ITEMS = asyncio.run(_ready_made())
# asyncio.run leaves the thread without a loop, and Ocean asks for the one that was there.
asyncio.set_event_loop(asyncio.new_event_loop())


async def _handed_over(kind: str) -> AsyncIterator[list[Item]]:
    for batch in batched(_ITEMS[kind], _BATCH):
        yield list(batch)


ocean.app.integration = PlainIntegration(ocean)
for _kind in _KINDS:
    ocean.on_resync(_kind)(_handed_over)
