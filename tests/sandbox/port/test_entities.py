"""Entities: written whole, merged, in bulk and patched, and refused where Port refuses them."""

from typing import Any

import pytest

from tests.sandbox.port.bodies import BUCKETS, GRANTS, MERGE, UPSERT, bucket, where
from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import BUCKET, GRANT


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


async def test_a_write_in_the_event_of_an_action_run_is_refused(company: PortClient) -> None:
    query = UPSERT | {"ocean_info_event_type": "action_run"}
    assert "action_run" in await company.refused(422, "POST", BUCKETS, query, bucket())
    await company.ask("POST", BUCKETS, UPSERT | {"ocean_info_event_type": "http_request"}, bucket())
