"""The second looks at what live events were about, written to the catalog as the first ones are."""

import httpx
from port_ocean.context.event import EventType, event_context
from port_ocean.context.ocean import ocean
from port_ocean.core.handlers.port_app_config.models import PortAppConfig
from port_ocean.core.handlers.webhook.webhook_event import WebhookEventRawResults
from port_ocean.exceptions.api import EmptyPortAppConfigError

from integration.domain.errors import IamPermissionsError
from integration.port import log
from integration.port.catalog.entities import NotMapped
from integration.port.catalog.items import Item
from integration.port.live.live_events import LiveEvents
from integration.port.live.second_looks import SecondLooks, Subject


class LookAgain:
    """Comes round; by then "not found" is an answer to rely on."""

    def __init__(self, live: LiveEvents, second_looks: SecondLooks) -> None:
        self._live = live
        self._second_looks = second_looks

    async def round(self) -> None:
        """Looks at what is due. Raises `NotMapped` where the mapping cannot be read."""
        due = self._second_looks.due()
        if not due:
            return
        try:
            # Before the event, because Ocean lets none begin within one that has no mapping yet, as that of the start has not.
            mapping = await ocean.integration.port_app_config_handler.get_port_app_config()
        except (httpx.HTTPError, EmptyPortAppConfigError, ValueError) as error:
            raise NotMapped(f"The mapping of this integration could not be read from Port: {type(error).__name__}.") from error
        async with event_context(EventType.HTTP_REQUEST, trigger_type="machine"):
            for subject in due:
                await self._look(subject, mapping)

    async def _look(self, subject: Subject, mapping: PortAppConfig) -> None:
        try:
            items = await self._live.look(subject, certain=True)
            await ocean.app.webhook_manager.sync_raw_results(_results(subject, items, mapping))
        except (IamPermissionsError, httpx.HTTPError) as error:
            log.warning("A second look failed; the next resync will do it", identifier=subject.identifier, error=error)


def _results(subject: Subject, items: list[Item], mapping: PortAppConfig) -> list[WebhookEventRawResults]:
    """The items once for every part of the mapping that speaks of their kind."""
    results = []
    for resource in mapping.resources:
        if items and resource.kind == subject.kind:
            result = WebhookEventRawResults(updated_raw_results=items, deleted_raw_results=[])
            result.resource = resource
            results.append(result)
    return results
