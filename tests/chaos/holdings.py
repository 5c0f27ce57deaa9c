"""What the local AWS holds: the roles and policies under our path, and everybody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

PATH = "/port/"

_Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holdings:
    """By name, as GetAccountAuthorizationDetails tells them; `foreign` are the objects that are not under our path."""

    roles: Mapping[str, _Item]
    policies: Mapping[str, _Item]
    foreign: Mapping[str, _Item]

    @property
    def names(self) -> set[str]:
        return {*self.roles, *self.policies}


async def held(iam: Any) -> Holdings:
    """Everything, in one look."""
    roles: list[_Item] = []
    policies: list[_Item] = []
    async for page in iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role", "LocalManagedPolicy"]):
        roles += page["RoleDetailList"]
        policies += page["Policies"]
    others = [item for item in (*roles, *policies) if item["Path"] != PATH]
    return Holdings(
        roles={item["RoleName"]: item for item in roles if item["Path"] == PATH},
        policies={item["Arn"].rpartition("/")[2]: item for item in policies if item["Path"] == PATH},
        foreign={item["Arn"]: {key: value for key, value in item.items() if key != "RoleLastUsed"} for item in others},
    )


def document_of(policy: _Item) -> _Item:
    """The policy's default version."""
    versions = policy["PolicyVersionList"]
    document: _Item = next(version["Document"] for version in versions if version["IsDefaultVersion"])
    return document


def deadline_of(document: _Item) -> datetime:
    """The last moment at which a statement of the document still allows anything."""
    limits = [statement["Condition"]["DateLessThan"]["aws:CurrentTime"] for statement in document["Statement"]]
    return max(datetime.fromisoformat(limit) for limit in limits)
