"""A local Port of its own for every test, empty or with a small catalog."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.port.client import PortClient, signed_in
from tests.sandbox.port.company import BLUEPRINTS, ENTITIES


@pytest.fixture
async def port() -> AsyncIterator[PortClient]:
    """An empty Port, signed in to as a machine."""
    client = await signed_in()
    yield client
    await client.close()


@pytest.fixture
async def company(port: PortClient) -> PortClient:
    """A Port with three blueprints, two buckets, two permissions and one grant."""
    for blueprint in BLUEPRINTS:
        await port.ask("POST", "/v1/blueprints", body=blueprint)
    for identifier, entity in ENTITIES:
        await port.ask("POST", f"/v1/blueprints/{identifier}/entities", {"upsert": "false"}, entity)
    return port
