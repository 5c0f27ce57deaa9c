"""What makes an entity a grant whose access can be tried."""

from sandbox.access import TryAccess
from sandbox.page.port_client import Json

BLUEPRINT = "provisioned_permissions"


def is_grant(entity: Json) -> bool:
    """Does it say which role, for whom and on what?"""
    return entity["blueprint"] == BLUEPRINT and all(_facts(entity).values())


def trial_of(entity: Json) -> TryAccess:
    """What there is to try of the grant."""
    facts = _facts(entity)
    return TryAccess(facts["role_arn"], facts["requester"], facts["resource_arn"], tuple(entity["relations"].get("permissions") or ()))


def _facts(entity: Json) -> dict[str, str]:
    properties = entity["properties"]
    resource = properties.get("resource_arn") or entity["relations"].get("aws_resource")
    named = {"role_arn": properties.get("role_arn"), "requester": properties.get("requester"), "resource_arn": resource}
    return {name: str(value or "") for name, value in named.items()}
