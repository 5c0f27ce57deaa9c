"""Reads grants from IAM: one by name, or all of an account in one stream."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, overload

import stamina

from integration.aws.accounts import Account
from integration.aws.bounds import GRANTS_AT_ONCE
from integration.aws.errors import AccessDenied, Busy, NotFound, doing
from integration.aws.grant_names import grant_names
from integration.domain.grant import NAME_PREFIX
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole

# How long a policy may be between two versions while it is read.
_CHANGING_SECONDS = 10

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
    """By name, every role and policy under `path`, and every role elsewhere that is named like a grant's. Raises `AwsError`.

    Where we may not read all of IAM at once, those under the path are read one by one, and nothing is told of roles elsewhere.
    """
    try:
        async for named in _list_at_once(account, path):
            yield named
    except AccessDenied as denied:
        try:
            names = await grant_names(account, path)
        except AccessDenied:
            raise denied from None
        async for named in _read_one_by_one(account, names, path):
            yield named


async def _read_one_by_one(account: Account, names: Sequence[str], path: str) -> AsyncIterator[tuple[str, Observed]]:
    """Calls: up to eight a grant."""
    for some in batched(names, GRANTS_AT_ONCE):
        for name, observed in zip(some, await asyncio.gather(*(read_grant(account, name, path) for name in some)), strict=True):
            if observed.role or observed.policy:
                yield name, observed


async def _list_at_once(account: Account, path: str) -> AsyncIterator[tuple[str, Observed]]:
    """One GetAccountAuthorizationDetails stream; only what is ours is kept while it runs, because roles come before policies.

    Calls: (roles + policies)/1000 of the account.
    """
    params = {"Filter": ["Role", "LocalManagedPolicy"], "PaginationConfig": {"PageSize": 1000}}
    roles: dict[str, ObservedRole] = {}
    policies: dict[str, ObservedPolicy] = {}
    async with account.aws.turn:
        with doing(f"list the roles and policies of account {account.id}"):
            async for page in account.pages("iam", account.home_region, "get_account_authorization_details", params):
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
        created_at=_moment(item["CreateDate"]),
        trust=item["AssumeRolePolicyDocument"],
        tags=_tags(item),
        attached=tuple(policy["PolicyArn"] for policy in attached),
        inline=inline,
        boundary=_boundary(item),
        instance_profiles=tuple(profile["InstanceProfileName"] for profile in profiles),
        last_used=_moment(item.get("RoleLastUsed", {}).get("LastUsedDate")),
        max_session_seconds=item.get("MaxSessionDuration"),
    )


def _policy_detail(item: _Item) -> ObservedPolicy:
    versions = item["PolicyVersionList"]
    default = next(version for version in versions if version["IsDefaultVersion"])
    return ObservedPolicy(
        arn=item["Arn"],
        name=_name(item),
        created_at=_moment(item.get("CreateDate")),  # IAM's model does not require it here, and MiniStack leaves it out
        tags=None,
        document=default["Document"],
        others={version["VersionId"]: version["Document"] for version in versions if version is not default},
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


@stamina.retry(on=Busy, timeout=_CHANGING_SECONDS, attempts=None)
async def _read_policy(account: Account, arn: str) -> ObservedPolicy | None:
    iam = await account.iam()
    try:
        with doing(f"read the policy {arn}"):
            policy, listed = await asyncio.gather(iam.get_policy(PolicyArn=arn), iam.list_policy_versions(PolicyArn=arn))
    except NotFound:
        return None
    versions = {version["VersionId"]: version["IsDefaultVersion"] for version in listed["Versions"]}
    documents = {version: await _document(iam, arn, version) for version in versions}
    default = next((version for version, in_force in versions.items() if in_force), "")
    document = documents.pop(default, None)
    if document is None:
        raise Busy(f"IAM lists no version of {arn} that is in force; somebody is changing the policy.")
    return ObservedPolicy(
        arn=arn,
        name=arn.rpartition("/")[2],
        created_at=_moment(policy["Policy"]["CreateDate"]),
        tags=_tags(policy["Policy"]),
        document=document,
        others={version: other for version, other in documents.items() if other is not None},
    )


@overload
def _moment(text: str) -> datetime: ...
@overload
def _moment(text: None) -> None: ...
def _moment(text: str | None) -> datetime | None:
    """A moment as IAM sends it, see `integration/aws/shapes.py`."""
    return datetime.fromisoformat(text) if text else None


async def _document(iam: Any, arn: str, version: str) -> _Item | None:
    """The version's document, `None` where it was deleted since it was listed."""
    try:
        with doing(f"read the version {version} of {arn}"):
            document: _Item = (await iam.get_policy_version(PolicyArn=arn, VersionId=version))["PolicyVersion"]["Document"]
    except NotFound:
        return None
    return document


def _tags(item: _Item) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


def _boundary(item: _Item) -> str | None:
    arn = item.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return str(arn) if arn else None
