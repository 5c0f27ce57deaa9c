"""The form model: what an action's JSON becomes, by value."""

from typing import Any

from sandbox.page.datasets import EVERYTHING
from sandbox.page.entries import Widget
from sandbox.page.fields import Field, Option, Source
from sandbox.page.forms import Form, Setting, Typed, action_form, entity_form, values_of, with_problem
from sandbox.page.people import People, people_of
from tests.sandbox.page.company import BLUEPRINTS, REGISTER, REQUEST

PEOPLE = people_of([{"id": "1", "email": "alice@example.com", "firstName": "Alice", "lastName": "Archer", "roles": [{"name": "Member"}]}])
BUCKET: dict[str, Any] = {"identifier": "arn:aws:s3:::invoices", "blueprint": "aws_resource", "properties": {"resource_type": "S3"}}


def form_of(inputs: dict[str, Any], typed: Typed | None = None, people: People = PEOPLE, **more: Any) -> Form:
    action = {"identifier": "act", "trigger": {"userInputs": {"properties": inputs} | more}}
    return action_form(action, Setting(people, {"email": "alice@example.com"}, BUCKET), typed)


def only(form: Form) -> Field:
    (field,) = form.fields
    return field


def test_the_fields_come_in_the_actions_order_and_the_others_after_them() -> None:
    form = action_form(REQUEST, Setting(PEOPLE, entity=BUCKET))
    assert [field.name for field in form.fields] == ["permissions", "duration", "reason", "until"]


def test_every_sort_of_input_has_its_control() -> None:
    schemas: dict[str, tuple[dict[str, Any], Widget]] = {
        "text": ({"type": "string"}, Widget.TEXT),
        "long": ({"type": "string", "format": "multi-line"}, Widget.LONG_TEXT),
        "yaml": ({"type": "string", "format": "yaml"}, Widget.LONG_TEXT),
        "number": ({"type": "number"}, Widget.NUMBER),
        "flag": ({"type": "boolean"}, Widget.CHECK),
        "moment": ({"type": "string", "format": "date-time"}, Widget.MOMENT),
        "object": ({"type": "object"}, Widget.JSON),
        "enum": ({"type": "string", "enum": ["a"]}, Widget.CHOICE),
        "levels": ({"type": "number", "enum": [1, 2]}, Widget.CHOICE),
        "user": ({"type": "string", "format": "user"}, Widget.CHOICE),
        "entity": ({"type": "string", "format": "entity", "blueprint": "aws_resource"}, Widget.CHOICE),
        "entities": ({"type": "array", "items": {"type": "string", "format": "entity", "blueprint": "aws_resource"}}, Widget.CHOICES),
        "enums": ({"type": "array", "items": {"type": "string", "enum": ["a"]}}, Widget.CHOICES),
        "strings": ({"type": "array", "items": {"type": "string"}}, Widget.LINES),
        "objects": ({"type": "array", "items": {"type": "object"}}, Widget.JSON),
    }
    form = form_of({name: schema for name, (schema, _) in schemas.items()})
    assert {field.name: field.widget for field in form.fields} == {name: widget for name, (_, widget) in schemas.items()}


def test_an_entity_input_knows_which_entities_to_offer() -> None:
    field = next(field for field in action_form(REQUEST, Setting(PEOPLE, entity=BUCKET)).fields if field.name == "permissions")
    rule = {"property": "resource_type", "operator": "=", "value": "S3"}
    assert field.source == Source("iam_permissions", {"combinator": "and", "rules": [rule]})


def test_an_entity_input_without_a_dataset_offers_all() -> None:
    assert only(form_of({"one": {"type": "string", "format": "entity", "blueprint": "aws_resource"}})).source == Source(
        "aws_resource", EVERYTHING
    )


def test_people_are_the_options_of_a_user_input() -> None:
    assert only(form_of({"who": {"type": "string", "format": "user"}})).options == (
        Option("alice@example.com", "Alice Archer", "alice@example.com"),
    )


def test_a_default_is_entered_already_also_where_jq_computes_it() -> None:
    form = form_of(
        {"kind": {"type": "string", "default": {"jqQuery": ".entity.properties.resource_type"}}, "days": {"type": "number", "default": 3}}
    )
    assert [field.entered for field in form.fields] == [("S3",), ("3",)]
    assert values_of(form) == {"kind": "S3", "days": 3}


def test_what_was_typed_wins_over_the_default_even_where_it_is_nothing() -> None:
    form = form_of({"kind": {"type": "string", "default": "S3"}}, {"kind": ("",)})
    assert only(form).text == ""
    assert values_of(form) == {}


def test_an_enum_may_be_computed() -> None:
    field = only(form_of({"size": {"type": "string", "enum": {"jqQuery": '[.user.email, "b"]'}}}))
    assert [option.value for option in field.options] == ["alice@example.com", "b"]


def test_fields_are_visible_and_required_as_the_form_so_far_says() -> None:
    empty = action_form(REGISTER, Setting(PEOPLE))
    bucket = action_form(REGISTER, Setting(PEOPLE), {"kind": ("S3",)})
    assert [(field.name, field.required) for field in empty.fields] == [("kind", True)]
    assert [(field.name, field.required) for field in bucket.fields] == [("kind", True), ("bucket", True)]


def test_a_form_is_reactive_where_fields_depend_on_each_other() -> None:
    assert action_form(REGISTER, Setting(PEOPLE)).is_reactive
    assert not action_form(REQUEST, Setting(PEOPLE, entity=BUCKET)).is_reactive


def test_a_broken_query_empties_its_field_and_not_the_page() -> None:
    field = only(form_of({"size": {"type": "string", "enum": {"jqQuery": ".form.nothing | keys"}, "default": {"jqQuery": "((("}}}))
    assert (field.options, field.entered) == ((), ())


def test_what_cannot_be_read_is_said_at_its_field_and_kept() -> None:
    form = form_of({"days": {"type": "number"}, "extra": {"type": "object"}}, {"days": ("soon",), "extra": ("{",)})
    assert form.has_problem
    assert [field.problem for field in form.fields] == [
        "soon is not a number.",
        "This is not JSON: Expecting property name enclosed in double quotes in line 1.",
    ]
    assert [field.text for field in form.fields] == ["soon", "{"]


def test_ports_refusal_is_said_at_the_field_it_names() -> None:
    form = form_of({"reason": {"type": "string"}, "reason_code": {"type": "string"}})
    length = with_problem(form, "body/properties/reason must NOT have fewer than 3 characters")
    missing = with_problem(form, 'body/properties must have required property "reason_code"')
    other = with_problem(form, "The condition of action is not met")
    assert [field.problem for field in length.fields] == ["Must NOT have fewer than 3 characters.", ""]
    assert [field.problem for field in missing.fields] == ["", "This is required."]
    assert not other.has_problem


def test_editing_an_entity_starts_from_what_it_holds() -> None:
    entity = {
        "blueprint": "provisioned_permissions",
        "properties": {"uses": 2, "expiry_time": "2099-01-01T02:00:00+02:00", "iam_policy": {"a": 1}},
    }
    form = entity_form(BLUEPRINTS[2], entity, PEOPLE)
    held = {field.name: field.text for field in form.fields if field.entered}
    assert held == {"uses": "2", "expiry_time": "2099-01-01T00:00:00", "iam_policy": '{\n  "a": 1\n}'}
    assert [field.name for field in form.fields if field.is_timer] == ["expiry_time"]
