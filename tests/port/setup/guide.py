"""What an organisation has in Port after it followed the guide by hand, and then made it its own a little."""

from integration.port.setup.findings import Json
from tests.port.setup.organisation import Organisation

_TYPE: Json = {
    "type": "string",
    "title": "Kind",
    "enum": ["S3", "EC2", "Kafka"],
    "enumColors": {"S3": "pink", "EC2": "green", "Kafka": "brown"},
}

BLUEPRINTS: tuple[Json, ...] = (
    {
        "identifier": "aws_resource",
        "title": "Cloud Resource",
        "icon": "Cloud",
        "schema": {
            "properties": {"resource_type": _TYPE, "tags": {"type": "array"}, "cost_center": {"type": "string", "title": "Cost Center"}},
            "required": ["resource_type"],
        },
        "relations": {},
    },
    {
        "identifier": "iam_permissions",
        "title": "IAM Permissions",
        "schema": {"properties": {"resource_type": _TYPE}, "required": ["resource_type"]},
        "relations": {},
    },
    {
        "identifier": "provisioned_permissions",
        "title": "Provisioned Permissions",
        "schema": {
            "properties": {
                "requester": {"type": "string", "format": "user", "title": "Who"},
                "iam_policy": {"type": "object"},
                "sign_in_url": {"type": "string", "format": "url"},
                "policy_arn": {"type": "string"},
                "role_arn": {"type": "string"},
                "expiry_time": {"type": "string", "format": "timer"},
            },
            "required": [],
        },
        "relations": {
            "permissions": {"title": "Permissions", "target": "iam_permissions", "required": False, "many": True},
            "aws_resource": {"title": "Resource", "target": "aws_resource", "required": False, "many": False},
            "depends_on": {"title": "Depends On", "target": "aws_resource", "required": False, "many": True},
        },
    },
)


def workflow(name: str) -> Json:
    """A backend as the guide has it."""
    return {
        "type": "GITHUB",
        "org": "northlight",
        "repo": "port-iam-permissions",
        "workflow": name,
        "workflowInputs": {"port_context": {"runId": "{{ .run.id }}"}},
        "reportWorkflowStatus": True,
    }


REQUEST: Json = {
    "identifier": "request_permissions",
    "title": "Ask for access",
    "trigger": {
        "type": "self-service",
        "operation": "DAY-2",
        "blueprintIdentifier": "aws_resource",
        "userInputs": {
            "properties": {
                "permissions": {
                    "title": "Permissions",
                    "type": "array",
                    "items": {"type": "string", "format": "entity", "blueprint": "iam_permissions"},
                },
                "cost_center": {"title": "Cost Center", "type": "string"},
            },
            "required": ["permissions", "cost_center"],
            "order": [],
        },
    },
    "invocationMethod": workflow("create-iam-permissions.yaml"),
    "requiredApproval": {"type": "ANY"},
}
REVOKE: Json = {
    "identifier": "revoke_permissions",
    "title": "Revoke permissions",
    "trigger": {
        "type": "self-service",
        "operation": "DELETE",
        "blueprintIdentifier": "provisioned_permissions",
        "userInputs": {"properties": {}, "required": [], "order": []},
    },
    "invocationMethod": workflow("delete-iam-permissions.yaml"),
    "requiredApproval": False,
}
EXPIRY: Json = {
    "identifier": "automation",
    "title": "Automation",
    "trigger": {
        "type": "automation",
        "event": {"type": "TIMER_PROPERTY_EXPIRED", "blueprintIdentifier": "provisioned_permissions", "propertyIdentifier": "expiry_time"},
    },
    "invocationMethod": workflow("delete-iam-permissions.yaml"),
    "publish": True,
}
PERMISSIONS: Json = {"execute": {"roles": ["Admin"], "teams": ["platform"]}}


async def follow_the_guide(there: Organisation, *actions: Json) -> None:
    """Its blueprints and actions, and only some people may ask."""
    for blueprint in BLUEPRINTS:
        await there.ask("POST", "blueprints", blueprint)
    for action in actions or (REQUEST, REVOKE, EXPIRY):
        await there.ask("POST", "actions", action)
    await there.ask("PATCH", f"actions/{(actions or (REQUEST,))[0]['identifier']}/permissions", PERMISSIONS)
    there.watched.writes.clear()
