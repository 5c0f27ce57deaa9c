"""Entities deleted: alone, with their dependents, many at once, and all."""

from tests.sandbox.port.bodies import BUCKETS, GRANTS
from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import BUCKET, GRANT, OTHER_BUCKET


async def test_an_entity_with_dependents_is_not_deleted_alone(company: PortClient) -> None:
    assert GRANT in await company.refused(422, "DELETE", f"{BUCKETS}/{BUCKET}", {"delete_dependents": "false"})
    await company.ask("GET", f"{BUCKETS}/{BUCKET}")


async def test_dependents_go_with_the_entity_when_asked_for(company: PortClient) -> None:
    await company.ask("DELETE", f"{BUCKETS}/{BUCKET}", {"delete_dependents": "true"})
    assert await company.refused(404, "GET", f"{GRANTS}/{GRANT}")


async def test_a_bulk_delete_deletes_all_or_nothing(company: PortClient) -> None:
    path = "/v1/blueprints/aws_resource/bulk/entities/delete"
    both = {"entities": [OTHER_BUCKET, BUCKET]}
    assert await company.refused(422, "POST", path, {"delete_dependents": "false"}, both)
    assert (await company.ask("GET", "/v1/blueprints/aws_resource/entities-count"))["count"] == 2
    assert (await company.ask("POST", path, {"delete_dependents": "true"}, both))["deletedEntities"] == [OTHER_BUCKET, BUCKET]
    assert (await company.ask("GET", "/v1/blueprints/aws_resource/entities-count"))["count"] == 0


async def test_an_entity_named_twice_is_deleted_once(company: PortClient) -> None:
    twice = {"entities": [OTHER_BUCKET, OTHER_BUCKET]}
    await company.ask("POST", "/v1/blueprints/aws_resource/bulk/entities/delete", {"delete_dependents": "false"}, twice)
    assert await company.refused(404, "GET", f"{BUCKETS}/{OTHER_BUCKET}")


async def test_a_wiped_port_keeps_its_blueprints(company: PortClient) -> None:
    await company.call("POST", "/__sandbox/wipe-entities")
    assert (await company.ask("GET", BUCKETS))["entities"] == []
