"""Writes an IAM role, step by step. Every step may be made twice; what is already gone counts as deleted."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import AwsError, NotFound, doing, together
from integration.domain.grant import Grant
from integration.domain.observed import ObservedRole
from integration.domain.policy import document_text
from integration.domain.record import encode
from integration.domain.trust import trust_policy


async def create_role(account: Account, grant: Grant) -> None:
    """IAM CreateRole with the whole record as tags: it says everything and can do nothing yet. Raises `AlreadyExists`, `AwsError`."""
    iam = await account.iam()
    boundary = {"PermissionsBoundary": grant.boundary} if grant.boundary else {}
    with doing(f"create the role {grant.name}"):
        await iam.create_role(
            Path=grant.path,
            RoleName=grant.name,
            AssumeRolePolicyDocument=document_text(trust_policy(grant)),
            MaxSessionDuration=grant.max_session_seconds,
            Tags=[{"Key": key, "Value": value} for key, value in encode(grant).items()],
            **boundary,
        )


async def attach_policy(account: Account, role: str, policy_arn: str) -> None:
    """IAM AttachRolePolicy: the moment the power is there."""
    iam = await account.iam()
    with doing(f"attach {policy_arn} to the role {role}"):
        await iam.attach_role_policy(RoleName=role, PolicyArn=policy_arn)


async def put_inline_policy(account: Account, role: str, name: str, document: dict[str, Any]) -> None:
    """IAM PutRolePolicy; an inline policy of that name is replaced. Raises `NotFound` where the role is gone."""
    iam = await account.iam()
    with doing(f"write the inline policy {name} of the role {role}"):
        await iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document_text(document))


async def detach_all(account: Account, role: ObservedRole) -> None:
    """Takes every managed policy and instance profile off the role, whoever put it there. One that cannot be taken off keeps none of the
    others on; it is raised at the end.
    """
    iam = await account.iam()
    off = [(f"detach {arn} from the role {role.name}", iam.detach_role_policy, {"PolicyArn": arn}) for arn in role.attached]
    for profile in role.instance_profiles:
        what = f"take the role {role.name} out of the instance profile {profile}"
        off.append((what, iam.remove_role_from_instance_profile, {"InstanceProfileName": profile}))
    failed: list[AwsError] = []
    for what, take, named in off:
        try:
            with suppress(NotFound), doing(what):
                await take(RoleName=role.name, **named)
        except AwsError as error:
            failed.append(error)
    if failed:
        raise together(failed)


async def delete_inline_policies(account: Account, role_name: str, names: Iterable[str]) -> None:
    """Deletes these inline policies, whoever wrote them."""
    iam = await account.iam()
    for name in names:
        with suppress(NotFound), doing(f"delete the inline policy {name} of the role {role_name}"):
            await iam.delete_role_policy(RoleName=role_name, PolicyName=name)


async def delete_role(account: Account, role: ObservedRole) -> None:
    """Deletes the role; what hangs on it goes first. Raises `Busy` when something was attached meanwhile."""
    iam = await account.iam()
    with suppress(NotFound), doing(f"delete the role {role.name}"):
        await iam.delete_role(RoleName=role.name)


async def strip_role(account: Account, role: ObservedRole, keep: str) -> None:
    """Takes off what is not of the grant: every managed policy but `keep`, inline policies and instance profiles."""
    extra = replace(role, attached=tuple(arn for arn in role.attached if arn != keep))
    await detach_all(account, extra)
    await delete_inline_policies(account, role.name, role.inline)


async def tag_role(account: Account, role: str, tags: Mapping[str, str]) -> None:
    """IAM TagRole; what has the same key is replaced."""
    iam = await account.iam()
    with doing(f"tag the role {role}"):
        await iam.tag_role(RoleName=role, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


async def untag_role(account: Account, role: str, keys: Sequence[str]) -> None:
    """IAM UntagRole."""
    iam = await account.iam()
    with doing(f"remove tags of the role {role}"):
        await iam.untag_role(RoleName=role, TagKeys=list(keys))


async def write_trust(account: Account, grant: Grant) -> None:
    """IAM UpdateAssumeRolePolicy: who may use the grant."""
    iam = await account.iam()
    with doing(f"write the trust policy of the role {grant.name}"):
        await iam.update_assume_role_policy(RoleName=grant.name, PolicyDocument=document_text(trust_policy(grant)))


async def write_boundary(account: Account, grant: Grant) -> None:
    """IAM PutRolePermissionsBoundary, or its deletion where the record has none."""
    iam = await account.iam()
    with doing(f"write the permissions boundary of the role {grant.name}"):
        if grant.boundary:
            await iam.put_role_permissions_boundary(RoleName=grant.name, PermissionsBoundary=grant.boundary)
        else:
            await iam.delete_role_permissions_boundary(RoleName=grant.name)


async def write_session_limit(account: Account, grant: Grant) -> None:
    """IAM UpdateRole: how long a session may last, in seconds."""
    iam = await account.iam()
    with doing(f"write the session limit of the role {grant.name}"):
        await iam.update_role(RoleName=grant.name, MaxSessionDuration=grant.max_session_seconds)
