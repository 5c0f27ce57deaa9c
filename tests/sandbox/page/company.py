"""A small catalog with a property of every sort, and the actions on it."""

from typing import Any

type Json = dict[str, Any]

BUCKET = "arn:aws:s3:::invoices"
OTHER_BUCKET = "arn:aws:s3:::photos"
GRANT = "Permission-r_1"
ROLE = f"arn:aws:iam::111122223333:role/port/{GRANT}"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"

_KIND: Json = {"type": "string", "title": "Resource Type", "enum": ["S3", "EC2"], "enumColors": {"S3": "blue", "EC2": "green"}}

BLUEPRINTS: tuple[Json, ...] = (
    {
        "identifier": "aws_resource",
        "title": "AWS Resource",
        "description": "What permissions can be requested for",
        "schema": {
            "properties": {
                "resource_type": _KIND,
                "tags": {"type": "array", "title": "Tags", "items": {"type": "object"}},
                "console_link": {"type": "string", "format": "url", "title": "Console"},
            },
            "required": ["resource_type"],
        },
        "relations": {},
    },
    {
        "identifier": "iam_permissions",
        "title": "IAM Permissions",
        "schema": {
            "properties": {
                "resource_type": _KIND,
                "access_level": {"type": "string", "enum": ["Read", "Write"], "enumColors": {"Write": "orange"}},
                "description": {"type": "string"},
            },
            "required": ["resource_type"],
        },
        "relations": {},
    },
    {
        "identifier": "provisioned_permissions",
        "title": "Provisioned Permissions",
        "schema": {
            "properties": {
                "requester": {"type": "string", "format": "user", "title": "Requester"},
                "role_arn": {"type": "string", "title": "Role ARN"},
                "expiry_time": {"type": "string", "format": "timer", "title": "Expiry Time"},
                "iam_policy": {"type": "object", "title": "IAM Policy"},
                "uses": {"type": "number", "title": "Uses"},
                "is_urgent": {"type": "boolean", "title": "Urgent"},
            },
            "required": [],
        },
        "mirrorProperties": {"resource_type": {"title": "Kind", "path": "aws_resource.resource_type"}},
        "relations": {
            "permissions": {"title": "Permissions", "target": "iam_permissions", "required": False, "many": True},
            "aws_resource": {"title": "AWS Resource", "target": "aws_resource", "required": False, "many": False},
        },
    },
)

ENTITIES: tuple[tuple[str, Json], ...] = (
    (
        "aws_resource",
        {"identifier": BUCKET, "title": "invoices", "properties": {"resource_type": "S3", "tags": [{"Key": "team", "Value": "web"}]}},
    ),
    ("aws_resource", {"identifier": OTHER_BUCKET, "title": "photos", "properties": {"resource_type": "S3"}}),
    ("aws_resource", {"identifier": INSTANCE, "title": "web-1", "properties": {"resource_type": "EC2"}}),
    ("iam_permissions", {"identifier": "s3:PutObject", "title": "Put", "properties": {"resource_type": "S3", "access_level": "Write"}}),
    ("iam_permissions", {"identifier": "s3:GetObject", "title": "Get", "properties": {"resource_type": "S3", "access_level": "Read"}}),
    ("iam_permissions", {"identifier": "ec2:StopInstances", "title": "Stop", "properties": {"resource_type": "EC2"}}),
    (
        "provisioned_permissions",
        {
            "identifier": GRANT,
            "title": "Permission",
            "properties": {
                "requester": "alice@example.com",
                "role_arn": ROLE,
                "expiry_time": "2099-01-01T00:00:00.000Z",
                "iam_policy": {"Version": "2012-10-17"},
            },
            "relations": {"aws_resource": BUCKET, "permissions": ["s3:PutObject"]},
        },
    ),
)


def _invocation(action: str) -> Json:
    properties = {"entity": "{{ .entity.identifier }}"}
    return {
        "type": "INTEGRATION_ACTION",
        "installationId": "ours",
        "integrationActionType": action,
        "integrationActionExecutionProperties": properties,
    }


REQUEST: Json = {
    "identifier": "request_permissions",
    "title": "Request permissions",
    "trigger": {
        "type": "self-service",
        "operation": "DAY-2",
        "blueprintIdentifier": "aws_resource",
        "userInputs": {
            "properties": {
                "reason": {"type": "string", "title": "Reason", "format": "multi-line", "minLength": 3},
                "permissions": {
                    "title": "Permissions",
                    "type": "array",
                    "items": {
                        "type": "string",
                        "format": "entity",
                        "blueprint": "iam_permissions",
                        "dataset": {
                            "combinator": "and",
                            "rules": [
                                {"property": "resource_type", "operator": "=", "value": {"jqQuery": ".entity.properties.resource_type"}}
                            ],
                        },
                    },
                },
                "duration": {"type": "string", "enum": ["1h", "8h"], "default": "1h"},
                "until": {"type": "string", "format": "date-time", "title": "Until"},
            },
            "required": ["permissions"],
            "order": ["permissions", "duration"],
        },
    },
    "invocationMethod": _invocation("request_permissions"),
    "requiredApproval": False,
}

REVOKE: Json = {
    "identifier": "revoke_permissions",
    "title": "Revoke permissions",
    "trigger": {
        "type": "self-service",
        "operation": "DELETE",
        "blueprintIdentifier": "provisioned_permissions",
        "userInputs": {"properties": {}, "required": [], "order": []},
        "condition": {"type": "SEARCH", "combinator": "and", "rules": [{"property": "requester", "operator": "isNotEmpty"}]},
    },
    "invocationMethod": _invocation("revoke_permissions"),
    "requiredApproval": False,
}

REGISTER: Json = {
    "identifier": "register_resource",
    "title": "Register a resource",
    "trigger": {
        "type": "self-service",
        "operation": "CREATE",
        "blueprintIdentifier": "aws_resource",
        "userInputs": {
            "properties": {
                "kind": {"type": "string", "title": "Kind", "enum": ["S3", "EC2"]},
                "bucket": {"type": "string", "title": "Bucket", "visible": {"jqQuery": '.form.kind == "S3"'}},
                "instance": {"type": "string", "title": "Instance", "visible": {"jqQuery": '.form.kind == "EC2"'}},
            },
            "required": {"jqQuery": 'if .form.kind == "S3" then ["kind", "bucket"] else ["kind"] end'},
        },
    },
    "invocationMethod": _invocation("register_resource"),
    "requiredApproval": False,
}

EXPIRY: Json = {
    "identifier": "automation",
    "title": "Revoke expired permissions",
    "trigger": {
        "type": "automation",
        "event": {"type": "TIMER_PROPERTY_EXPIRED", "blueprintIdentifier": "provisioned_permissions", "propertyIdentifier": "expiry_time"},
    },
    "invocationMethod": _invocation("revoke_permissions")
    | {"integrationActionExecutionProperties": {"entity": "{{ .event.context.entityIdentifier }}"}},
    "publish": True,
}
