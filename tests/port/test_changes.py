"""Comparing with the catalog, against a local Port: the same differences that Ocean finds, looked up side by side."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from port_ocean.clients.port.mixins.entities import EntityClientMixin
from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.core.integrations.mixins.sync_raw import SyncRawMixin
from port_ocean.core.models import Entity
from port_ocean.ocean import Ocean

from integration.port.resync.changes import ChangesOnly
from sandbox.port import create_app
from tests.sandbox.port.client import CONFIG, EXPORTER, PortClient

_BLUEPRINT = {
    "identifier": "aws_resource",
    "title": "AWS resource",
    "icon": "AWS",
    "schema": {"properties": {name: {"type": "string"} for name in ("resource_type", "region")}, "required": []},
    "relations": {"beside": {"target": "aws_resource", "many": False, "required": False}},
}
_RESOURCE = ResourceConfig.parse_obj(
    {
        "kind": "AWS::S3::Bucket",
        "selector": {"query": "true"},
        "port": {
            "entity": {
                "mappings": {
                    "identifier": ".a",
                    "title": ".a",
                    "blueprint": '"aws_resource"',
                    "properties": {"resource_type": ".a", "region": ".a"},
                    "relations": {"beside": ".a"},
                }
            }
        },
    }
)


class _Auth:
    integration_type, integration_identifier, api_url = "aws-iam-permissions", "ours", f"{CONFIG.public_url}/v1"

    def __init__(self, token: str | None) -> None:
        self._token = token

    async def headers(self, _: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}", **EXPORTER}


@pytest.fixture
async def port(app: Ocean, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PortClient]:
    """A Port that Ocean's own client of entities speaks to."""
    client = PortClient(create_app(CONFIG))
    await client.sign_in()
    await client.ask("POST", "/v1/blueprints", body=_BLUEPRINT)
    ours = EntityClientMixin(cast(Any, _Auth(client.token)), client._client)
    monkeypatch.setattr(app, "port_client", ours)
    yield client
    await client.close()


def _entity(number: int, **changed: Any) -> Entity:
    held: dict[str, Any] = {"identifier": f"arn:aws:s3:::b-{number}", "blueprint": "aws_resource", "title": "b", "icon": None}
    return Entity(**(held | {"properties": {"resource_type": "S3", "region": None}, "relations": {"beside": None}} | changed))


async def _write(port: PortClient, entities: list[Entity]) -> None:
    for some in (entities[at : at + 20] for at in range(0, len(entities), 20)):
        body = {"entities": [entity.dict(exclude_unset=True, exclude={"icon"}) for entity in some]}
        await port.ask("POST", "/v1/blueprints/aws_resource/entities/bulk", {"upsert": "true"}, body, EXPORTER)


def _ours(app: Ocean) -> ChangesOnly:
    return cast(ChangesOnly, app.integration)


async def _changed(app: Ocean, entities: list[Entity]) -> list[Entity]:
    return await _ours(app)._map_entities_compared_with_port(entities, _RESOURCE, UserAgentType.exporter)


@pytest.mark.parametrize("count", [0, 1, 10, 11, 50, 51, 60, 130])
async def test_only_what_is_new_or_changed_is_written(app: Ocean, port: PortClient, count: int) -> None:
    entities = [_entity(number) for number in range(count)]
    await _write(port, entities[: count - count // 4])
    for entity in entities[: count // 3]:
        entity.title = "renamed"
    expected = [entity for number, entity in enumerate(entities) if entity.title == "renamed" or number >= count - count // 4]

    assert await _changed(app, entities) == expected
    if count > 10:
        assert await SyncRawMixin._map_entities_compared_with_port(_ours(app), entities, _RESOURCE, UserAgentType.exporter) == expected


async def test_what_the_catalog_does_not_hold_is_null(app: Ocean, port: PortClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def without_nulls(*_: Any, **__: Any) -> list[Entity]:
        return [_entity(1, properties={"resource_type": "S3"}, relations={})]

    monkeypatch.setattr(app.port_client, "search_entities", without_nulls)
    assert await _changed(app, [_entity(1)]) == []
    assert await _changed(app, [entity := _entity(1, properties={"resource_type": "S3", "region": "eu-north-1"})]) == [entity]


async def test_entities_found_by_search_are_left_to_ocean(app: Ocean, port: PortClient) -> None:
    entities = [_entity(1, relations={"beside": {"combinator": "and", "rules": []}})]
    await _write(port, [_entity(1)])
    assert await _changed(app, entities) == entities


async def test_look_ups_go_side_by_side_within_their_bound(app: Ocean, port: PortClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch of a resync is looked up in one round trip: every look-up answers only when all ten have been asked."""
    ten, asking = asyncio.Barrier(10), 0

    async def search(*_: Any, **__: Any) -> list[Entity]:
        nonlocal asking
        asking += 1
        assert asking <= 10
        await ten.wait()
        asking -= 1
        return []

    monkeypatch.setattr(app.port_client, "search_entities", search)
    async with asyncio.timeout(5):
        assert len(await _changed(app, [_entity(number) for number in range(1000)])) == 1000
