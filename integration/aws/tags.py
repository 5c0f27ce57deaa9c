"""Reads the tags of listed resources where the listing itself leaves them out."""

from collections.abc import Mapping, Sequence
from sys import intern
from typing import Any

from integration.aws.accounts import Account
from integration.aws.errors import AccessDenied, doing
from integration.aws.lookups import looked_up
from integration.resources.row import Row

# Tags by ARN; `None` where the tagging API may not be asked.
_Known = dict[str, dict[str, str]] | None
_Item = Mapping[str, Any]


class Tags:
    """Those of one type in one account, or of one ARN alone, read region by region when a region first has an item."""

    def __init__(self, account: Account, row: Row, alone: str | None = None) -> None:
        self._account = account
        self._row = row
        self._alone = alone
        self._known: dict[str, _Known] = {}

    async def of(self, items: Sequence[tuple[str, _Item]], region: str) -> list[Any]:
        """The tags of items of that region, each given with its ARN. Raises `AwsError`."""
        listing = self._row.listing
        if listing.tag_filter is None:
            return [None] * len(items)
        if region not in self._known:
            self._known[region] = await self._asked(region)
        known, lookup = self._known[region], listing.tags_lookup
        if known is None and lookup:
            return await looked_up(self._account, self._row, lookup, [item for _, item in items], region)
        # What was handed out is not needed again: there may be a hundred thousand.
        return [(known or {}).pop(arn, None) for arn, _ in items]

    async def _asked(self, region: str) -> _Known:
        """A hundred resources a call; only what has tags is answered."""
        params: dict[str, Any] = {"ResourceTypeFilters": [self._row.listing.tag_filter], "ResourcesPerPage": 100}
        if self._alone:
            params = {"ResourceARNList": [self._alone]}
        found: dict[str, dict[str, str]] = {}
        try:
            with doing(f"read the tags of {self._row.kind} in {region} of account {self._account.id}"):
                async for page in self._account.pages("resourcegroupstaggingapi", region, "get_resources", params):
                    found |= {item["ResourceARN"]: _small(item["Tags"]) for item in page["ResourceTagMappingList"]}
        except AccessDenied:
            if self._row.listing.tags_lookup is None:
                raise
            return None
        return found


def _small(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """AWS's list of keys and values in a third of the memory; most resources have the same keys."""
    return {intern(tag["Key"]): tag["Value"] for tag in tags}
