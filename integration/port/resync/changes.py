"""Finds which entities of a batch differ from the catalog, so that only those are written."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from itertools import batched

from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.core.integrations.base import BaseIntegration
from port_ocean.core.models import Entity
from port_ocean.core.utils.utils import resolve_entities_diff

# Ocean asks for fifty a call, one call after the other.
_IDENTIFIERS_A_LOOK_UP = 100
# A batch of a resync is looked up in one round trip, and Ocean's pool of connections to Port stays free for the rest.
_LOOK_UPS_AT_ONCE = 10


class ChangesOnly(BaseIntegration):
    """Ocean's comparison with the catalog, its look-ups side by side instead of one after the other, and for ten entities or fewer too.

    Ocean writes so few without comparing, so that a resync of what did not change would still write.
    """

    async def _map_entities_compared_with_port(
        self, entities: list[Entity], resource: ResourceConfig, user_agent_type: UserAgentType
    ) -> list[Entity]:
        if any(entity.is_using_search_identifier or entity.is_using_search_relation for entity in entities):
            return await super()._map_entities_compared_with_port(entities, resource, user_agent_type)
        free = asyncio.Semaphore(_LOOK_UPS_AT_ONCE)

        async def look_up(some: Sequence[Entity]) -> list[Entity]:
            async with free:
                return await self._fetch_entities_batch_from_port(list(some), resource, user_agent_type)

        found = await asyncio.gather(*(look_up(some) for some in batched(entities, _IDENTIFIERS_A_LOOK_UP)))
        return await resolve_entities_diff(entities, _each(found))

    async def _fetch_entities_batch_from_port(
        self, entities_batch: list[Entity], resource: ResourceConfig, user_agent_type: UserAgentType
    ) -> list[Entity]:
        """Ocean's own look-up. What the catalog does not hold is null, as the mapping says it; Ocean would take it for a difference."""
        found = await super()._fetch_entities_batch_from_port(entities_batch, resource, user_agent_type)
        mapped = resource.port.entity.mappings
        for entity in found:
            entity.properties = dict.fromkeys(mapped.properties) | entity.properties
            entity.relations = dict.fromkeys(mapped.relations) | entity.relations
        return found


async def _each(batches: Sequence[list[Entity]]) -> AsyncGenerator[list[Entity], None]:
    for batch in batches:
        yield batch
