"""Writes the entity of a grant the way a resync would: through the mapping that the operator can edit in Port."""

import httpx
from port_ocean.context.ocean import ocean
from port_ocean.core.models import Entity
from port_ocean.exceptions.api import EmptyPortAppConfigError

from integration.domain.errors import IamPermissionsError
from integration.port.catalog.items import GRANT_KIND, Item


class NotMapped(IamPermissionsError):
    """The mapping in Port makes no entity of a grant."""


async def grant_entity(item: Item) -> Entity:
    """The entity that the mapping makes of a grant's raw item. Raises `NotMapped`.

    Ocean's own `register_raw` would do the same, but an action's event has no mapping loaded, and it swallows Port's errors.
    """
    try:
        mapped = await _mapped(item)
    except (httpx.HTTPError, EmptyPortAppConfigError, ValueError) as error:
        raise NotMapped(f"The mapping of this integration could not be read from Port: {type(error).__name__}.") from error
    if mapped is None:
        raise NotMapped(
            f"The mapping of this integration in Port makes no entity of {GRANT_KIND}; compare it with .port/resources/port-app-config.yml."
        )
    return mapped


async def _mapped(item: Item) -> Entity | None:
    integration = ocean.integration
    config = await integration.port_app_config_handler.get_port_app_config()
    for resource in config.resources:
        if resource.kind == GRANT_KIND:
            result = await integration.entity_processor.parse_items(resource, [item])
            if result.entity_selector_diff.passed:
                return result.entity_selector_diff.passed[0]
    return None
