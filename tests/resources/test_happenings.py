"""Which calls are about which resources and grants: one of each kind as CloudTrail writes it, and what must not be taken for one."""

import json
from typing import Any

import jmespath
import pytest

from integration.domain.api_call import ApiCall
from integration.domain.arn import Arn
from integration.resources.happenings import calls, ends, grants_in, resources_in
from integration.resources.menu import MENU
from integration.resources.row import Row
from tests.envelopes import TOLD, Json, Told, envelope, iam_envelope

_GRANT = "Permission-r_0123456789abcdef"
_POLICY = f"arn:aws:iam::123456789012:policy/port/{_GRANT}"


def _call(whole: Json) -> ApiCall:
    call = ApiCall.parse(whole)
    assert call
    return call


def _resources(whole: Json) -> list[str]:
    return [str(arn) for arn in resources_in(_call(whole), "aws")]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: f"{told.service}-{told.name}")
def test_a_call_is_about_the_resource_that_it_names(told: Told) -> None:
    assert _resources(told.envelope()) == [told.arn]
    assert grants_in(_call(told.envelope())) == []


def test_there_is_a_sample_for_every_row() -> None:
    assert all(any(row.type.covers(arn) for told in TOLD for arn in resources_in(_call(told.envelope()), "aws")) for row in MENU)


@pytest.mark.parametrize("row", MENU, ids=lambda row: row.type.name)
def test_what_a_row_says_of_its_events_can_be_read(row: Row) -> None:
    for path in row.events.told:
        jmespath.compile(path)
    assert set(row.events.ends.split()) <= row.events.names()
    made = row.events.arn.format(partition="aws", region="eu-west-1", account="123456789012", id="some-a1b2c3")
    assert row.type.covers(Arn.parse(made))


def test_one_call_may_be_about_several_resources() -> None:
    items = [{"resourceId": one} for one in ("i-1", "vol-2", "i-3", "subnet-4")]
    found = _resources(envelope("ec2", "CreateTags", {"resourcesSet": {"items": items}}))
    assert [arn.rpartition(":")[2] for arn in found] == ["instance/i-1", "instance/i-3", "volume/vol-2"]


@pytest.mark.parametrize(
    ("service", "name", "request_", "why"),
    [
        ("s3", "ListBuckets", {"bucketName": "reports"}, "a call that changes nothing"),
        ("s3", "PutObject", {"bucketName": "reports", "key": "a"}, "a call that changes nothing that we show"),
        ("s3", "CreateBucket", None, "no parameters"),
        ("s3", "CreateBucket", {"bucketName": ["reports"] * 2 + [{}]}, "twice the same, and what is no text"),
        ("s3", "CreateBucket", {"bucketName": "re*ports"}, "a wildcard"),
        ("s3", "CreateBucket", {"bucketName": "reports/a.csv"}, "not a bucket"),
        ("s3", "TagResource", {"resourceArn": "arn:aws-cn:s3:::reports"}, "another partition"),
        ("dynamodb", "TagResource", {"resourceArn": "arn:aws:dynamodb:eu-west-1:999999999999:table/orders"}, "another account"),
        ("dynamodb", "TagResource", {"resourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders"}, "another region"),
        ("dynamodb", "TagResource", {"resourceArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/by-day"}, "an index"),
        ("rds", "AddTagsToResource", {"resourceName": "arn:aws:rds:eu-west-1:123456789012:cluster:orders"}, "a cluster"),
        ("ssm", "AddTagsToResource", {"resourceType": "Document", "resourceId": "run"}, "a document"),
        ("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": 7}]}}, "not a text"),
        ("ec2", "CreateTags", {"resourcesSet": {"items": [{}]}}, "no id"),
        ("lambda", "DeleteFunction20150331", {"functionName": "bill:3"}, "a version"),
        ("iam", "CreateUser", {"userName": "mary"}, "not a grant"),
    ],
)
def test_a_call_about_nothing_of_ours_is_about_nothing(service: str, name: str, request_: Any, why: str) -> None:
    expected = ["arn:aws:s3:::reports"] if why.startswith("twice") else []
    assert _resources(envelope(service, name, request_)) == expected, why
    assert grants_in(_call(envelope(service, name, request_))) == []


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("CreateRole", {"roleName": _GRANT, "path": "/port/", "assumeRolePolicyDocument": "{}"}),
        ("AttachRolePolicy", {"roleName": _GRANT, "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("PutRolePolicy", {"roleName": _GRANT, "policyName": "more", "policyDocument": "{}"}),
        ("AddRoleToInstanceProfile", {"roleName": _GRANT, "instanceProfileName": "web"}),
        ("CreatePolicy", {"policyName": _GRANT, "path": "/port/", "policyDocument": "{}"}),
        ("CreatePolicyVersion", {"policyArn": _POLICY, "setAsDefault": True}),
        ("DeletePolicy", {"policyArn": _POLICY}),
    ],
)
def test_a_call_of_iam_is_about_the_grant_whose_role_or_policy_it_names(name: str, request_: Json) -> None:
    call = _call(iam_envelope(name, request_))
    assert grants_in(call) == [_GRANT]
    assert resources_in(call, "aws") == []


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("AttachRolePolicy", {"roleName": "deploy", "policyArn": _POLICY}),
        ("DeleteRole", {"roleName": "my-Permission-r_1"}),
        ("GetRole", {"roleName": _GRANT}),
        ("DeleteRole", {}),
        ("DeleteRole", {"roleName": [1]}),
    ],
)
def test_a_role_of_another_name_is_no_grant(name: str, request_: Json) -> None:
    assert grants_in(_call(iam_envelope(name, request_))) == []


@pytest.mark.parametrize(
    ("service", "name", "over"),
    [
        ("s3", "DeleteBucket", True),
        ("s3", "DeleteBucketTagging", False),
        ("ec2", "TerminateInstances", True),
        ("ec2", "DeleteTags", False),
        ("iam", "DeleteRole", True),
        ("iam", "DeleteRolePolicy", False),
        ("iam", "DeleteBucket", False),
    ],
)
def test_only_a_call_that_deletes_the_thing_itself_ends_it(service: str, name: str, over: bool) -> None:
    assert ends(_call(envelope(service, name, {}))) is over


def test_the_calls_are_told_by_the_source_that_a_rule_of_eventbridge_names() -> None:
    named = calls()
    assert named.keys() == {f"aws.{row.type.service}" for row in MENU} | {"aws.iam"}
    assert {"RunInstances", "CreateVolume", "CreateTags"} <= named["aws.ec2"]
    assert {"AttachRolePolicy", "SetDefaultPolicyVersion"} <= named["aws.iam"]
    json.dumps({source: sorted(names) for source, names in named.items()})
