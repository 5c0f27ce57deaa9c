"""Reads all grants of an account: in one stream, or one by one where we may not read all of its IAM at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import batched

from integration.aws.accounts import Account
from integration.aws.bounds import GRANTS_AT_ONCE
from integration.aws.errors import AccessDenied, doing
from integration.aws.grant_names import grant_names
from integration.aws.grants import read_grant
from integration.aws.iam_answers import Item, moment_of, role_of
from integration.domain.grant import NAME_PREFIX
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole


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


def _like_a_grant(role: Item, path: str) -> bool:
    return role["Path"] == path or str(role["RoleName"]).startswith(NAME_PREFIX)


def _role_detail(item: Item) -> ObservedRole:
    inline = {policy["PolicyName"]: policy["PolicyDocument"] for policy in item.get("RolePolicyList", [])}
    return role_of(item, item.get("AttachedManagedPolicies", []), inline, item.get("InstanceProfileList", []))


def _policy_detail(item: Item) -> ObservedPolicy:
    versions = item["PolicyVersionList"]
    default = next(version for version in versions if version["IsDefaultVersion"])
    return ObservedPolicy(
        arn=item["Arn"],
        name=_name(item),
        created_at=moment_of(item.get("CreateDate")),  # IAM's model does not require it here, and MiniStack leaves it out
        tags=None,
        document=default["Document"],
        others={version["VersionId"]: version["Document"] for version in versions if version is not default},
    )


def _name(policy: Item) -> str:
    return str(policy["Arn"]).rpartition("/")[2]
