"""What IAM's answers say of a role and of a policy, whether it told them one by one or all together."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, overload

from integration.domain.observed import ObservedRole

Item = Mapping[str, Any]


def role_of(item: Item, attached: Iterable[Item], inline: Mapping[str, Item], profiles: Iterable[Item]) -> ObservedRole:
    """A role from its own fields and what hangs on it, which IAM answers together or one by one."""
    return ObservedRole(
        name=item["RoleName"],
        arn=item["Arn"],
        path=item["Path"],
        created_at=moment_of(item["CreateDate"]),
        trust=item["AssumeRolePolicyDocument"],
        tags=tags_of(item),
        attached=tuple(policy["PolicyArn"] for policy in attached),
        inline=inline,
        boundary=_boundary(item),
        instance_profiles=tuple(profile["InstanceProfileName"] for profile in profiles),
        last_used=moment_of(item.get("RoleLastUsed", {}).get("LastUsedDate")),
        max_session_seconds=item.get("MaxSessionDuration"),
    )


def tags_of(item: Item) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


@overload
def moment_of(text: str) -> datetime: ...
@overload
def moment_of(text: None) -> None: ...
def moment_of(text: str | None) -> datetime | None:
    """A moment as IAM sends it, see `integration/aws/shapes.py`."""
    return datetime.fromisoformat(text) if text else None


def _boundary(item: Item) -> str | None:
    arn = item.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return str(arn) if arn else None
