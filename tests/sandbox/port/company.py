"""A small catalog: buckets, permissions and a grant that relates to both."""

from typing import Any

type Json = dict[str, Any]

BUCKET = "arn:aws:s3:::invoices"
OTHER_BUCKET = "arn:aws:s3:::photos"
GRANT = "Permission-r_1"

_KIND: Json = {"type": "string", "title": "Resource Type", "enum": ["S3", "EC2"], "enumColors": {"S3": "blue", "EC2": "green"}}

BLUEPRINTS: tuple[Json, ...] = (
    {
        "identifier": "aws_resource",
        "title": "AWS Resource",
        "schema": {
            "properties": {"resource_type": _KIND, "tags": {"type": "array", "items": {"type": "object"}}},
            "required": ["resource_type"],
        },
        "relations": {},
    },
    {
        "identifier": "iam_permissions",
        "title": "IAM Permissions",
        "schema": {"properties": {"resource_type": _KIND}, "required": ["resource_type"]},
        "relations": {},
    },
    {
        "identifier": "provisioned_permissions",
        "title": "Provisioned Permissions",
        "schema": {
            "properties": {
                "requester": {"type": "string", "format": "user"},
                "sign_in_url": {"type": "string", "format": "url"},
                "expiry_time": {"type": "string", "format": "timer"},
                "count": {"type": "number"},
            },
            "required": [],
        },
        "mirrorProperties": {"resource_type": {"title": "Resource Type", "path": "aws_resource.resource_type"}},
        "calculationProperties": {"label": {"title": "Label", "type": "string", "calculation": '.title + " for " + .properties.requester'}},
        "relations": {
            "permissions": {"title": "Permissions", "target": "iam_permissions", "required": False, "many": True},
            "aws_resource": {"title": "AWS Resource", "target": "aws_resource", "required": False, "many": False},
        },
    },
)

ENTITIES: tuple[tuple[str, Json], ...] = (
    ("aws_resource", {"identifier": BUCKET, "title": "invoices", "properties": {"resource_type": "S3", "tags": [{"Key": "team"}]}}),
    ("aws_resource", {"identifier": OTHER_BUCKET, "title": "photos", "properties": {"resource_type": "S3"}}),
    ("iam_permissions", {"identifier": "s3:PutObject", "title": "Put", "properties": {"resource_type": "S3"}}),
    ("iam_permissions", {"identifier": "s3:GetObject", "title": "Get", "properties": {"resource_type": "S3"}}),
    (
        "provisioned_permissions",
        {
            "identifier": GRANT,
            "title": "Permission",
            "properties": {"requester": "alice@example.com", "expiry_time": "2099-01-01T00:00:00Z"},
            "relations": {"aws_resource": BUCKET, "permissions": ["s3:PutObject"]},
        },
    ),
)

REQUEST: Json = {
    "identifier": "request_permissions",
    "title": "Request permissions",
    "trigger": {
        "type": "self-service",
        "operation": "DAY-2",
        "blueprintIdentifier": "aws_resource",
        "userInputs": {
            "properties": {
                "permissions": {
                    "title": "Permissions",
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "format": "entity", "blueprint": "iam_permissions"},
                },
                "reason": {"type": "string", "title": "Reason", "minLength": 3},
                "duration": {"type": "string", "enum": ["1h", "8h"], "default": "1h"},
                "bucket": {"type": "string", "default": {"jqQuery": ".entity.title"}},
            },
            "required": ["permissions"],
            "order": ["permissions", "reason"],
        },
    },
    "invocationMethod": {
        "type": "INTEGRATION_ACTION",
        "installationId": "ours",
        "integrationActionType": "request_permissions",
        "integrationActionExecutionProperties": {
            "entity": "{{ .entity }}",
            "permissions": "{{ .inputs.permissions | map(.identifier) }}",
            "reason": "{{ .inputs.reason }}",
            "requester": "{{ .trigger.by.user.email }}",
            "sentence": "run {{ .run.id }} for {{ .entity.identifier }}",
        },
    },
    "requiredApproval": False,
}


BUCKETS_QUERY: Json = {"combinator": "and", "rules": [{"property": "$blueprint", "operator": "=", "value": "aws_resource"}]}


def automation(identifier: str, event: Json, **more: Any) -> Json:
    """A published automation that leaves a pending run with what it saw of the event."""
    return {
        "identifier": identifier,
        "title": identifier,
        "trigger": {"type": "automation", "event": event, **more},
        "invocationMethod": {
            "type": "INTEGRATION_ACTION",
            "installationId": "ours",
            "integrationActionType": identifier,
            "integrationActionExecutionProperties": {
                "entity": "{{ .event.context.entityIdentifier }}",
                "before": "{{ .event.diff.before.properties }}",
                "after": "{{ .event.diff.after.properties }}",
                "trigger": "{{ .event.trigger }}",
            },
        },
        "publish": True,
    }
