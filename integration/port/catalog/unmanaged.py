"""Roles that somebody else named like grants, the guide's workflows for instance: their entities say more of them than AWS can tell."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from integration.domain.one_or_many import listed
from integration.domain.status import Status
from integration.port.api import PortApi
from integration.port.catalog.blueprints import AWS_RESOURCE, IAM_PERMISSIONS, PROVISIONED_PERMISSIONS
from integration.port.catalog.items import Item

# What the guide writes into an entity, by the property of a grant's item that is mapped to it.
_PROPERTIES = {
    "Requester": "requester",
    "SignInUrl": "sign_in_url",
    "PolicyDocument": "iam_policy",
    "PolicyArn": "policy_arn",
    "ExpiryTime": "expiry_time",
}
# And to what it relates: by the property, the relation and the blueprint that the relation leads to.
_RELATIONS = (("ResourceInCatalog", "aws_resource", AWS_RESOURCE), ("PermissionsInCatalog", "permissions", IAM_PERMISSIONS))

# Those of the identifiers that the catalog of a blueprint has, and will have.
Staying = Callable[[str, set[str]], Awaitable[set[str]]]


async def with_what_others_wrote(port: PortApi, items: Sequence[Item], staying: Staying) -> list[Item]:
    """The grants' items; those of roles that are not ours say what the catalog says of them already. Raises `PortError`.

    Ocean's mapping writes null where an item tells nothing, so it would be lost. Calls: one for each such role, and what `staying` takes.
    """
    return [await _remembering(port, item, staying) if item["Properties"]["Status"] == Status.UNMANAGED else item for item in items]


async def _remembering(port: PortApi, item: Item, staying: Staying) -> Item:
    entity = await port.entities.read(PROVISIONED_PERMISSIONS, item["Properties"]["RoleName"])
    if entity is None:
        return item
    properties = entity.get("properties") or {}
    told = {name: properties[key] for name, key in _PROPERTIES.items() if properties.get(key)}
    return {**item, "Properties": item["Properties"] | told | await _related(entity, staying)}


async def _related(entity: Mapping[str, Any], staying: Staying) -> Item:
    """The relations, but for those to what leaves the catalog: Port deletes nothing that is related to."""
    related: Item = {}
    for name, relation, blueprint in _RELATIONS:
        told = (entity.get("relations") or {}).get(relation)
        if told:
            stays = await staying(blueprint, set(listed(told)))
            related[name] = [one for one in told if one in stays] if isinstance(told, list) else told if told in stays else None
    return related
