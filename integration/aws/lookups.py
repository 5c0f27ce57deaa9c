"""Asks item by item for what a listing left out."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any

import jmespath

from integration.aws.accounts import Account
from integration.aws.bounds import LOOKUPS_AT_ONCE
from integration.aws.errors import AwsError, code_of, doing
from integration.aws.templates import filled
from integration.resources.row import Lookup, Row


async def looked_up(account: Account, row: Row, lookup: Lookup, items: Sequence[Mapping[str, Any]], region: str) -> list[Any]:
    """The answer for each of the items, `None` where there is nothing to tell. Raises `AwsError`."""
    told: list[Any] = []
    async with account.aws.borrowed(row.listing.client, region) as client:
        for some in batched(items, LOOKUPS_AT_ONCE):
            told += await asyncio.gather(*(_one(client, lookup, item, account.id) for item in some))
    return told


async def _one(client: Any, lookup: Lookup, item: Mapping[str, Any], account: str) -> Any:
    params = filled(lookup.params, item)
    try:
        with doing(f"ask {lookup.operation} of {' '.join(params.values())} in account {account}"):
            return jmespath.search(lookup.answer, await getattr(client, lookup.operation)(**params))
    except AwsError as error:
        if code_of(error) in lookup.nothing:
            return None
        raise
