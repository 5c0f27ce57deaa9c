"""An organization that followed the guide by hand: its roles and what its entities say of them stay, until somebody deletes the roles."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.port import Json, Port, entity_path
from tests.e2e.sandbox import TOMAS, Sandbox

_ACCOUNT = "111122223333"
_BUCKET = "arn:aws:s3:::northlight-covers"
_GOING = "northlight-of-the-guide"
_NAME = "Permission-9876543210"
_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": f"{_BUCKET}/*"}],
}
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}, "Action": "sts:AssumeRole"}],
}
_WRITTEN: Json = {
    "iam_policy": _POLICY,
    "requester": TOMAS,
    "sign_in_url": f"https://signin.aws.amazon.com/switchrole?account={_ACCOUNT}&roleName={_NAME}&displayName={_NAME}",
    "role_arn": f"arn:aws:iam::{_ACCOUNT}:role/{_NAME}",
    "policy_arn": f"arn:aws:iam::{_ACCOUNT}:policy/{_NAME}",
}
_RELATED = {"aws_resource": _BUCKET, "permissions": ["s3:GetObject"]}


@pytest.fixture(scope="module")
def of_the_guide(sandbox: Sandbox) -> Iterator[Port]:
    """A Port whose catalog holds an entity of the guide's workflow, and an AWS with the role and the policy; a resync has seen them."""
    iam, port = sandbox.aws.client("iam"), sandbox.port
    iam.create_policy(PolicyName=_NAME, PolicyDocument=json.dumps(_POLICY))
    iam.create_role(RoleName=_NAME, AssumeRolePolicyDocument=json.dumps(_TRUST))
    iam.attach_role_policy(RoleName=_NAME, PolicyArn=_WRITTEN["policy_arn"])
    body = {"identifier": _NAME, "title": _NAME, "properties": _WRITTEN, "relations": _RELATED}
    port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body)
    port.resync()
    yield port
    iam.detach_role_policy(RoleName=_NAME, PolicyArn=_WRITTEN["policy_arn"])
    iam.delete_policy(PolicyArn=_WRITTEN["policy_arn"])
    iam.delete_role(RoleName=_NAME)
    port.resync()
    assert _NAME not in port.entities("provisioned_permissions")


def test_what_the_guide_wrote_of_a_role_is_still_there_after_a_resync(of_the_guide: Port) -> None:
    entity = of_the_guide.entities("provisioned_permissions")[_NAME]
    assert {**entity["properties"], **_WRITTEN, "status": "unmanaged"} == entity["properties"]
    assert entity["relations"] == _RELATED


def test_a_bucket_that_goes_takes_no_more_along_than_the_relation_to_it(sandbox: Sandbox, of_the_guide: Port) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket=_GOING)
    of_the_guide.resync()
    of_the_guide.ask("PATCH", entity_path("provisioned_permissions", _NAME), {"relations": {"aws_resource": f"arn:aws:s3:::{_GOING}"}})
    s3.delete_bucket(Bucket=_GOING)
    of_the_guide.resync()
    assert f"arn:aws:s3:::{_GOING}" not in of_the_guide.entities("aws_resource")
    entity = of_the_guide.entities("provisioned_permissions")[_NAME]
    assert (entity["relations"], entity["properties"]["requester"]) == ({**_RELATED, "aws_resource": None}, TOMAS)


def test_a_role_of_the_guide_is_not_revoked_by_its_name(sandbox: Sandbox, of_the_guide: Port) -> None:
    ended = of_the_guide.execute("revoke_permissions", _NAME, TOMAS)
    assert ended.status == "FAILURE"
    assert "was not made by this integration" in ended.log
    assert sandbox.aws.client("iam").get_role(RoleName=_NAME)["Role"]["RoleName"] == _NAME
