"""The permission policy of a grant: the least that lets its actions reach its resource until its deadline."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integration.domain.grant import Grant
from integration.domain.scopes import arns_of

# Characters that IAM allows in a managed policy; it does not count white space, which `document_text` leaves out anyway.
MAX_POLICY_LENGTH = 6144

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def permission_policy(grant: Grant) -> dict[str, Any]:
    """The document of the grant's customer managed policy: one statement for each set of resources, sorted."""
    actions: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    scopes: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for permission in grant.permissions:
        resources = arns_of(grant.resource, permission.scope)
        actions[resources].add(permission.action)
        scopes[resources].add(permission.scope)
    statements = [_statement(grant, min(scopes[resources]), sorted(actions[resources]), resources) for resources in sorted(actions)]
    return {"Version": "2012-10-17", "Statement": statements}


def document_text(document: Mapping[str, Any]) -> str:
    """A policy document as AWS takes it: JSON without white space, ASCII only."""
    return json.dumps(document, separators=(",", ":"))


def policy_time(moment: datetime) -> str:
    """A moment (UTC) as `aws:CurrentTime` is compared with: ISO 8601, whole seconds."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def time_of(text: str) -> datetime | None:
    """The moment that `policy_time` wrote so; `None` for any other text. Ten times as fast as strptime, and every grant has several."""
    try:
        return datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def end_of(document: Mapping[str, Any]) -> datetime | None:
    """The moment at which a document that we wrote ends; `None` where it does not say so as ours do."""
    try:
        return time_of(document["Statement"][0]["Condition"]["DateLessThan"]["aws:CurrentTime"])
    except (LookupError, TypeError):
        return None


def _statement(grant: Grant, scope: str, actions: list[str], resources: tuple[str, ...]) -> dict[str, Any]:
    return {
        "Sid": "".join(word.capitalize() for word in scope.replace("-", " ").split()) or "Everywhere",
        "Effect": "Allow",
        "Action": actions,
        "Resource": list(resources),
        "Condition": _conditions(grant, everywhere=not scope),
    }


def _conditions(grant: Grant, *, everywhere: bool) -> dict[str, Any]:
    conditions: dict[str, Any] = {"DateLessThan": {"aws:CurrentTime": policy_time(grant.deadline)}}
    if not grant.resource.account:
        # An S3 ARN names no account: without this a bucket of that name in somebody else's account would do.
        conditions["StringEquals"] = {"aws:ResourceAccount": grant.account}
    elif everywhere:
        conditions["StringEquals"] = {"aws:RequestedRegion": grant.resource.region}
        # IfExists: a few services do not say whose resource they are asked about when they list.
        conditions["StringEqualsIfExists"] = {"aws:ResourceAccount": grant.account}
    return conditions
