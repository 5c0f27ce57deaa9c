"""Reads grants from IAM: one by name, or all of an account in one stream."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import NotFound, doing
from integration.domain.grant import NAME_PREFIX
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole

_Item = Mapping[str, Any]


async def read_grant(account: Account, name: str, path: str) -> Observed:
    """The role and the policy of that name as IAM holds them, each `None` where there is none. Raises `AwsError`."""
    role, policy = await asyncio.gather(_read_role(account, name), _read_policy(account, _policy_arn(account, name, path)))
    return Observed(role=role, policy=policy)


async def tags_of(account: Account, name: str, path: str) -> dict[str, str] | None:
    """The tags of the role of that name, or of the policy where there is no role; `None` where there is neither. Raises `AwsError`."""
    role, policy = await asyncio.gather(_role_tags(account, name), _policy_tags(account, _policy_arn(account, name, path)))
    return policy if role is None else role


async def list_grants(account: Account, path: str) -> AsyncIterator[tuple[str, Observed]]:
    """By name, every role and policy under `path`, and every role elsewhere that is named like a grant's.

    One GetAccountAuthorizationDetails stream for the account; only what is ours is kept while it runs, because roles come
    before policies. Raises `AwsError`.
    """
    iam = await account.client("iam")
    roles: dict[str, ObservedRole] = {}
    policies: dict[str, ObservedPolicy] = {}
    with doing(f"list the roles and policies of account {account.id}"):
        pages = iam.get_paginator("get_account_authorization_details").paginate(
            Filter=["Role", "LocalManagedPolicy"], PaginationConfig={"PageSize": 1000}
        )
        async for page in pages:
            roles |= {item["RoleName"]: _role_detail(item) for item in page["RoleDetailList"] if _like_a_grant(item, path)}
            policies |= {_name(item): _policy_detail(item) for item in page["Policies"] if item["Path"] == path}
    for name in sorted(roles.keys() | policies.keys()):
        yield name, Observed(role=roles.get(name), policy=policies.get(name))


def _policy_arn(account: Account, name: str, path: str) -> str:
    return f"arn:{account.partition}:iam::{account.id}:policy{path}{name}"


async def _role_tags(account: Account, name: str) -> dict[str, str] | None:
    iam = await account.iam()
    try:
        with doing(f"look for the role {name} in account {account.id}"):
            return _tags((await iam.get_role(RoleName=name))["Role"])
    except NotFound:
        return None


async def _policy_tags(account: Account, arn: str) -> dict[str, str] | None:
    iam = await account.iam()
    try:
        with doing(f"look for the policy {arn}"):
            return _tags((await iam.get_policy(PolicyArn=arn))["Policy"])
    except NotFound:
        return None


def _like_a_grant(role: _Item, path: str) -> bool:
    return role["Path"] == path or str(role["RoleName"]).startswith(NAME_PREFIX)


def _name(policy: _Item) -> str:
    return str(policy["Arn"]).rpartition("/")[2]


def _role_detail(item: _Item) -> ObservedRole:
    inline = {policy["PolicyName"]: policy["PolicyDocument"] for policy in item.get("RolePolicyList", [])}
    return _role(item, item.get("AttachedManagedPolicies", []), inline, item.get("InstanceProfileList", []))


def _role(item: _Item, attached: Iterable[_Item], inline: Mapping[str, _Item], profiles: Iterable[_Item]) -> ObservedRole:
    """A role from its own fields and what hangs on it, which IAM answers together or one by one."""
    return ObservedRole(
        name=item["RoleName"],
        arn=item["Arn"],
        path=item["Path"],
        created_at=item["CreateDate"],
        trust=item["AssumeRolePolicyDocument"],
        tags=_tags(item),
        attached=tuple(policy["PolicyArn"] for policy in attached),
        inline=inline,
        boundary=_boundary(item),
        instance_profiles=tuple(profile["InstanceProfileName"] for profile in profiles),
        last_used=item.get("RoleLastUsed", {}).get("LastUsedDate"),
        max_session_seconds=item.get("MaxSessionDuration"),
    )


def _policy_detail(item: _Item) -> ObservedPolicy:
    versions = item["PolicyVersionList"]
    default = next(version for version in versions if version["IsDefaultVersion"])
    return ObservedPolicy(
        arn=item["Arn"],
        name=_name(item),
        created_at=item.get("CreateDate"),  # IAM's model does not require it here, and MiniStack leaves it out
        tags=None,
        default_version=default["VersionId"],
        versions=tuple(version["VersionId"] for version in versions),
        document=default["Document"],
    )


async def _read_role(account: Account, name: str) -> ObservedRole | None:
    iam = await account.iam()
    try:
        with doing(f"read the role {name}"):
            role, attached, inline, profiles = await asyncio.gather(
                iam.get_role(RoleName=name),
                iam.list_attached_role_policies(RoleName=name, MaxItems=1000),
                iam.list_role_policies(RoleName=name, MaxItems=1000),
                iam.list_instance_profiles_for_role(RoleName=name, MaxItems=1000),
            )
            documents = {
                item: (await iam.get_role_policy(RoleName=name, PolicyName=item))["PolicyDocument"] for item in inline["PolicyNames"]
            }
    except NotFound:
        return None
    return _role(role["Role"], attached["AttachedPolicies"], documents, profiles["InstanceProfiles"])


async def _read_policy(account: Account, arn: str) -> ObservedPolicy | None:
    iam = await account.iam()
    try:
        with doing(f"read the policy {arn}"):
            policy, versions = await asyncio.gather(iam.get_policy(PolicyArn=arn), iam.list_policy_versions(PolicyArn=arn))
            default = policy["Policy"]["DefaultVersionId"]
            document = await iam.get_policy_version(PolicyArn=arn, VersionId=default)
    except NotFound:
        return None
    return ObservedPolicy(
        arn=arn,
        name=arn.rpartition("/")[2],
        created_at=policy["Policy"]["CreateDate"],
        tags=_tags(policy["Policy"]),
        default_version=default,
        versions=tuple(version["VersionId"] for version in versions["Versions"]),
        document=document["PolicyVersion"]["Document"],
    )


def _tags(item: _Item) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


def _boundary(item: _Item) -> str | None:
    arn = item.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return str(arn) if arn else None
