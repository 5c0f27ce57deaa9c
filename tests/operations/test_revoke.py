"""Revoking, against a real IAM API (moto server): nothing of ours is left, nothing of others is touched."""

import asyncio
import json
from typing import Any

import pytest
import stamina
from botocore.exceptions import ClientError

from integration.aws.accounts import Account
from integration.aws.errors import AccessDenied, Busy
from integration.aws.grants import read_grant
from integration.aws.policies import create_policy
from integration.aws.roles import create_role
from integration.domain.status import Status
from integration.operations.observe import look
from integration.operations.request import request
from integration.operations.revoke import NotOurs, revoke
from tests.grants import NOW, a_grant

_NOTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


async def test_revoking_what_is_not_there_says_so(account: Account) -> None:
    assert not await revoke(account, "Permission-r_never", "/port/", NOW)


async def test_revoking_twice_is_revoking_once(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)

    assert await revoke(account, grant.name, grant.path, NOW)
    assert not await revoke(account, grant.name, grant.path, NOW)


async def test_a_role_that_somebody_widened_goes_whole_and_their_policy_stays(account: Account) -> None:
    """The guide's own failure: with AdministratorAccess attached, its deletion stops half-way and the widened role lives on."""
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    theirs = (await iam.create_policy(PolicyName=f"theirs-{grant.run_id}", PolicyDocument=_NOTHING))["Policy"]["Arn"]
    await iam.attach_role_policy(RoleName=grant.name, PolicyArn=theirs)
    await iam.put_role_policy(RoleName=grant.name, PolicyName="wider", PolicyDocument=_NOTHING)
    await iam.create_policy_version(PolicyArn=grant.policy_arn, PolicyDocument=_NOTHING, SetAsDefault=True)
    await iam.create_instance_profile(InstanceProfileName=grant.name)
    await iam.add_role_to_instance_profile(InstanceProfileName=grant.name, RoleName=grant.name)

    assert await revoke(account, grant.name, grant.path, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)
    assert (await iam.get_policy(PolicyArn=theirs))["Policy"]["AttachmentCount"] == 0


async def test_a_grant_whose_policy_is_attached_elsewhere_too_goes_and_the_other_role_stays(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    other = f"other-{grant.run_id}"
    await iam.create_role(RoleName=other, AssumeRolePolicyDocument=_NOTHING)
    await iam.attach_role_policy(RoleName=other, PolicyArn=grant.policy_arn)

    assert await revoke(account, grant.name, grant.path, NOW)

    assert (await iam.list_attached_role_policies(RoleName=other))["AttachedPolicies"] == []


async def test_one_who_let_go_of_the_policy_meanwhile_does_not_keep_the_others_attached(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    somebody = f"somebody-{grant.run_id}"
    await iam.create_user(UserName=somebody)
    await iam.attach_user_policy(UserName=somebody, PolicyArn=grant.policy_arn)
    gone = [{"RoleName": f"gone-{grant.run_id}", "RoleId": "AROAGONE"}]
    iam.meta.events.register(
        "after-call.iam.ListEntitiesForPolicy", lambda parsed, **_: parsed["PolicyRoles"].insert(0, gone.pop()) if gone else None
    )

    with stamina.set_testing(True):
        assert await revoke(account, grant.name, grant.path, NOW)

    assert (await iam.list_attached_user_policies(UserName=somebody))["AttachedPolicies"] == []


async def test_a_role_is_detached_once_though_iam_still_lists_it_as_a_holder(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    events, listed, detached = (await account.client("iam")).meta.events, asyncio.Event(), list[str]()

    async def only_once_listed(params: dict[str, Any], **_: Any) -> None:
        detached.append(params["body"]["RoleName"])
        await listed.wait()

    events.register("before-call.iam.DetachRolePolicy", only_once_listed)
    events.register("after-call.iam.ListEntitiesForPolicy", lambda **_: listed.set())

    assert await revoke(account, grant.name, grant.path, NOW)

    assert detached == [grant.name]


async def test_a_policy_that_cannot_be_detached_does_not_keep_the_grant_s_own_attached(account: Account) -> None:
    """As where somebody above the account denies it; IAM names theirs first, and with the boundary off no denial is written."""
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    theirs = (await iam.create_policy(PolicyName=f"theirs-{grant.run_id}", PolicyDocument=_NOTHING))["Policy"]["Arn"]
    await iam.attach_role_policy(RoleName=grant.name, PolicyArn=theirs)

    def theirs_first(parsed: dict[str, Any], **_: Any) -> None:
        parsed.get("AttachedPolicies", []).sort(key=lambda policy: policy["PolicyArn"] != theirs)

    def denied(params: dict[str, Any], **_: Any) -> None:
        if params["body"]["PolicyArn"] == theirs:
            _answers("AccessDenied", "DetachRolePolicy")()

    iam.meta.events.register("after-call.iam.ListAttachedRolePolicies", theirs_first)
    iam.meta.events.register("before-call.iam.DetachRolePolicy", denied)
    iam.meta.events.register("before-call.iam.PutRolePolicy", _answers("AccessDenied", "PutRolePolicy"))

    with pytest.raises(AccessDenied, match=f"detach {theirs}"):
        await revoke(account, grant.name, grant.path, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert found.role is not None
    assert found.role.attached == (theirs,)


def _answers(code: str, operation: str) -> Any:
    """A botocore handler under which AWS answers `operation` with this error."""

    def answer(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "as somebody arranged it"}}, operation)

    return answer


async def test_a_role_that_cannot_be_deleted_stays_denied_everything(account: Account) -> None:
    """Somebody attaches a policy anew as often as we detach it."""
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    (await account.client("iam")).meta.events.register("before-call.iam.DeleteRole", _answers("DeleteConflict", "DeleteRole"))

    with stamina.set_testing(True), pytest.raises(Busy):
        await revoke(account, grant.name, grant.path, NOW)

    assert (await look(account, grant.name, grant.path, NOW)).verdict.status is Status.REVOKING


async def test_a_denial_that_iam_does_not_show_yet_is_deleted_all_the_same(account: Account) -> None:
    """To wait until IAM shows it would never end, because each round that fails writes it anew."""
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    events = (await account.client("iam")).meta.events
    events.register(
        "after-call.iam.ListRolePolicies", lambda parsed, **_: parsed.get("PolicyNames", []).clear()
    )  # none once the role is gone

    with stamina.set_testing(True):
        assert await revoke(account, grant.name, grant.path, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)


@pytest.mark.parametrize("code", ["LimitExceeded", "AccessDenied"])
async def test_a_denial_that_aws_refuses_does_not_keep_the_grant_from_being_deleted(account: Account, code: str) -> None:
    """Inline policies that leave no room for it, or a role whose boundary was taken off."""
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    (await account.client("iam")).meta.events.register("before-call.iam.PutRolePolicy", _answers(code, "PutRolePolicy"))

    assert await revoke(account, grant.name, grant.path, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)


@pytest.mark.parametrize("half", [create_role, create_policy])
async def test_half_a_grant_is_revoked_like_a_whole_one(account: Account, half: type) -> None:
    grant = a_grant(account.id)
    await half(account, grant)

    assert await revoke(account, grant.name, grant.path, NOW)

    found = await read_grant(account, grant.name, grant.path)
    assert (found.role, found.policy) == (None, None)


async def test_a_role_that_is_not_ours_is_refused_and_untouched(account: Account) -> None:
    iam = await account.client("iam")
    await iam.create_role(RoleName="Permission-legacy", AssumeRolePolicyDocument=_NOTHING)

    with pytest.raises(NotOurs, match="not made by this integration"):
        await revoke(account, "Permission-legacy", "/port/", NOW)

    found = await read_grant(account, "Permission-legacy", "/port/")
    assert found.role is not None
    assert found.role.inline == {}


async def test_a_role_under_our_path_without_our_record_is_refused(account: Account) -> None:
    iam = await account.client("iam")
    await iam.create_role(Path="/port/", RoleName="Permission-handmade", AssumeRolePolicyDocument=_NOTHING)

    with pytest.raises(NotOurs):
        await revoke(account, "Permission-handmade", "/port/", NOW)
