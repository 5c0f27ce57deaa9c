"""`ocean probe`, asked about credentials of MiniStack: it says for each kind what is granted and what is missing."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from port_ocean.core.probe import ProbeContext
from port_ocean.core.probe.models import ProbeCheckStatus, ProbeStatus

from integration.port.catalog.items import GRANT_KIND, PERMISSION_KIND
from integration.port.place import Place
from integration.port.probe import Probe
from integration.port.resync.config import AwsIamPermissionsAppConfig
from integration.port.settings import parse_settings
from integration.resources.menu import row_of_kind
from sandbox.aws import AccessKey, LocalAws, open_aws

_BUCKETS, _INSTANCES = "AWS::S3::Bucket", "AWS::EC2::Instance"
_SIMULATE = "iam:SimulatePrincipalPolicy"


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[LocalAws]:
    async with open_aws("ministack", tmp_path) as (local, _):
        yield local


async def _user_who_may(local: LocalAws, *actions: str, but: Sequence[str] = ()) -> AccessKey:
    effects = {"Allow": actions, "Deny": but}
    statements = [{"Effect": effect, "Action": list(some), "Resource": "*"} for effect, some in effects.items() if some]
    async with local.client("iam", local.root) as iam:
        await iam.create_user(UserName="port-ocean")
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        await iam.put_user_policy(UserName="port-ocean", PolicyName="reads", PolicyDocument=document)
        key = (await iam.create_access_key(UserName="port-ocean"))["AccessKey"]
    return AccessKey(key["AccessKeyId"], key["SecretAccessKey"])


@pytest.fixture
def probed(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Probes with an access key, and gives what Ocean would report: the checks by kind and the whole."""

    async def probe(key: AccessKey, **config: Any) -> ProbeContext:
        environment = {"AWS_ENDPOINT_URL": local.endpoint_url, "AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        context = ProbeContext()
        await context.initialize(AwsIamPermissionsAppConfig)
        async with AsyncExitStack() as stack:
            place = Place(parse_settings({"regions": ["us-east-1"]} | config))
            stack.push_async_callback(place.close)
            await Probe(place)(context)
        return context

    return probe


def _status(context: ProbeContext) -> dict[str, ProbeCheckStatus]:
    return {check.kind: check.status for check in context.checks}


def _message(context: ProbeContext, kind: str) -> str:
    return next(str(check.message) for check in context.checks if check.kind == kind)


async def test_what_may_be_read_succeeds_and_the_rest_names_what_is_missing(local: LocalAws, probed: Any) -> None:
    context = await probed(await _user_who_may(local, _SIMULATE, *row_of_kind(_BUCKETS).reads))
    assert _status(context)[PERMISSION_KIND] is ProbeCheckStatus.SUCCESS
    assert _status(context)[_BUCKETS] is ProbeCheckStatus.SUCCESS
    assert _status(context)[_INSTANCES] is ProbeCheckStatus.FAILURE
    assert _message(context, _INSTANCES) == "Missing in account 111122223333: ec2:DescribeInstances."
    assert "iam:CreateRole" in _message(context, GRANT_KIND)
    assert context.status is ProbeStatus.FAILED


async def test_what_works_in_another_way_succeeds_and_says_that_it_is_slower(local: LocalAws, probed: Any) -> None:
    context = await probed(await _user_who_may(local, "*", but=("iam:GetAccountAuthorizationDetails", "tag:GetResources")))
    assert _status(context)[GRANT_KIND] is _status(context)[_BUCKETS] is ProbeCheckStatus.SUCCESS
    granted, _, without = _message(context, GRANT_KIND).partition(" Works without ")
    assert "iam:GetAccountAuthorizationDetails" not in granted
    assert without == "iam:GetAccountAuthorizationDetails, more slowly, by iam:ListRoles and iam:ListPolicies."
    assert _message(context, _BUCKETS).endswith(" Works without tag:GetResources, more slowly, by s3:GetBucketTagging.")


async def test_what_works_in_neither_way_names_both(local: LocalAws, probed: Any) -> None:
    context = await probed(await _user_who_may(local, "*", but=("iam:GetAccountAuthorizationDetails", "iam:ListPolicies")))
    assert _message(context, GRANT_KIND) == (
        "Missing in account 111122223333: iam:GetAccountAuthorizationDetails (or iam:ListRoles and iam:ListPolicies, which are slower)."
    )
    assert _status(context)[GRANT_KIND] is ProbeCheckStatus.FAILURE


async def test_a_forgotten_boundary_is_guessed(local: LocalAws, probed: Any) -> None:
    key = await _user_who_may(local, "*", but=("iam:CreateRole",))
    hint = "The policy that we ship allows this only within its boundary: set permissionsBoundary."
    assert _message(await probed(key), GRANT_KIND) == f"Missing in account 111122223333: iam:CreateRole. {hint}"
    context = await probed(key, permissions_boundary="arn:aws:iam::111122223333:policy/port-permissions-boundary")
    assert _message(context, GRANT_KIND) == "Missing in account 111122223333: iam:CreateRole."


async def test_where_nobody_can_write_only_grants_fail(local: LocalAws, probed: Any) -> None:
    context = await probed(await _user_who_may(local, "*"), write_role_name="Nobody")
    assert _status(context)[_BUCKETS] is ProbeCheckStatus.SUCCESS
    assert _status(context)[GRANT_KIND] is ProbeCheckStatus.FAILURE
    assert _message(context, GRANT_KIND).startswith("No grants can be made in account 111122223333.")


async def test_every_kind_succeeds_for_who_may_do_all_that_we_name(local: LocalAws, probed: Any) -> None:
    context = await probed(await _user_who_may(local, "*"))
    assert set(_status(context).values()) == {ProbeCheckStatus.SUCCESS}
    assert context.status is ProbeStatus.IN_PROGRESS, "nothing failed, so Ocean completes it"


async def test_who_may_not_ask_is_told_so_and_not_failed(local: LocalAws, probed: Any) -> None:
    context = await probed(await _user_who_may(local, "s3:ListAllMyBuckets"))
    assert _status(context)[_BUCKETS] is ProbeCheckStatus.UNKNOWN
    assert "simulate what arn:aws:iam::111122223333:user/port-ocean may do" in _message(context, _BUCKETS)


async def test_credentials_that_nobody_knows_fail_every_kind(probed: Any) -> None:
    context = await probed(AccessKey("AKIAIOSFODNN7EXAMPLE", "not-a-key"))
    assert set(_status(context).values()) == {ProbeCheckStatus.FAILURE}
    assert context.status is ProbeStatus.FAILED
    assert str(context.message).startswith("There are no usable AWS credentials.")


async def test_each_account_is_checked_by_itself(local: LocalAws, probed: Any) -> None:
    key = await _user_who_may(local, "sts:AssumeRole")
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
    async with local.client("iam", local.root) as iam:
        await iam.create_role(RoleName="PortReader", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
        allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        await iam.put_role_policy(RoleName="PortReader", PolicyName="reads", PolicyDocument=document)

    context = await probed(key, account_role_arns=["arn:aws:iam::111122223333:role/PortReader", "arn:aws:iam::444455556666:role/Nobody"])

    checks = {(check.kind, check.scopes["account"]): check for check in context.checks}
    assert checks[_BUCKETS, "111122223333"].status is ProbeCheckStatus.SUCCESS
    assert checks[_BUCKETS, "444455556666"].status is ProbeCheckStatus.FAILURE
    assert "Account 444455556666 cannot be reached." in str(checks[_BUCKETS, "444455556666"].message)
    assert "role/Nobody" in str(context.message)
