"""Entities: written whole, merged, in bulk, patched and deleted, and refused where Port refuses them."""

from typing import Any

import pytest

from tests.sandbox.port.client import EXPORTER, PortClient
from tests.sandbox.port.company import BUCKET, GRANT, OTHER_BUCKET

GRANTS = "/v1/blueprints/provisioned_permissions/entities"
BUCKETS = "/v1/blueprints/aws_resource/entities"
UPSERT = {"upsert": "true"}
MERGE = {"upsert": "true", "merge": "true"}


def bucket(**parts: Any) -> dict[str, Any]:
    return {"identifier": "arn:aws:s3:::new", "properties": {"resource_type": "S3"}} | parts


async def test_an_entity_without_a_title_is_called_by_its_identifier(company: PortClient) -> None:
    entity = (await company.ask("POST", BUCKETS, {"upsert": "false"}, bucket()))["entity"]
    assert (entity["title"], entity["blueprint"], entity["relations"]) == ("arn:aws:s3:::new", "aws_resource", {})


async def test_an_entity_without_an_identifier_gets_one(company: PortClient) -> None:
    entity = (await company.ask("POST", BUCKETS, UPSERT, {"properties": {"resource_type": "S3"}}))["entity"]
    assert entity["identifier"]


async def test_without_upsert_an_entity_is_created_once(company: PortClient) -> None:
    assert await company.refused(409, "POST", BUCKETS, {"upsert": "false"}, bucket(identifier=BUCKET))


async def test_upsert_alone_forgets_what_the_body_does_not_name(company: PortClient) -> None:
    entity = (await company.ask("POST", BUCKETS, UPSERT, bucket(identifier=BUCKET)))["entity"]
    assert entity["properties"] == {"resource_type": "S3"}


async def test_merge_keeps_what_the_body_does_not_name(company: PortClient) -> None:
    entity = (await company.ask("POST", BUCKETS, MERGE, bucket(identifier=BUCKET, title="renamed")))["entity"]
    assert (entity["title"], entity["properties"]) == ("renamed", {"resource_type": "S3", "tags": [{"Key": "team"}]})


async def test_a_null_property_is_kept_as_null(company: PortClient) -> None:
    entity = (await company.ask("POST", BUCKETS, MERGE, bucket(identifier=BUCKET, properties={"tags": None})))["entity"]
    assert entity["properties"] == {"resource_type": "S3", "tags": None}


async def test_validation_only_writes_nothing(company: PortClient) -> None:
    await company.ask("POST", BUCKETS, UPSERT | {"validation_only": "true"}, bucket())
    assert await company.refused(404, "GET", f"{BUCKETS}/arn:aws:s3:::new")


@pytest.mark.parametrize("identifier", ["s3:*", "with space", "a#b", "..", "", "x" * 1001, 7])
async def test_an_identifier_outside_the_pattern_is_refused(company: PortClient, identifier: Any) -> None:
    assert await company.refused(422, "POST", BUCKETS, UPSERT, bucket(identifier=identifier))


@pytest.mark.parametrize("identifier", ["é/ü\\ß=", "x" * 1000, "arn:aws:iam::123456789012:role/port/a_b@c+d.e-f"])
async def test_an_identifier_inside_the_pattern_is_read_back(company: PortClient, identifier: str) -> None:
    await company.ask("POST", BUCKETS, UPSERT, bucket(identifier=identifier))
    held = await company.ask("POST", "/v1/entities/search", body=where("$identifier", "=", identifier))
    assert [entity["identifier"] for entity in held["entities"]] == [identifier]


@pytest.mark.parametrize(
    "wrong",
    [
        {"properties": {}},
        {"properties": {"resource_type": None}},
        {"properties": {"resource_type": "S4"}},
        {"properties": {"resource_type": 3}},
        {"properties": {"resource_type": "S3", "tags": ["text"]}},
        {"properties": {"resource_type": "S3", "unknown": 1}},
        {"relations": {"unknown": "x"}},
        {"title": None},
        {"title": 5},
    ],
)
async def test_an_entity_that_does_not_fit_its_blueprint_is_refused(company: PortClient, wrong: dict[str, Any]) -> None:
    assert await company.refused(422, "POST", BUCKETS, UPSERT, bucket(**wrong))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requester", "alice"),
        ("sign_in_url", "signin.aws.amazon.com"),
        ("expiry_time", "tomorrow"),
        ("expiry_time", "2030-01-01T00:00:00"),
        ("expiry_time", "2030-13-01T00:00:00Z"),
        ("count", "3"),
        ("count", True),
        ("resource_type", "S3"),
    ],
)
async def test_a_value_outside_its_format_is_refused(company: PortClient, name: str, value: Any) -> None:
    assert name in await company.refused(422, "PATCH", f"{GRANTS}/{GRANT}", body={"properties": {name: value}})


async def test_a_timer_may_lie_in_the_past(company: PortClient) -> None:
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"properties": {"expiry_time": "2001-01-01T00:00:00+02:00"}})


async def test_a_relation_to_a_missing_entity_is_a_404(company: PortClient) -> None:
    body = {"relations": {"aws_resource": "arn:aws:s3:::ghost"}}
    assert "arn:aws:s3:::ghost" in await company.refused(404, "PATCH", f"{GRANTS}/{GRANT}", body=body)


async def test_missing_related_entities_are_created_when_asked_for(company: PortClient) -> None:
    body = {"relations": {"aws_resource": "arn:aws:s3:::ghost"}}
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", {"create_missing_related_entities": "true"}, body)
    assert (await company.ask("GET", f"{BUCKETS}/arn:aws:s3:::ghost"))["entity"]["title"] == "arn:aws:s3:::ghost"


@pytest.mark.parametrize("relations", [{"aws_resource": [BUCKET]}, {"permissions": "s3:PutObject"}])
async def test_a_single_relation_is_no_list_and_a_many_relation_is_one(company: PortClient, relations: dict[str, Any]) -> None:
    assert await company.refused(422, "PATCH", f"{GRANTS}/{GRANT}", body={"relations": relations})


async def test_a_relation_may_be_a_search(company: PortClient) -> None:
    body = {"relations": {"permissions": where("$title", "=", "Get"), "aws_resource": where("$title", "=", "photos")}}
    entity = (await company.ask("PATCH", f"{GRANTS}/{GRANT}", body=body))["entity"]
    assert entity["relations"] == {"permissions": ["s3:GetObject"], "aws_resource": OTHER_BUCKET}


async def test_a_patch_takes_the_title_away(company: PortClient) -> None:
    assert (await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"title": None}))["entity"]["title"] == GRANT


async def test_a_put_leaves_nothing_of_what_was(company: PortClient) -> None:
    entity = (await company.ask("PUT", f"{GRANTS}/{GRANT}", body={"properties": {"count": 1}}))["entity"]
    assert (entity["properties"], entity["relations"], entity["title"]) == ({"count": 1}, {}, GRANT)


async def test_a_bulk_write_says_of_each_entity_how_it_went(company: PortClient) -> None:
    entities = [bucket(), bucket(identifier=BUCKET), bucket(identifier="arn:aws:s3:::bad", properties={})]
    answer = await company.ask("POST", f"{BUCKETS}/bulk", MERGE, {"entities": entities})
    assert answer["entities"] == [
        {"identifier": "arn:aws:s3:::new", "index": 0, "created": True},
        {"identifier": BUCKET, "index": 1, "created": False},
    ]
    assert [(error["identifier"], error["index"], error["statusCode"]) for error in answer["errors"]] == [("arn:aws:s3:::bad", 2, 422)]


async def test_a_bulk_write_with_an_error_answers_207(company: PortClient) -> None:
    missing = {"identifier": "g", "relations": {"aws_resource": "arn:aws:s3:::ghost"}}
    response = await company.call("POST", f"{GRANTS}/bulk", UPSERT, {"entities": [missing]})
    assert (response.status_code, response.json()["errors"][0]["error"]) == (207, "not_found")


async def test_a_bulk_write_takes_twenty_entities(company: PortClient) -> None:
    many = [bucket(identifier=f"arn:aws:s3:::{number}") for number in range(21)]
    assert await company.refused(422, "POST", f"{BUCKETS}/bulk", UPSERT, {"entities": many})
    assert len((await company.ask("POST", f"{BUCKETS}/bulk", UPSERT, {"entities": many[:20]}))["entities"]) == 20


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


async def test_a_write_in_the_event_of_an_action_run_is_refused(company: PortClient) -> None:
    query = UPSERT | {"ocean_info_event_type": "action_run"}
    assert "action_run" in await company.refused(422, "POST", BUCKETS, query, bucket())
    await company.ask("POST", BUCKETS, UPSERT | {"ocean_info_event_type": "http_request"}, bucket())


async def test_mirror_and_calculation_properties_are_computed_when_read(company: PortClient) -> None:
    properties = (await company.ask("GET", f"{GRANTS}/{GRANT}"))["entity"]["properties"]
    assert (properties["resource_type"], properties["label"]) == ("S3", "Permission for alice@example.com")
    plain = (await company.ask("GET", f"{GRANTS}/{GRANT}", {"exclude_calculated_properties": "true"}))["entity"]["properties"]
    assert plain.keys() == {"requester", "expiry_time"}


async def test_an_aggregation_counts_the_related_entities(company: PortClient) -> None:
    count = {"title": "Grants", "target": "provisioned_permissions", "calculationSpec": {"func": "count", "calculationBy": "entities"}}
    named = count | {"query": where("requester", "=", "bob@example.com")}
    await company.ask("PATCH", "/v1/blueprints/aws_resource", body={"aggregationProperties": {"grants": count, "of_bob": named}})
    properties = (await company.ask("GET", f"{BUCKETS}/{BUCKET}"))["entity"]["properties"]
    assert (properties["grants"], properties["of_bob"]) == (1, 0)


async def test_an_aggregation_follows_the_path_it_names(company: PortClient) -> None:
    count = {"title": "Grants", "target": "provisioned_permissions", "calculationSpec": {"func": "count", "calculationBy": "entities"}}
    paths = {name: count | {"pathFilter": [{"fromBlueprint": "provisioned_permissions", "path": [name]}]} for name in ("used_on", "owns")}
    relations = {name: {"target": "aws_resource", "many": False, "required": False} for name in paths}
    await company.ask("PATCH", "/v1/blueprints/provisioned_permissions", body={"relations": relations})
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"relations": {"used_on": BUCKET}})
    await company.ask("PATCH", "/v1/blueprints/aws_resource", body={"aggregationProperties": paths})
    properties = (await company.ask("GET", f"{BUCKETS}/{BUCKET}"))["entity"]["properties"]
    assert (properties["used_on"], properties["owns"]) == (1, 0)


async def test_include_and_exclude_cut_the_answer(company: PortClient) -> None:
    query: dict[str, str | list[str]] = {"include": ["identifier", "properties.resource_type"]}
    response = await company.call("GET", f"{BUCKETS}/{BUCKET}", query)
    assert response.json()["entity"] == {"identifier": BUCKET, "properties": {"resource_type": "S3"}}
    whole = (await company.ask("GET", f"{BUCKETS}/{BUCKET}", {"exclude": ["title", "properties.tags"]}))["entity"]
    assert ("title" in whole, whole["properties"]) == (False, {"resource_type": "S3"})


async def test_titles_can_be_attached_to_relations(company: PortClient) -> None:
    response = await company.call("GET", f"{GRANTS}/{GRANT}", {"attach_title_to_relation": "true"})
    assert response.json()["entity"]["relations"]["aws_resource"] == {"identifier": BUCKET, "title": "invoices"}


async def test_a_hand_made_change_keeps_the_entity_with_its_integration(company: PortClient) -> None:
    await company.ask("POST", BUCKETS, UPSERT, bucket(), EXPORTER)
    await company.ask("PATCH", f"{BUCKETS}/arn:aws:s3:::new", {"run_as": "bob@example.com"}, {"title": "by hand"})
    ours = {"datasource_prefix": "port-ocean/aws-iam-permissions/", "datasource_suffix": "/ours/exporter", "limit": 5000}
    owned = await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=ours)
    assert owned["entities"] == [{"identifier": "arn:aws:s3:::new", "blueprint": "aws_resource"}]
    touched_since = ours | {"before": "2020-01-01T00:00:00+00:00"}
    assert (await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=touched_since))["entities"] == []


async def test_owned_entities_are_told_page_by_page(company: PortClient) -> None:
    await company.ask("POST", f"{BUCKETS}/bulk", UPSERT, {"entities": [bucket(), bucket(identifier=BUCKET)]}, EXPORTER)
    ours = {"datasource_prefix": "port-ocean/", "datasource_suffix": "/ours/exporter", "limit": 1}
    first = await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=ours)
    second = await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=ours | {"from": first["next"]})
    assert [page["entities"][0]["identifier"] for page in (first, second)] == [BUCKET, "arn:aws:s3:::new"]
    assert second["next"] is None


async def test_a_wiped_port_keeps_its_blueprints(company: PortClient) -> None:
    await company.call("POST", "/__sandbox/wipe-entities")
    assert (await company.ask("GET", BUCKETS))["entities"] == []


def where(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"combinator": "and", "rules": [{"property": name, "operator": operator, "value": value}]}
