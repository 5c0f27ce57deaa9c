"""Reads one grant from IAM by its name."""

import asyncio
from typing import Any

import stamina

from integration.aws.accounts import Account
from integration.aws.errors import Busy, NotFound, doing
from integration.aws.iam_answers import Item, moment_of, role_of, tags_of
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole

# The only version of almost every policy, so it is asked for before the versions are known.
_FIRST_VERSION = "v1"
# How long a policy may be between two versions while it is read.
_CHANGING_SECONDS = 10


async def read_grant(account: Account, name: str, path: str) -> Observed:
    """The role and the policy of that name as IAM holds them, each `None` where there is none. Raises `AwsError`."""
    role, policy = await asyncio.gather(_read_role(account, name), _read_policy(account, _policy_arn(account, name, path)))
    return Observed(role=role, policy=policy)


async def grant_tags(account: Account, name: str, path: str) -> dict[str, str] | None:
    """The tags of the role of that name, or of the policy where there is no role; `None` where there is neither. Raises `AwsError`."""
    role, policy = await asyncio.gather(_role_tags(account, name), _policy_tags(account, _policy_arn(account, name, path)))
    return policy if role is None else role


def _policy_arn(account: Account, name: str, path: str) -> str:
    return f"arn:{account.partition}:iam::{account.id}:policy{path}{name}"


async def _role_tags(account: Account, name: str) -> dict[str, str] | None:
    iam = await account.iam()
    try:
        with doing(f"look for the role {name} in account {account.id}"):
            return tags_of((await iam.get_role(RoleName=name))["Role"])
    except NotFound:
        return None


async def _policy_tags(account: Account, arn: str) -> dict[str, str] | None:
    iam = await account.iam()
    try:
        with doing(f"look for the policy {arn}"):
            return tags_of((await iam.get_policy(PolicyArn=arn))["Policy"])
    except NotFound:
        return None


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
    return role_of(role["Role"], attached["AttachedPolicies"], documents, profiles["InstanceProfiles"])


@stamina.retry(on=Busy, timeout=_CHANGING_SECONDS, attempts=None)
async def _read_policy(account: Account, arn: str) -> ObservedPolicy | None:
    iam = await account.iam()
    try:
        with doing(f"read the policy {arn}"):
            policy, listed, first = await asyncio.gather(
                iam.get_policy(PolicyArn=arn), iam.list_policy_versions(PolicyArn=arn), _document(iam, arn, _FIRST_VERSION)
            )
    except NotFound:
        return None
    versions = {version["VersionId"]: version["IsDefaultVersion"] for version in listed["Versions"]}
    documents = {version: first if version == _FIRST_VERSION else await _document(iam, arn, version) for version in versions}
    default = next((version for version, in_force in versions.items() if in_force), "")
    document = documents.pop(default, None)
    if document is None:
        raise Busy(f"IAM lists no version of {arn} that is in force; somebody is changing the policy.")
    return ObservedPolicy(
        arn=arn,
        name=arn.rpartition("/")[2],
        created_at=moment_of(policy["Policy"]["CreateDate"]),
        tags=tags_of(policy["Policy"]),
        document=document,
        others={version: other for version, other in documents.items() if other is not None},
    )


async def _document(iam: Any, arn: str, version: str) -> Item | None:
    """The version's document, `None` where it was deleted since it was listed."""
    try:
        with doing(f"read the version {version} of {arn}"):
            document: Item = (await iam.get_policy_version(PolicyArn=arn, VersionId=version))["PolicyVersion"]["Document"]
    except NotFound:
        return None
    return document
