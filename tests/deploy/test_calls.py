"""The policy we ship names each call that the code makes, and none that it does not: the calls are recorded as the code makes them."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiobotocore.client import AioBaseClient

from integration.aws.accounts import Account, own_account
from integration.aws.errors import AwsError
from integration.aws.grant_listing import list_grants
from integration.aws.listing import list_resources, still_there
from integration.aws.organization import accounts_of
from integration.aws.own_policies import own_policy
from integration.aws.permissions import allowed, needed_to_list_grants, needed_to_write_grants
from integration.aws.quotas import headroom
from integration.aws.regions import regions_of
from integration.aws.sessions import Aws
from integration.domain.arn import Arn
from integration.domain.grant import Grant
from integration.domain.reach import Reach
from integration.domain.settings import GrantSettings
from integration.operations.repair import repair
from integration.operations.request import request
from integration.operations.revoke import revoke
from integration.resources.menu import MENU, row_of_kind
from sandbox.aws import open_aws
from tests.accounts import deny
from tests.aws.samples import REGION, SAMPLES, make
from tests.grants import NOW, a_grant
from tests.project import PROJECT

# Where the IAM action has another name than the call.
_SERVICES = {"tagging": "tag"}
_ACTIONS = {"s3:ListBuckets": "s3:ListAllMyBuckets", "s3:HeadBucket": "s3:ListBucket"}
# STS lets everybody ask who they are.
_FREE = {"sts:GetCallerIdentity"}
# What IAM asks for beside the action of a call, and the call for which it does.
_ALONG = {"iam:TagRole": "iam:CreateRole", "iam:TagPolicy": "iam:CreatePolicy"}
_WIDE = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
_ANYBODY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]})


class _Recorder:
    """The IAM actions of the calls made while it is on."""

    def __init__(self) -> None:
        self.actions: set[str] = set()
        self._on = False

    @contextmanager
    def on(self) -> Iterator[None]:
        self._on = True
        yield
        self._on = False

    def heard(self, client: Any, operation: str) -> None:
        service = client.meta.service_model.signing_name
        name = f"{_SERVICES.get(service, service)}:{operation}"
        if self._on:
            self.actions.add(_ACTIONS.get(name, name))


@pytest.fixture
async def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Account]:
    """Our account in MiniStack, which lists every type of resource."""
    async with open_aws("ministack", tmp_path) as (local, _):
        keys = {"AWS_ACCESS_KEY_ID": local.root.id, "AWS_SECRET_ACCESS_KEY": local.root.secret}
        for name, value in {"AWS_ENDPOINT_URL": local.endpoint_url, **keys}.items():
            monkeypatch.setenv(name, value)
        aws = Aws()
        yield await own_account(aws, REGION)
        await aws.close()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> _Recorder:
    recorder, call = _Recorder(), AioBaseClient._make_api_call

    async def record(client: Any, operation: str, params: Any) -> Any:
        recorder.heard(client, operation)
        return await call(client, operation, params)

    monkeypatch.setattr(AioBaseClient, "_make_api_call", record)
    return recorder


async def test_the_shipped_policy_names_each_call_of_the_code_and_no_other(account: Account, recorder: _Recorder) -> None:
    await _list_and_prove(account, recorder)
    await _grant_repair_and_revoke(account, recorder)
    with recorder.on():
        await regions_of(account, Reach())
        await headroom(account)
        with suppress(AwsError):  # the account's root is no principal that the simulator knows
            await allowed(account.aws, account, needed_to_write_grants(account, "/port/") + needed_to_list_grants(), {})
    made = recorder.actions - _FREE
    assert _named("principal-policy") == made | {action for action, call in _ALONG.items() if call in made}


async def test_the_fallback_policy_names_each_call_that_is_made_where_another_is_denied_and_no_other(
    account: Account, recorder: _Recorder, moto_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(account, SAMPLES["S3"], "s3", "recorded")
    await request(account, a_grant(account.id), NOW)
    deny(await account.client("iam"), "GetAccountAuthorizationDetails")
    deny(await account.client("resourcegroupstaggingapi", REGION))
    with recorder.on():
        assert [found async for found in list_grants(account, "/port/")]
        assert [page async for page in list_resources(account, row_of_kind("AWS::S3::Bucket"), (REGION,))]
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)  # which lists buckets without their regions
    another = await own_account(Aws(), REGION)
    await make(another, SAMPLES["S3"], "s3", "recorded-in-moto")
    with recorder.on():
        assert [page async for page in list_resources(another, row_of_kind("AWS::S3::Bucket"), (REGION,))]
    await another.aws.close()
    assert _named("fallback-policy") == recorder.actions - _named("principal-policy")


async def test_the_organization_policy_names_each_call_that_finds_accounts_and_no_other(
    recorder: _Recorder, moto_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"AWS_ENDPOINT_URL": moto_url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(name, value)
    ours = Aws()
    # An account that no other test makes an organization in.
    management = ours.assuming("arn:aws:iam::555566667777:role/PortIamPermissionsReader", None, REGION)
    organizations = await management.client("organizations", REGION)
    await organizations.create_organization(FeatureSet="ALL")
    root = (await organizations.list_roots())["Roots"][0]["Id"]
    with recorder.on():
        await accounts_of(management, REGION, ())
        await accounts_of(management, REGION, (root,))
    await ours.close()
    assert _named("organization-policy") == recorder.actions


async def _list_and_prove(account: Account, recorder: _Recorder) -> None:
    for row in MENU:
        arn = Arn.parse(await make(account, SAMPLES[row.type.name], row.type.service, "recorded"))
        with recorder.on():
            _ = [page async for page in list_resources(account, row, (REGION,))]
            await still_there(account, row, arn)
            await own_policy(account, row, arn)


async def _grant_repair_and_revoke(account: Account, recorder: _Recorder) -> None:
    grant = a_grant(account.id, boundary="arn:aws:iam::aws:policy/ReadOnlyAccess")
    with recorder.on():
        await request(account, grant, NOW)
        _ = [found async for found in list_grants(account, grant.path)]
    await _meddle(account, grant)
    with recorder.on():
        assert await repair(account, grant.name, GrantSettings(), NOW)
    await _meddle(account, grant)
    with recorder.on():
        assert await revoke(account, grant.name, grant.path, NOW)


async def _meddle(account: Account, grant: Grant) -> None:
    """Every way in which somebody can change a grant in AWS."""
    iam, profile = await account.client("iam"), f"profile-of-{grant.run_id}"
    await iam.put_role_policy(RoleName=grant.name, PolicyName="wide", PolicyDocument=_WIDE)
    await iam.attach_role_policy(RoleName=grant.name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    await iam.create_policy_version(PolicyArn=grant.policy_arn, PolicyDocument=_WIDE, SetAsDefault=True)
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_instance_profile(InstanceProfileName=profile)
    await iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=grant.name)
    await iam.update_assume_role_policy(RoleName=grant.name, PolicyDocument=_ANYBODY)
    await iam.update_role(RoleName=grant.name, MaxSessionDuration=43200)
    await iam.delete_role_permissions_boundary(RoleName=grant.name)
    await iam.tag_role(RoleName=grant.name, Tags=[{"Key": "team", "Value": "admins"}])


def _named(policy_name: str) -> set[str]:
    """Every action that the shipped policy allows."""
    policy = json.loads((PROJECT / f"deploy/iam/{policy_name}.json").read_text())
    return {action for statement in policy["Statement"] if statement["Effect"] == "Allow" for action in statement["Action"]}
