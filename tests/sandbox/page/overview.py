"""A dashboard, a scorecard and the history of a grant, on top of the small company."""

from typing import Any

from tests.sandbox.page.company import BUCKET, GRANT
from tests.sandbox.port.client import PortClient

type Json = dict[str, Any]

EVENTS: Json = {
    "identifier": "permission_events",
    "title": "Permission Events",
    "schema": {
        "properties": {
            "event": {
                "type": "string",
                "title": "Event",
                "enum": ["granted", "revoked"],
                "enumColors": {"granted": "green", "revoked": "purple"},
            },
            "grant": {"type": "string", "title": "Grant"},
            "requester": {"type": "string", "format": "user"},
            "by": {"type": "string"},
            "reason": {"type": "string"},
            "at": {"type": "string", "format": "date-time"},
            "permissions": {"type": "array", "items": {"type": "string"}},
            "resource_arn": {"type": "string"},
            "run": {"type": "string"},
        }
    },
    "relations": {"aws_resource": {"target": "aws_resource", "required": False, "many": False}},
}
CARD: Json = {
    "identifier": "hygiene",
    "title": "Hygiene",
    "levels": [{"title": "Poor", "color": "red"}, {"title": "Good", "color": "green"}],
    "rules": [
        {
            "identifier": "used",
            "title": "Used",
            "description": "Somebody has used it",
            "level": "Good",
            "query": {"combinator": "and", "conditions": [{"property": "uses", "operator": "isNotEmpty"}]},
        }
    ],
}


def _dataset(*rules: Json) -> Json:
    return {"combinator": "and", "rules": list(rules)}


_ALICE: Json = {"property": "requester", "operator": "=", "value": "alice@example.com"}
_SETTINGS: Json = {
    "propertiesSettings": {"order": ["requester", "$title", "aws_resource"], "shown": ["requester", "$title", "aws_resource"]},
    "sortSettings": {"sortBy": [{"property": "$title", "order": "desc"}]},
}
_GRANTS = "provisioned_permissions"
PAGE: Json = {
    "identifier": "overview",
    "title": "Overview",
    "type": "dashboard",
    "widgets": [
        {
            "id": "dashboard",
            "type": "dashboard-widget",
            "layout": [
                {"height": 400, "columns": [{"id": "all", "size": 3}, {"id": "none", "size": 3}, {"id": "pie", "size": 6}]},
                {"height": 400, "columns": [{"id": "levels", "size": 6}, {"id": "text", "size": 6}]},
                {"height": 400, "columns": [{"id": "table", "size": 12}]},
            ],
            "widgets": [
                {"id": "all", "type": "entities-number-chart", "title": "Grants", "blueprint": _GRANTS, "dataset": _dataset()},
                {
                    "id": "none",
                    "type": "entities-number-chart",
                    "title": "Nobody's",
                    "blueprint": _GRANTS,
                    "dataset": _dataset({"property": "requester", "operator": "isEmpty"}),
                },
                {
                    "id": "pie",
                    "type": "entities-pie-chart",
                    "title": "Types",
                    "blueprint": "aws_resource",
                    "property": "property#resource_type",
                    "dataset": _dataset(),
                },
                {
                    "id": "levels",
                    "type": "entities-pie-chart",
                    "title": "Levels",
                    "blueprint": _GRANTS,
                    "property": "scorecard#hygiene",
                    "dataset": _dataset(),
                },
                {"id": "text", "type": "markdown", "title": "Words", "markdown": "# Hello"},
                {
                    "id": "table",
                    "type": "table-entities-explorer",
                    "title": "Whose",
                    "blueprint": _GRANTS,
                    "dataset": _dataset(_ALICE),
                    "blueprintConfig": {_GRANTS: _SETTINGS},
                },
            ],
        }
    ],
}


async def with_history(port: PortClient) -> None:
    """A grant that was granted and another that is gone, both on the bucket."""
    await port.ask("POST", "/v1/blueprints", body=EVENTS)
    await port.ask("POST", "/v1/blueprints/provisioned_permissions/scorecards", body=CARD)
    await port.ask("POST", "/v1/pages", body=PAGE)
    await _happened(port, GRANT, "granted", "2026-11-24T09:00:00Z", "alice@example.com")
    await _happened(port, "Permission-r_0", "revoked", "2026-11-24T10:00:00Z", "expiry")


async def _happened(port: PortClient, grant: str, event: str, at: str, by: str) -> None:
    told = {"event": event, "grant": grant, "requester": "alice@example.com", "by": by, "at": at, "reason": "Backfill"}
    more = {"permissions": ["s3:PutObject"], "resource_arn": BUCKET, "run": grant.removeprefix("Permission-")}
    body = {"identifier": f"{grant}-{event}", "properties": told | more, "relations": {"aws_resource": BUCKET}}
    await port.ask("POST", "/v1/blueprints/permission_events/entities", body=body)
