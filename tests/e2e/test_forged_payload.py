"""An action's payload is whatever somebody wrote into a template; who asked for what is read from Port."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.actions import action_past_the_form
from tests.e2e.aws import Aws
from tests.e2e.port import Ended, Port
from tests.e2e.sandbox import MAYA, TOMAS, Sandbox

ASKED, FORGED = "arn:aws:s3:::northlight-website-staging", "arn:aws:s3:::northlight-terraform-state"
_FORGERY: dict[str, Any] = {
    "entity": FORGED,
    "inputs": {"permissions": ["s3:DeleteObject"], "duration": "7d", "reason": "forged"},
    "trigger": {"by": {"userId": "somebody", "user": {"email": MAYA}}},
    "runId": "r_forged",
}
_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
_FORM = {"permissions": {"type": "array"}, "duration": {"type": "string"}}


@pytest.fixture(scope="module")
def granted(sandbox: Sandbox) -> Iterator[Ended]:
    """Tomás asks for one thing, the payload claims that Maya asks for another."""
    port = sandbox.port
    action = action_past_the_form("forged_request", "request_permissions", "DAY-2", _FORM, _FORGERY)
    port.ask("POST", "/v1/actions", action)
    ended = port.execute("forged_request", ASKED, TOMAS, permissions=["s3:GetObject"], duration="1h")
    assert ended.status == "SUCCESS", ended.log
    yield ended
    port.execute("revoke_permissions", ended.grant, TOMAS)
    port.ask("DELETE", "/v1/actions/forged_request")


def test_the_grant_is_what_the_run_says(port: Port, granted: Ended) -> None:
    entity = port.entity("provisioned_permissions", granted.grant)
    assert entity is not None
    assert entity["properties"]["requester"] == TOMAS
    assert entity["relations"] == {"aws_resource": ASKED, "permissions": ["s3:GetObject"]}
    assert "forged" not in str(entity)


def test_aws_holds_what_the_run_says(aws: Aws, granted: Ended) -> None:
    iam = aws.client("iam")
    role = iam.get_role(RoleName=granted.grant)["Role"]
    attached = iam.list_attached_role_policies(RoleName=granted.grant)["AttachedPolicies"]
    version = iam.get_policy(PolicyArn=attached[0]["PolicyArn"])["Policy"]["DefaultVersionId"]
    policy = iam.get_policy_version(PolicyArn=attached[0]["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
    assert TOMAS in str(role["AssumeRolePolicyDocument"])
    assert MAYA not in str(role)
    assert ASKED in str(policy)
    assert FORGED not in str(policy)
    assert "DeleteObject" not in str(policy)


def test_a_payload_that_names_a_live_grant_does_not_end_it(port: Port, aws: Aws, granted: Ended) -> None:
    action = action_past_the_form("forged_revoke", "revoke_permissions", "CREATE", {}, {"entity": granted.grant})
    port.ask("POST", "/v1/actions", action)
    refused = port.execute("forged_revoke", None, MAYA)
    port.ask("DELETE", "/v1/actions/forged_revoke")
    assert refused.status == "FAILURE"
    assert "is not reached; revoke it from its entity." in refused.log
    assert f"role {granted.grant}" in aws.objects()
    assert port.entity("provisioned_permissions", granted.grant) is not None


def test_nothing_has_the_forged_run_s_name(aws: Aws) -> None:
    assert not any("r_forged" in name for name in aws.objects())


def test_an_entity_whose_role_arn_is_somebody_s_admin_role_does_not_end_it(port: Port, aws: Aws, granted: Ended) -> None:
    iam = aws.client("iam")
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    )
    admin = iam.create_role(RoleName="Administrator", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName="Administrator", PolicyName="all", PolicyDocument=_ALL)
    pointing = {"role_arn": admin, "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", {"identifier": "Permission-r_pointing", "properties": pointing})
    port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", {"identifier": "Administrator", "properties": pointing})
    port.patch_entity("provisioned_permissions", granted.grant, pointing)

    by_its_properties = port.execute("revoke_permissions", "Permission-r_pointing", MAYA)
    by_its_name = port.execute("revoke_permissions", "Administrator", MAYA)

    assert (by_its_properties.status, by_its_name.status) == ("SUCCESS", "FAILURE")
    assert "AWS held nothing of it any more." in by_its_properties.log
    assert "was not made by this integration, so it is left alone" in by_its_name.log
    assert iam.list_role_policies(RoleName="Administrator")["PolicyNames"] == ["all"]
    assert f"role {granted.grant}" in aws.objects()
    port.ask("DELETE", "/v1/blueprints/provisioned_permissions/entities/Administrator")
    iam.delete_role_policy(RoleName="Administrator", PolicyName="all")
    iam.delete_role(RoleName="Administrator")
