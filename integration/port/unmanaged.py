"""Roles that somebody else named like grants, the guide's workflows for instance: their entities say more of them than AWS can tell."""

from collections.abc import Mapping, Sequence
from typing import Any

from integration.domain.status import Status
from integration.port.api import PortApi
from integration.port.blueprints import PROVISIONED_PERMISSIONS
from integration.port.items import Item

# What the guide writes into an entity, by the property of a grant's item that is mapped to it.
_PROPERTIES = {
    "Requester": "requester",
    "SignInUrl": "sign_in_url",
    "PolicyDocument": "iam_policy",
    "PolicyArn": "policy_arn",
    "ExpiryTime": "expiry_time",
}
_RELATIONS = {"ResourceInCatalog": "aws_resource", "PermissionsInCatalog": "permissions"}


async def with_what_others_wrote(port: PortApi, items: Sequence[Item]) -> list[Item]:
    """The grants' items; those of roles that are not ours say what the catalog says of them already. Raises `PortError`.

    Ocean's mapping writes null where an item tells nothing, so a resync would lose it. Calls: one for each such role.
    """
    return [await _remembering(port, item) if item["Properties"]["Status"] == Status.UNMANAGED else item for item in items]


async def _remembering(port: PortApi, item: Item) -> Item:
    entity = await port.entity(PROVISIONED_PERMISSIONS, item["Properties"]["RoleName"])
    return item if entity is None else {**item, "Properties": item["Properties"] | _told_by(entity)}


def _told_by(entity: Mapping[str, Any]) -> Item:
    properties, relations = entity.get("properties") or {}, entity.get("relations") or {}
    told = {name: properties.get(key) for name, key in _PROPERTIES.items()} | {name: relations.get(key) for name, key in _RELATIONS.items()}
    return {name: value for name, value in told.items() if value}
