"""The templates make, in a local AWS, just what deploy/iam says, and let in just whom their parameters name."""

import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio
from botocore.exceptions import ClientError
from cfnlint.decode.cfn_yaml import load

from integration.resources.happenings import calls
from sandbox.aws import AccessKey, LocalAws, open_aws
from sandbox.company import ACCOUNT
from tests.project import PROJECT

_DEPLOY = PROJECT / "deploy"
_HUB = f"arn:aws:iam::{ACCOUNT}:role/PortIamPermissions"
_PROVIDER = "oidc.eks.us-east-1.amazonaws.com/id/AB12"
_LONGEST_PATTERN = 2048
_SOON = {"Delay": 0.1, "MaxAttempts": 100}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAws]:
    async with open_aws("ministack", tmp_path_factory.mktemp("stacks")) as (local, _):
        yield local


@pytest_asyncio.fixture(loop_scope="module")
async def aws(_server: LocalAws) -> AsyncIterator[LocalAws]:
    """The local AWS, with no stack left in it by the test before."""
    yield _server
    async with _server.client("cloudformation", _server.root) as formation:
        for stack in (await formation.describe_stacks())["Stacks"]:
            await formation.delete_stack(StackName=stack["StackName"])
            await formation.get_waiter("stack_delete_complete").wait(StackName=stack["StackName"], WaiterConfig=_SOON)


@pytest.mark.parametrize(
    ("runs_on", "trusted"),
    [
        ("ecs", {"Service": "ecs-tasks.amazonaws.com"}),
        ("ec2", {"Service": "ec2.amazonaws.com"}),
        ("eks-pod-identity", {"Service": "pods.eks.amazonaws.com"}),
        ("eks-irsa", {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{_PROVIDER}"}),
    ],
)
async def test_our_own_role_holds_the_shipped_policy_wherever_it_runs(aws: LocalAws, runs_on: str, trusted: dict[str, str]) -> None:
    outputs = await _stack(aws, "integration", RunsOn=runs_on, OidcProvider=_PROVIDER)
    role = await _role(aws, "PortIamPermissions")
    assert outputs == {"RoleArn": _HUB, "BoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/port-permissions-boundary"}
    assert [statement["Principal"] for statement in role["trust"]["Statement"]] == [trusted]
    assert role["policies"] == {"grants": _shipped("principal-policy")}
    assert await _policy(aws, outputs["BoundaryArn"]) == _shipped("permissions-boundary")


async def test_a_service_account_gets_the_role_only_in_its_own_name(aws: LocalAws) -> None:
    await _stack(aws, "integration", RunsOn="eks-irsa", OidcProvider=_PROVIDER, ServiceAccount="ours:runner")
    statement = (await _role(aws, "PortIamPermissions"))["trust"]["Statement"][0]
    assert statement["Condition"] == {
        "StringEquals": {f"{_PROVIDER}:aud": "sts.amazonaws.com", f"{_PROVIDER}:sub": "system:serviceaccount:ours:runner"}
    }


async def test_another_account_splits_the_shipped_policy_into_what_reads_and_what_grants(aws: LocalAws) -> None:
    await _stack(aws, "account", HubRoleArn=_HUB, ExternalId="a-secret-of-our-own")
    reader, writer = await _role(aws, "PortIamPermissionsReader"), await _role(aws, "PortIamPermissionsWriter")
    reads, grants = reader["policies"]["reads"]["Statement"], writer["policies"]["grants"]["Statement"]
    whole = _shipped("principal-policy")["Statement"]
    assert reads == [each for each in whole if each["Sid"].startswith(("List", "Probe"))]
    assert grants == [each for each in whole if not each["Sid"].startswith("List")]
    assert await _policy(aws, f"arn:aws:iam::{ACCOUNT}:policy/port-permissions-boundary") == _shipped("permissions-boundary")


async def test_another_account_trusts_the_hub_with_the_secret_only(aws: LocalAws) -> None:
    await _stack(aws, "account", HubRoleArn=_HUB, ExternalId="a-secret-of-our-own", OrganizationId="o-abcdefghij")
    for name in ("PortIamPermissionsReader", "PortIamPermissionsWriter"):
        statements = (await _role(aws, name))["trust"]["Statement"]
        conditions = {"StringEquals": {"sts:ExternalId": "a-secret-of-our-own", "aws:PrincipalOrgID": "o-abcdefghij"}}
        assert [(each["Principal"], each["Condition"]) for each in statements] == [({"AWS": _HUB}, conditions)]


async def test_a_role_that_serves_other_accounts_may_do_nothing_but_get_into_them(aws: LocalAws) -> None:
    outputs = await _stack(aws, "integration", RunsOn="ecs", Serves="other-accounts")
    assert outputs == {"RoleArn": _HUB}
    assert (await _role(aws, "PortIamPermissions"))["policies"] == {"accounts": _shipped("hub-policy")}


@pytest.mark.parametrize(("secret", "lets_in"), [("a-secret-of-our-own", True), ("another-secret-of-ours", False), (None, False)])
async def test_whoever_may_assume_the_reader_needs_the_secret_for_it(aws: LocalAws, secret: str | None, lets_in: bool) -> None:
    async with aws.client("iam", aws.root) as iam:
        key = await _key_of(iam, "hub", _shipped("hub-policy"))
    await _stack(aws, "account", HubRoleArn=_HUB, ExternalId="a-secret-of-our-own")
    await _let_in(aws, "PortIamPermissionsReader", f"arn:aws:iam::{ACCOUNT}:user/hub")
    arn, asked = f"arn:aws:iam::{ACCOUNT}:role/PortIamPermissionsReader", {"ExternalId": secret} if secret else {}
    async with aws.client("sts", key) as sts:
        assert (await _lets(sts.assume_role(RoleArn=arn, RoleSessionName="us", **asked))) is lets_in


async def test_only_the_account_that_leads_to_the_organization_may_list_it(aws: LocalAws) -> None:
    await _stack(aws, "account", HubRoleArn=_HUB, ExternalId="a-secret-of-our-own", ListsOrganization="true", MayGrant="false")
    assert (await _role(aws, "PortIamPermissionsReader"))["policies"]["organization"] == _shipped("organization-policy")


async def test_an_account_that_is_only_shown_has_no_role_that_grants(aws: LocalAws) -> None:
    await _stack(aws, "account", HubRoleArn=_HUB, ExternalId="a-secret-of-our-own", MayGrant="false")
    async with aws.client("iam", aws.root) as iam:
        names = {role["RoleName"] for role in (await iam.list_roles())["Roles"]}
    assert "PortIamPermissionsReader" in names
    assert "PortIamPermissionsWriter" not in names


@pytest.mark.parametrize(
    ("source", "event", "parameters", "sent"),
    [
        ("aws.iam", "AttachRolePolicy", {"roleName": "Permission-r_1", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, True),
        ("aws.iam", "CreatePolicyVersion", {"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/port/Permission-r_1"}, True),
        ("aws.iam", "CreatePolicy", {"policyName": "Permission-r_1", "path": "/port/"}, True),
        ("aws.iam", "AttachRolePolicy", {"roleName": "build", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, False),
        ("aws.s3", "CreateBucket", {"bucketName": "orders"}, True),
        ("aws.ec2", "CreateTags", {"resourcesSet": {}}, True),
        ("aws.s3", "PutBucketPolicy", {"bucketName": "orders"}, False),
    ],
)
async def test_events_of_resources_and_of_grants_are_sent_and_no_others(
    aws: LocalAws, source: str, event: str, parameters: dict[str, Any], sent: bool
) -> None:
    answers = [await _matches(aws, pattern, _event(source, event, parameters)) for pattern in _event_patterns()]
    assert any(answers) is sent
    failed = _event(source, event, parameters, errorCode="AccessDenied")
    assert not any([await _matches(aws, pattern, failed) for pattern in _event_patterns()])


async def test_every_call_that_the_integration_listens_for_is_sent_and_no_other_and_the_rules_are_no_longer_than_eventbridge_takes() -> (
    None
):
    patterns = [json.loads(pattern) for pattern in _event_patterns()]
    assert all(len(json.dumps(pattern, separators=(",", ":"))) <= _LONGEST_PATTERN for pattern in patterns)
    for source, names in calls().items():
        assert names <= {name for pattern in patterns if source in pattern["source"] for name in pattern["detail"]["eventName"]}
    assert {source for pattern in patterns for source in pattern["source"]} == calls().keys()
    for pattern in patterns:
        assert set(pattern["detail"]["eventName"]) == {name for source in pattern["source"] for name in calls()[source]}


def _event_patterns() -> list[str]:
    resources = load(str(_DEPLOY / "cloudformation/live-events.yaml"))["Resources"]
    patterns = [json.dumps(each["Properties"]["EventPattern"]) for each in resources.values() if each["Type"] == "AWS::Events::Rule"]
    return [
        pattern.replace('{"Ref": "GrantPrefix"}', '"Permission-"').replace('{"Fn::Sub": "*/${GrantPrefix}*"}', '"*/Permission-*"')
        for pattern in patterns
    ]


def _event(source: str, name: str, parameters: dict[str, Any], **more: str) -> str:
    detail = {"eventName": name, "requestParameters": parameters, **more}
    envelope = {"id": "1", "account": ACCOUNT, "time": "2026-11-24T10:00:00Z", "region": "us-east-1", "resources": []}
    return json.dumps({**envelope, "source": source, "detail-type": "AWS API Call via CloudTrail", "detail": detail})


async def _matches(aws: LocalAws, pattern: str, event: str) -> bool:
    async with aws.client("events", aws.root) as events:
        return bool((await events.test_event_pattern(EventPattern=pattern, Event=event))["Result"])


async def _stack(aws: LocalAws, template: str, **parameters: str) -> dict[str, str]:
    """The outputs of a stack made of the template."""
    async with aws.client("cloudformation", aws.root) as formation:
        await formation.create_stack(
            StackName=template,
            TemplateBody=(_DEPLOY / f"cloudformation/{template}.yaml").read_text(),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        await formation.get_waiter("stack_create_complete").wait(StackName=template, WaiterConfig=_SOON)
        stack = (await formation.describe_stacks(StackName=template))["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


async def _key_of(iam: Any, user: str, policy: dict[str, Any]) -> AccessKey:
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_user(UserName=user)
    await iam.put_user_policy(UserName=user, PolicyName="ours", PolicyDocument=json.dumps(policy))
    key = (await iam.create_access_key(UserName=user))["AccessKey"]
    return AccessKey(key["AccessKeyId"], key["SecretAccessKey"])


async def _let_in(aws: LocalAws, role: str, principal: str) -> None:
    """Puts the principal in the place of the hub's role, whose credentials only a service can have."""
    trust = (await _role(aws, role))["trust"]
    for statement in trust["Statement"]:
        statement["Principal"] = {"AWS": principal}
    async with aws.client("iam", aws.root) as iam:
        await iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))


async def _lets(call: Awaitable[Any]) -> bool:
    try:
        await call
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return False
    return True


async def _role(aws: LocalAws, name: str) -> dict[str, Any]:
    async with aws.client("iam", aws.root) as iam:
        trust = (await iam.get_role(RoleName=name))["Role"]["AssumeRolePolicyDocument"]
        names = (await iam.list_role_policies(RoleName=name))["PolicyNames"]
        policies = {each: (await iam.get_role_policy(RoleName=name, PolicyName=each))["PolicyDocument"] for each in names}
        return {"trust": trust, "policies": policies}


async def _policy(aws: LocalAws, arn: str) -> dict[str, Any]:
    async with aws.client("iam", aws.root) as iam:
        document: dict[str, Any] = (await iam.get_policy_version(PolicyArn=arn, VersionId="v1"))["PolicyVersion"]["Document"]
        return document


def _shipped(name: str) -> dict[str, Any]:
    text = (_DEPLOY / "iam" / f"{name}.json").read_text()
    return dict(json.loads(text.replace("ACCOUNT_ID", ACCOUNT)))
