"""Writes the customer managed policy of a grant. Every step may be made twice; what is already gone counts as deleted."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import NotFound, doing
from integration.domain.grant import Grant
from integration.domain.observed import ObservedPolicy
from integration.domain.policy import document_text, permission_policy
from integration.domain.record import encode

# How to detach a policy from somebody, and by which name.
_Holder = tuple[Callable[..., Awaitable[Any]], dict[str, str]]


async def create_policy(account: Account, grant: Grant) -> None:
    """IAM CreatePolicy under the grant's path, with the record as tags. Raises `AlreadyExists`, `AwsError`."""
    iam = await account.iam()
    with doing(f"create the policy {grant.name}"):
        await iam.create_policy(
            Path=grant.path,
            PolicyName=grant.name,
            PolicyDocument=document_text(permission_policy(grant)),
            Tags=[{"Key": key, "Value": value} for key, value in encode(grant).items()],
        )


async def renew_policy(account: Account, grant: Grant) -> None:
    """IAM CreatePolicyVersion: from then on the policy says what the grant does, without a moment in which it says nothing.

    Older versions go. IAM may still list one of them as the one in force, so they are told by their number; a newer one is somebody's
    who renews the policy at the same time.
    """
    iam = await account.iam()
    document = document_text(permission_policy(grant))
    with doing(f"write a new version of the policy {grant.name}"):
        made = await iam.create_policy_version(PolicyArn=grant.policy_arn, PolicyDocument=document, SetAsDefault=True)
    with doing(f"list the versions of {grant.policy_arn}"):
        listed = (await iam.list_policy_versions(PolicyArn=grant.policy_arn))["Versions"]
    newest = _number(made["PolicyVersion"]["VersionId"])
    older = [version["VersionId"] for version in listed if _number(version["VersionId"]) < newest]
    await delete_versions(account, grant.policy_arn, older)


async def delete_versions(account: Account, arn: str, versions: Iterable[str]) -> None:
    """Deletes versions of a policy that are not in force."""
    iam = await account.iam()
    for version in versions:
        with suppress(NotFound), doing(f"delete the version {version} of {arn}"):
            await iam.delete_policy_version(PolicyArn=arn, VersionId=version)


def _number(version: str) -> int:
    return int(version.removeprefix("v"))


async def tag_policy(account: Account, arn: str, tags: Mapping[str, str]) -> None:
    """IAM TagPolicy; what has the same key is replaced."""
    iam = await account.iam()
    with doing(f"tag the policy {arn}"):
        await iam.tag_policy(PolicyArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


async def delete_policy(account: Account, policy: ObservedPolicy) -> None:
    """Deletes the policy's other versions, then the policy; `detach_from_everybody` comes first. Raises `Busy` when it is attached anew."""
    iam = await account.iam()
    await delete_versions(account, policy.arn, policy.others)
    with suppress(NotFound), doing(f"delete the policy {policy.arn}"):
        await iam.delete_policy(PolicyArn=policy.arn)


async def detach_from_everybody(account: Account, arn: str, *, but: str | None = None) -> None:
    """Each holder by itself, so that one who let go meanwhile does not keep the others attached. `but` is a role that is left alone."""
    iam = await account.iam()
    holders: list[_Holder] = []
    with suppress(NotFound), doing(f"tell who holds {arn}"):
        pages = iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn, PolicyUsageFilter="PermissionsPolicy")
        holders = [holder async for page in pages for holder in _holders(iam, page, but)]
    for detach, name in holders:
        with suppress(NotFound), doing(f"detach {arn} from {' '.join(name.values())}"):
            await detach(**name, PolicyArn=arn)


def _holders(iam: Any, page: Mapping[str, Any], but: str | None) -> Iterator[_Holder]:
    yield from ((iam.detach_role_policy, {"RoleName": role["RoleName"]}) for role in page["PolicyRoles"] if role["RoleName"] != but)
    yield from ((iam.detach_user_policy, {"UserName": user["UserName"]}) for user in page["PolicyUsers"])
    yield from ((iam.detach_group_policy, {"GroupName": group["GroupName"]}) for group in page["PolicyGroups"])
