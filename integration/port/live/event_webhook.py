"""The webhook that EventBridge sends CloudTrail's events to: path, header and body are those of Ocean's own AWS integration."""

import hmac
from collections.abc import Mapping

from port_ocean.context.ocean import PortOceanContext
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.core.handlers.webhook.abstract_webhook_processor import AbstractWebhookProcessor
from port_ocean.core.handlers.webhook.webhook_event import EventHeaders, EventPayload, WebhookEvent, WebhookEventRawResults
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from integration.domain.api_call import ApiCall
from integration.domain.errors import IamPermissionsError
from integration.port import log
from integration.port.catalog.items import Item
from integration.port.live.live_events import LiveEvents, subjects
from integration.port.live.second_looks import SecondLooks, Subject
from integration.resources.happenings import ends

PATH = "/webhook"
HEADER = "x-port-aws-ocean-api-key"

# EventBridge repeats an event within minutes if at all.
_REMEMBERED = 10_000


class SeenEvents:
    """The ids of the last events that were handled; EventBridge delivers each at least once."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._ids: dict[str, None] = {}
        self._most = most

    def __contains__(self, event_id: str) -> bool:
        return event_id in self._ids

    def add(self, event_id: str) -> None:
        self._ids[event_id] = None
        if len(self._ids) > self._most:
            del self._ids[next(iter(self._ids))]


class CloudTrailProcessor(AbstractWebhookProcessor):
    """Ocean makes one for every event and hands over nothing of ours, so what it works with stands in a class made for it."""

    live: LiveEvents
    second_looks: SecondLooks
    seen: SeenEvents
    key: str

    @classmethod
    def with_key(cls, key: str, live: LiveEvents, second_looks: SecondLooks) -> "type[CloudTrailProcessor]":
        return type(cls.__name__, (cls,), {"key": key, "live": live, "second_looks": second_looks, "seen": SeenEvents()})

    async def should_process_event(self, event: WebhookEvent) -> bool:
        """Any: Ocean warns of an event that nobody processes, and of most events in an account there is nothing to do."""
        return True

    async def get_matching_kinds(self, event: WebhookEvent) -> list[str]:
        return sorted({subject.kind for subject in self._subjects(event.payload)})

    async def authenticate(self, payload: EventPayload, headers: EventHeaders) -> bool:
        return opens(headers, self.key)

    async def validate_payload(self, payload: EventPayload) -> bool:
        return True

    async def handle_event(self, payload: EventPayload, resource: ResourceConfig) -> WebhookEventRawResults:
        items: list[Item] = []
        try:
            for subject in self._subjects(payload):
                if subject.kind == resource.kind and await self.live.serves(subject):
                    self.second_looks.note(subject)
                    items += await self.live.look(subject, certain=_is_over(payload))
            self.seen.add(str(payload["id"]))
        except IamPermissionsError as error:
            log.warning("What AWS told of could not be looked at; it will be looked at again", kind=resource.kind, error=error)
        return WebhookEventRawResults(updated_raw_results=items, deleted_raw_results=[])

    def _subjects(self, payload: EventPayload) -> list[Subject]:
        call = ApiCall.parse(payload)
        return [] if call is None or call.id in self.seen else subjects(call)


class KeyRequired:
    """Refuses what comes to one path without the key. Ocean would answer 200, keep it in memory, and ask for the key only then."""

    def __init__(self, app: ASGIApp, path: str, key: str) -> None:
        self._app = app
        self._path = path
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._path and not opens(Headers(scope=scope), self._key):
            refusal = JSONResponse({"message": f"The header {HEADER} does not hold the key of this integration."}, status_code=401)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def listen(ocean: PortOceanContext, key: str | None, live: LiveEvents, second_looks: SecondLooks) -> bool:
    """Opens the webhook where it has a key, and is heard: Ocean queues what nobody consumes, for ever."""
    if key is None:
        return False
    if not (ocean.app.base_url and ocean.config.event_listener.should_process_webhooks):
        log.warning(
            "liveEventsApiKey is set, but live events are not taken: that needs OCEAN__BASE_URL, the address of this integration as "
            "EventBridge reaches it, and an event listener that runs on, such as POLLING."
        )
        return False
    ocean.add_webhook_processor(PATH, CloudTrailProcessor.with_key(key, live, second_looks))
    ocean.app.fast_api_app.add_middleware(KeyRequired, path=f"{ocean.app.route_prefix}/integration{PATH}", key=key)
    return True


def opens(headers: Mapping[str, str], key: str) -> bool:
    """Whether the key is among the headers, told in a time that says nothing of it."""
    return hmac.compare_digest(headers.get(HEADER, "").encode(), key.encode())


def _is_over(payload: EventPayload) -> bool:
    call = ApiCall.parse(payload)
    return call is not None and ends(call)
