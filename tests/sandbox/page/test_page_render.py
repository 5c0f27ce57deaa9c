"""How values are shown, by value."""

from typing import Any

import pytest

from sandbox.page.columns import Column, cell, columns_of, few, properties_of
from sandbox.page.render import EMPTY, Kind, Shown, entity_address, show
from tests.sandbox.page.company import BLUEPRINTS

_BY_NAME = {blueprint["identifier"]: blueprint for blueprint in BLUEPRINTS}
GRANTS = _BY_NAME["provisioned_permissions"]


@pytest.mark.parametrize(
    ("value", "schema", "shown"),
    [
        (None, {}, EMPTY),
        ("", {}, EMPTY),
        ([], {}, EMPTY),
        ({}, {}, EMPTY),
        (0, {"type": "number"}, Shown(Kind.NUMBER, "0")),
        (2.50, {"type": "number"}, Shown(Kind.NUMBER, "2.5")),
        (False, {"type": "boolean"}, Shown(Kind.PILL, "no", colour="lightGray")),
        ("S3", {"enum": ["S3"], "enumColors": {"S3": "blue"}}, Shown(Kind.PILL, "S3", colour="blue")),
        ("S3", {"enum": ["S3"]}, Shown(Kind.PILL, "S3", colour="lightGray")),
        ("2099-01-01T00:00:00Z", {"format": "timer"}, Shown(Kind.TIMER, "2099-01-01T00:00:00Z")),
        ("2099-01-01T00:00:00Z", {"format": "date-time"}, Shown(Kind.MOMENT, "2099-01-01T00:00:00Z")),
        ("a@example.com", {"format": "user"}, Shown(Kind.PERSON, "a@example.com")),
        ("https://a.example", {"format": "url"}, Shown(Kind.LINK, "https://a.example", href="https://a.example")),
        ("arn:aws:s3:::b", {}, Shown(Kind.CODE, "arn:aws:s3:::b")),
        ({"Key": "team", "Value": "web"}, {}, Shown(Kind.TAG, "team: web")),
        ({"url": "https://a.example", "displayText": "A"}, {}, Shown(Kind.LINK, "A", href="https://a.example")),
        ({"a": 1}, {"type": "object"}, Shown(Kind.JSON, '{\n  "a": 1\n}')),
    ],
)
def test_a_value_is_shown_as_its_schema_wants(value: Any, schema: dict[str, Any], shown: Shown) -> None:
    assert show(value, schema) == shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://a.example"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert show(url, {"format": "url"}) == Shown(Kind.TEXT, url)


def test_a_list_is_its_elements_and_reads_as_their_texts() -> None:
    shown = show([{"key": "a", "value": 1}, {"key": "b", "value": 2}], {"type": "array", "items": {"type": "object"}})
    assert shown == Shown(Kind.LIST, "a: 1, b: 2", parts=(Shown(Kind.TAG, "a: 1"), Shown(Kind.TAG, "b: 2")))


def test_an_address_escapes_what_a_browser_would_resolve() -> None:
    assert entity_address("b", "x/../../y?z#") == "/entities/b/x%2F..%2F..%2Fy%3Fz%23"


def test_a_mirror_property_is_drawn_as_the_property_it_mirrors() -> None:
    kind = next(each for each in properties_of(GRANTS, _BY_NAME) if each.name == "resource_type")
    assert (kind.title, kind.schema["enumColors"]["S3"]) == ("Kind", "blue")


def test_few_columns_begin_with_what_is_read_at_a_glance() -> None:
    names = [column.name for column in few(columns_of(GRANTS, _BY_NAME))]
    assert names[:3] == ["title", "properties.requester", "properties.expiry_time"]
    assert names[3:6] == ["properties.resource_type", "relations.permissions", "relations.aws_resource"]
    assert "properties.iam_policy" not in names


def test_all_columns_have_the_identifier_and_the_json_too() -> None:
    names = {column.name for column in columns_of(GRANTS, _BY_NAME)}
    assert {"identifier", "updatedAt", "properties.iam_policy", "properties.uses"} <= names


def test_relations_are_links_with_titles() -> None:
    entity = {"relations": {"permissions": [{"identifier": "s3:PutObject", "title": "Put"}], "aws_resource": None}}
    many = cell(entity, Column("relations.permissions", "Permissions", {}, "iam_permissions"))
    one = cell(entity, Column("relations.aws_resource", "AWS Resource", {}, "aws_resource"))
    assert many.parts == (Shown(Kind.ENTITY, "Put", href="/entities/iam_permissions/s3:PutObject"),)
    assert one == EMPTY
