"""Searching: every operator, combined, over properties, meta-properties and relations."""

from typing import Any

import pytest

from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import BUCKET, GRANT, OTHER_BUCKET

BOTH = [BUCKET, OTHER_BUCKET]


def query(*rules: dict[str, Any], combinator: str = "and") -> dict[str, Any]:
    return {"combinator": combinator, "rules": list(rules)}


def rule(name: str, operator: str, *value: Any) -> dict[str, Any]:
    return {"property": name, "operator": operator} | ({"value": value[0]} if value else {})


async def found(company: PortClient, blueprint: str, *rules: dict[str, Any], combinator: str = "and") -> list[str]:
    answer = await company.ask("POST", f"/v1/blueprints/{blueprint}/entities/search", body={"query": query(*rules, combinator=combinator)})
    return [entity["identifier"] for entity in answer["entities"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (rule("$title", "=", "invoices"), [BUCKET]),
        (rule("$title", "!=", "invoices"), [OTHER_BUCKET]),
        (rule("$title", "in", ["invoices", "x"]), [BUCKET]),
        (rule("$title", "notIn", ["invoices", "x"]), [OTHER_BUCKET]),
        (rule("$title", "contains", "oice"), [BUCKET]),
        (rule("$title", "doesNotContains", "oice"), [OTHER_BUCKET]),
        (rule("$title", "containsAny", ["hot", "x"]), [OTHER_BUCKET]),
        (rule("$title", "beginsWith", "inv"), [BUCKET]),
        (rule("$title", "doesNotBeginsWith", "inv"), [OTHER_BUCKET]),
        (rule("$title", "endsWith", "tos"), [OTHER_BUCKET]),
        (rule("$title", "doesNotEndsWith", "tos"), [BUCKET]),
        (rule("tags", "isEmpty"), [OTHER_BUCKET]),
        (rule("tags", "isNotEmpty"), [BUCKET]),
        (rule("$identifier", "=", BUCKET), [BUCKET]),
        (rule("$blueprint", "=", "aws_resource"), BOTH),
        (rule("$datasource", "contains", "httpx"), BOTH),
        (rule("$createdAt", ">", "2020-01-01T00:00:00Z"), BOTH),
        (rule("$updatedAt", "<", "2020-01-01T00:00:00Z"), []),
        (rule("$createdAt", "between", {"preset": "lastDay"}), BOTH),
        (rule("$createdAt", "between", {"preset": "today"}), BOTH),
        (rule("$createdAt", "between", {"preset": "tomorrow"}), []),
        (rule("$createdAt", "notBetween", {"from": "2020-01-01T00:00:00Z", "to": "2021-01-01T00:00:00Z"}), BOTH),
        (rule("$icon", "isEmpty"), BOTH),
        (rule("$team", "isEmpty"), BOTH),
        ({"operator": "relatedTo", "blueprint": "provisioned_permissions", "value": GRANT}, [BUCKET]),
        ({"operator": "relatedTo", "blueprint": "iam_permissions", "value": "s3:PutObject"}, []),
        ({"propertySchema": {"type": "string"}, "operator": "=", "value": "S3"}, BOTH),
    ],
)
async def test_each_operator_finds_what_it_says(company: PortClient, asked: dict[str, Any], expected: list[str]) -> None:
    assert await found(company, "aws_resource", asked) == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [(">", 1, []), (">=", 1, [GRANT]), ("<", 1.5, [GRANT]), ("<=", 0, []), ("=", 1, [GRANT]), (">", "1", [])],
)
async def test_numbers_are_compared_as_numbers(company: PortClient, operator: str, value: Any, expected: list[str]) -> None:
    await company.ask("PATCH", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}", body={"properties": {"count": 1}})
    response = await company.call("POST", "/v1/entities/search", body=query(rule("count", operator, value)))
    assert [entity["identifier"] for entity in response.json()["entities"]] == expected


async def test_an_absent_number_is_never_greater_or_less(company: PortClient) -> None:
    assert await found(company, "provisioned_permissions", rule("count", "<", 100)) == []


async def test_relations_are_followed_in_one_direction_only_when_asked(company: PortClient) -> None:
    related = {"operator": "relatedTo", "blueprint": "aws_resource", "value": BUCKET}
    assert await found(company, "provisioned_permissions", related) == [GRANT]
    assert await found(company, "provisioned_permissions", related | {"direction": "downstream"}) == []


async def test_combinators_nest(company: PortClient) -> None:
    either = query(rule("$title", "=", "invoices"), rule("$title", "=", "photos"), combinator="or")
    assert await found(company, "aws_resource", either, rule("tags", "isEmpty")) == [OTHER_BUCKET]


async def test_computed_properties_can_be_asked_for(company: PortClient) -> None:
    assert await found(company, "provisioned_permissions", rule("resource_type", "=", "S3")) == [GRANT]


async def test_timers_are_expired_or_not(company: PortClient) -> None:
    assert await found(company, "provisioned_permissions", rule("expiry_time", "isNotExpired")) == [GRANT]
    assert await found(company, "provisioned_permissions", rule("expiry_time", "isExpired")) == []


async def test_the_asking_person_can_stand_in_a_rule(company: PortClient) -> None:
    mine = query(rule("requester", "=", {"property": "email", "context": "user"}))
    answers = [
        (await company.call("POST", "/v1/entities/search", {"run_as": f"{name}@example.com"}, mine)).json()["entities"]
        for name in ("alice", "bob")
    ]
    assert [len(entities) for entities in answers] == [1, 0]


async def test_the_search_of_ocean_is_understood(company: PortClient) -> None:
    """Ocean asks this before it upserts a batch of more than ten entities."""
    asked = query(
        rule("$identifier", "in", BOTH),
        rule("$blueprint", "=", "aws_resource"),
        rule("$datasource", "contains", "httpx"),
    )
    include: dict[str, str | list[str]] = {
        "include": ["blueprint", "identifier", "title", "properties.tags"],
        "exclude_calculated_properties": "true",
    }
    response = await company.call("POST", "/v1/entities/search", include, asked)
    assert response.json()["entities"][1] == {
        "blueprint": "aws_resource",
        "identifier": OTHER_BUCKET,
        "title": "photos",
        "properties": {"tags": None},
    }


async def test_a_blueprint_is_searched_page_by_page(company: PortClient) -> None:
    path = "/v1/blueprints/aws_resource/entities/search"
    body: dict[str, Any] = {"query": query(rule("$title", "isNotEmpty")), "limit": 1, "include": ["$identifier"]}
    first = (await company.call("POST", path, body=body)).json()
    second = (await company.call("POST", path, body=body | {"from": first["next"]})).json()
    assert [first["entities"], second["entities"]] == [[{"identifier": BUCKET}], [{"identifier": OTHER_BUCKET}]]
    assert "next" not in second


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"combinator": "xor", "rules": []},
        {"combinator": "and"},
        {"combinator": "and", "rules": [], "surprise": 1},
        query({"property": "$title", "operator": "resembles", "value": "x"}),
        query({"property": "$title", "operator": "="}),
        query({"operator": "=", "value": "x"}),
        query({"property": "$title", "operator": "=", "value": "x", "surprise": 1}),
        query({"property": "tags", "operator": "isEmpty", "value": 1}),
        query({"operator": "relatedTo", "value": "x"}),
        query("text"),  # type: ignore[arg-type]
    ],
)
async def test_a_malformed_query_is_refused(company: PortClient, wrong: Any) -> None:
    assert await company.refused(422, "POST", "/v1/entities/search", body=wrong)
