"""Every role of an account with what hangs on it, some calls for each; then the grants among them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from bench.peer.accounts import client, regions, sessions
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.status import classify
from integration.operations.observe import Sighting
from integration.port.catalog.items import Item, Related, grant_item

_PATH = "/port/"
_SIDE_BY_SIDE = 10
_BATCH = 100

_Answer = Mapping[str, Any]


async def grants(kind: str) -> AsyncIterator[list[Item]]:
    for account, session in await sessions():
        async with client(session, "iam", regions()[0]) as iam:
            roles = [role async for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
            found: list[Item] = []
            for some in batched(roles, _SIDE_BY_SIDE):
                read = await asyncio.gather(*(_read(iam, role["RoleName"]) for role in some))
                found += [_item(account, *one) for one in read if one[0].path == _PATH]
        for batch in batched(found, _BATCH):
            yield list(batch)


async def _read(iam: Any, name: str) -> tuple[ObservedRole, list[ObservedPolicy]]:
    role = (await iam.get_role(RoleName=name))["Role"]
    inline = (await iam.list_role_policies(RoleName=name))["PolicyNames"]
    documents = {one: (await iam.get_role_policy(RoleName=name, PolicyName=one))["PolicyDocument"] for one in inline}
    attached = (await iam.list_attached_role_policies(RoleName=name))["AttachedPolicies"]
    policies = [await _policy(iam, one["PolicyArn"]) for one in attached]
    return _role(role, documents, attached), policies


async def _policy(iam: Any, arn: str) -> ObservedPolicy:
    policy = (await iam.get_policy(PolicyArn=arn))["Policy"]
    version = (await iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"]))["PolicyVersion"]
    return ObservedPolicy(
        arn=arn,
        name=policy["PolicyName"],
        created_at=policy["CreateDate"],
        tags=None,
        document=version["Document"],
        others={},
    )


def _role(role: _Answer, inline: Mapping[str, _Answer], attached: list[_Answer]) -> ObservedRole:
    return ObservedRole(
        name=role["RoleName"],
        arn=role["Arn"],
        path=role["Path"],
        created_at=role["CreateDate"],
        trust=role["AssumeRolePolicyDocument"],
        tags={tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
        attached=tuple(one["PolicyArn"] for one in attached),
        inline=inline,
        boundary=None,
        instance_profiles=(),
        last_used=role.get("RoleLastUsed", {}).get("LastUsedDate"),
        max_session_seconds=None,
    )


def _item(account: str, role: ObservedRole, policies: list[ObservedPolicy]) -> Item:
    observed = Observed(role=role, policy=next(policy for policy in policies if policy.name == role.name))
    sighting = Sighting(role.name, observed, classify(observed, datetime.now(UTC)))
    return grant_item(sighting, account, Related((), ()), {})
