"""What happened to a grant, or to the grants on a resource: the entities of `permission_events`, which outlive both."""

from sandbox.page.port_client import Json, PortClient

BLUEPRINT = "permission_events"

# The property of an event that names an entity of the blueprint.
_NAMED_BY = {"provisioned_permissions": "grant", "aws_resource": "resource_arn"}
_MOST = 30


async def events_of(port: PortClient, blueprints: dict[str, Json], blueprint: str, identifier: str) -> list[Json] | None:
    """The latest events first; `None` for what has no such history."""
    if BLUEPRINT not in blueprints or blueprint not in _NAMED_BY:
        return None
    rule = {"property": _NAMED_BY[blueprint], "operator": "=", "value": identifier}
    found = await port.search(BLUEPRINT, {"combinator": "and", "rules": [rule]})
    return sorted(found, key=lambda event: str(event["properties"].get("at") or event["createdAt"]), reverse=True)[:_MOST]
