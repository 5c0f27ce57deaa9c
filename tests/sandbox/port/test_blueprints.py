"""Blueprints: registered, changed and removed, and refused where Port refuses them."""

from typing import Any

import pytest

from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import BLUEPRINTS, GRANT


def blueprint(**parts: Any) -> dict[str, Any]:
    return {"identifier": "thing", "title": "Thing", "schema": {"properties": {}, "required": []}} | parts


async def test_a_blueprint_is_read_back_as_it_was_written(company: PortClient) -> None:
    held = (await company.ask("GET", "/v1/blueprints/provisioned_permissions"))["blueprint"]
    assert {key: held[key] for key in BLUEPRINTS[2]} == BLUEPRINTS[2]
    assert [one["identifier"] for one in (await company.ask("GET", "/v1/blueprints"))["blueprints"]] == [
        one["identifier"] for one in BLUEPRINTS
    ]


async def test_a_patch_adds_a_property_and_keeps_the_others(company: PortClient) -> None:
    patch = {"schema": {"properties": {"note": {"type": "string"}}}}
    changed = (await company.ask("PATCH", "/v1/blueprints/aws_resource", body=patch))["blueprint"]
    assert list(changed["schema"]["properties"]) == ["resource_type", "tags", "note"]


async def test_a_put_replaces_the_whole_blueprint(company: PortClient) -> None:
    whole = blueprint(identifier="iam_permissions", schema={"properties": {"resource_type": {"type": "string"}}})
    changed = (await company.ask("PUT", "/v1/blueprints/iam_permissions", body=whole))["blueprint"]
    assert (changed["title"], changed["schema"]["properties"]) == ("Thing", {"resource_type": {"type": "string"}})


async def test_an_identifier_is_taken_once(company: PortClient) -> None:
    assert await company.refused(409, "POST", "/v1/blueprints", body=blueprint(identifier="aws_resource"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"identifier": "with space"},
        {"identifier": "x" * 101},
        {"title": ""},
        {"description": "x" * 201},
        {"title": None},
        {"schema": {"properties": {"p": {"type": "text"}}}},
        {"schema": {"properties": {"p": {"type": "string", "format": "colour"}}}},
        {"schema": {"properties": {"p q": {"type": "string"}}}},
        {"schema": {"properties": {"p": {"type": "string", "enum": ["a"], "enumColors": {"a": "ultraviolet"}}}}},
        {"schema": {"properties": {}, "required": ["ghost"]}},
        {"schema": {"properties": {}, "surprise": 1}},
        {"mirrorProperties": {"m": {"path": "ghost.title"}}},
        {"calculationProperties": {"c": {"type": "string"}}},
        {
            "aggregationProperties": {
                "a": {"title": "A", "target": "thing", "calculationSpec": {"func": "guess", "calculationBy": "entities"}}
            }
        },
    ],
)
async def test_a_malformed_blueprint_is_refused(port: PortClient, wrong: dict[str, Any]) -> None:
    assert await port.refused(422, "POST", "/v1/blueprints", body=blueprint(**wrong))
    assert (await port.ask("GET", "/v1/blueprints"))["blueprints"] == []


async def test_a_relation_needs_its_target(port: PortClient) -> None:
    related = blueprint(relations={"other": {"target": "ghost", "required": False, "many": False}})
    assert "ghost" in await port.refused(404, "POST", "/v1/blueprints", body=related)


async def test_an_aggregation_needs_its_target(port: PortClient) -> None:
    count = {"title": "Ghosts", "target": "ghost", "calculationSpec": {"func": "count", "calculationBy": "entities"}}
    assert "ghost" in await port.refused(404, "POST", "/v1/blueprints", body=blueprint(aggregationProperties={"ghosts": count}))


async def test_a_property_keeps_its_type(company: PortClient) -> None:
    patch = {"schema": {"properties": {"resource_type": {"type": "number"}}}}
    assert "type" in await company.refused(422, "PATCH", "/v1/blueprints/aws_resource", body=patch)


async def test_a_blueprint_with_entities_cannot_be_deleted(company: PortClient) -> None:
    path = "/v1/blueprints/provisioned_permissions"
    assert await company.refused(422, "DELETE", path)
    await company.ask("DELETE", f"{path}/entities/{GRANT}", {"delete_dependents": "false"})
    await company.ask("DELETE", path)
    assert await company.refused(404, "GET", path)


async def test_a_blueprint_that_others_relate_to_cannot_be_deleted(company: PortClient) -> None:
    await company.ask("DELETE", "/v1/blueprints/provisioned_permissions/all-entities")
    await company.ask("DELETE", "/v1/blueprints/aws_resource/all-entities")
    assert "provisioned_permissions" in await company.refused(422, "DELETE", "/v1/blueprints/aws_resource")


async def test_all_entities_can_be_deleted_with_their_blueprint(company: PortClient) -> None:
    await company.ask("DELETE", "/v1/blueprints/provisioned_permissions/all-entities", {"delete_blueprint": "true"})
    assert await company.refused(404, "GET", "/v1/blueprints/provisioned_permissions")


async def test_permissions_of_a_blueprint_are_kept(company: PortClient) -> None:
    path = "/v1/blueprints/aws_resource/permissions"
    await company.ask("PATCH", path, body={"entities": {"register": {"roles": ["Admin"]}}})
    assert (await company.ask("GET", path))["permissions"]["entities"]["register"]["roles"] == ["Admin"]
