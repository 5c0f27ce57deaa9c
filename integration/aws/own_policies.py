"""Reads the policy that a resource itself carries, where the menu says that it has a say in what a grant can do."""

import json
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import doing
from integration.aws.templates import fields_of, filled
from integration.domain.arn import Arn
from integration.resources.row import Row


async def own_policy(account: Account, row: Row, arn: Arn) -> dict[str, Any] | None:
    """The document; `None` for a type whose own policy cannot keep IAM from deciding. Raises `AwsError`."""
    asked = row.own_policy
    if asked is None:
        return None
    region = arn.region or account.home_region
    client = await account.client(row.listing.client, region)
    with doing(f"read the policy of {arn}"):
        answer = await getattr(client, asked.operation)(**filled(asked.params, fields_of(arn, account, region)))
    document: dict[str, Any] = json.loads(answer[asked.document])
    return document
