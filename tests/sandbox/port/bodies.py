"""Paths, queries and bodies that tests of entities send."""

from typing import Any

GRANTS = "/v1/blueprints/provisioned_permissions/entities"
BUCKETS = "/v1/blueprints/aws_resource/entities"
UPSERT = {"upsert": "true"}
MERGE = {"upsert": "true", "merge": "true"}


def bucket(**parts: Any) -> dict[str, Any]:
    return {"identifier": "arn:aws:s3:::new", "properties": {"resource_type": "S3"}} | parts


def where(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"combinator": "and", "rules": [{"property": name, "operator": operator, "value": value}]}
