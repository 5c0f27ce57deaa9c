"""When the webhook for live events is open: with a key, and where Ocean hears it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from port_ocean.context.ocean import PortOceanContext

from integration.port.live.event_webhook import KeyRequired, listen
from integration.port.live.live_events import LiveEvents
from integration.port.live.second_looks import SecondLooks

_KEY = "0123456789abcdef0123456789abcdef"


class _Ocean:
    """What `listen` asks of Ocean, and what it did to it."""

    def __init__(self, base_url: str | None, hears: bool) -> None:
        self.paths: list[str] = []
        self.guards: list[tuple[type, dict[str, Any]]] = []
        fast_api = SimpleNamespace(add_middleware=lambda guard, **options: self.guards.append((guard, options)))
        self.app = SimpleNamespace(base_url=base_url, route_prefix="/prefix", fast_api_app=fast_api)
        self.config = SimpleNamespace(event_listener=SimpleNamespace(should_process_webhooks=hears))

    def add_webhook_processor(self, path: str, processor: type) -> None:
        self.paths.append(path)


@pytest.mark.parametrize(
    ("key", "base_url", "hears", "opened"),
    [
        (_KEY, "https://example.com", True, True),
        (None, "https://example.com", True, False),
        (_KEY, None, True, False),
        (_KEY, "https://example.com", False, False),
    ],
)
def test_the_webhook_opens_with_a_key_where_ocean_hears_it(key: str | None, base_url: str | None, hears: bool, opened: bool) -> None:
    ocean = _Ocean(base_url, hears)
    assert listen(cast(PortOceanContext, ocean), key, cast(LiveEvents, None), SecondLooks()) is opened
    assert ocean.paths == (["/webhook"] if opened else [])
    assert ocean.guards == ([(KeyRequired, {"path": "/prefix/integration/webhook", "key": _KEY})] if opened else [])
