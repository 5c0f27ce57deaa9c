"""A believable grant for tests, with a name of its own each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from integration.domain.arn import Arn
from integration.domain.grant import Grant, ScopedPermission, Trust

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
_numbers = count(1)


def a_grant(account: str = "123456789012", **changes: Any) -> Grant:
    """s3:PutObject on one bucket for four hours from `NOW`."""
    grant = Grant(
        run_id=f"r_{next(_numbers):016d}",
        account=account,
        resource=Arn.parse("arn:aws:s3:::orders"),
        permissions=(ScopedPermission("s3:PutObject", "object"),),
        requester="dana@acme.example",
        trust=Trust(account=account, user="dana@acme.example", via=("identity-center", "iam-user")),
        granted_at=NOW,
        deadline=NOW + timedelta(hours=4),
        reason="Backfill the orders of November",
        ticket="OPS-7",
        approver=None,
        path="/port/",
        boundary=None,
    )
    return replace(grant, **changes)
