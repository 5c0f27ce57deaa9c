"""Lists resources, and proves that one is still there, as their row of the menu says."""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import jmespath

from integration.aws.accounts import Account
from integration.aws.bounds import REGIONS_AT_ONCE
from integration.aws.errors import AwsError, code_of, doing
from integration.aws.lookups import looked_up
from integration.aws.streams import merged
from integration.aws.tags import Tags
from integration.aws.templates import fields_of, filled
from integration.domain.arn import Arn
from integration.resources.row import Row

# S3 lists ten thousand buckets a page, by name and region; all that is told of them takes several times the memory.
_TOLD_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A resource as AWS lists it; `properties` are AWS's own fields, with `Arn` and `Tags` ([{Key, Value}]) always there."""

    arn: str
    title: str
    region: str
    console: str
    properties: dict[str, Any]


def list_resources(account: Account, row: Row, regions: tuple[str, ...]) -> AsyncGenerator[list[Listed], None]:
    """Pages of the resources of `row` in `regions`, from several regions at once; a type that AWS lists for all of them is asked once.

    A region that cannot be read does not keep the others from being listed. Raises `AwsError` at the end where one could not:
    whoever lists must know that something is missing.
    """
    asked = regions if row.listing.regional else (account.home_region,)
    return merged((_pages(account, row, region, regions) for region in asked), REGIONS_AT_ONCE)


async def still_there(account: Account, row: Row, arn: Arn) -> bool:
    """Whether AWS still holds the resource, by one call. Raises `AwsError` where we may not look."""
    proof = row.listing.exists
    region = arn.region or account.home_region
    fields = fields_of(arn, account, region)
    client = await account.client(row.listing.client, region)
    try:
        with doing(f"look whether {arn} is still there"):
            answer = await getattr(client, proof.operation)(**filled(proof.params, fields))
    except AwsError as error:
        if code_of(error) in proof.gone:
            return False
        raise
    return not (proof.state and _means_gone(jmespath.search(proof.state, answer), proof.gone_states))


def _means_gone(state: Any, gone_states: tuple[str, ...]) -> bool:
    states = state if isinstance(state, list) else [state]
    return all(found is None or found in gone_states for found in states)


async def _pages(account: Account, row: Row, asked: str, regions: tuple[str, ...]) -> AsyncGenerator[list[Listed], None]:
    tags, found = Tags(account, row), jmespath.compile(row.listing.items)
    asking = account.pages(row.listing.client, asked, row.listing.operation, row.listing.params)
    with doing(f"list {row.kind} in {asked} of account {account.id}"):
        async with account.aws.turn, aclosing(asking) as pages:
            async for page in pages:
                items = [item_of(row, item) for item in found.search(page) or ()]
                del page
                placed = (await by_region(account, row, items, asked)).items()
                del items
                own = (_listed(account, row, here, region, tags) for region, here in placed if region in regions)
                async with aclosing(merged(own, REGIONS_AT_ONCE)) as resources_by_region:
                    async for resources in resources_by_region:
                        yield resources
                        del resources


async def by_region(account: Account, row: Row, items: list[dict[str, Any]], asked: str) -> dict[str, list[dict[str, Any]]]:
    """Where the items are, if AWS lists those of all regions at once."""
    field, lookup = row.listing.region_field, row.listing.region_lookup
    if field is None:
        return {asked: items}
    unplaced = [item for item in items if not item.get(field)]
    if lookup:
        for item, region in zip(unplaced, await looked_up(account, row, lookup, unplaced, asked), strict=True):
            item[field] = region
    placed: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        placed.setdefault(str(item.get(field) or asked), []).append(item)
    return placed


def item_of(row: Row, item: Any) -> dict[str, Any]:
    """The fields of an item; where AWS lists mere names or URLs, those that the row reads out of the text."""
    if row.listing.text is None:
        return dict(item)
    match = re.fullmatch(row.listing.text, item)
    if match is None:
        raise AwsError(f"AWS listed {item!r} as {row.kind}, which is not named as such; tell the maintainers of this integration.")
    return match.groupdict()


async def _listed(account: Account, row: Row, items: list[dict[str, Any]], region: str, tags: Tags) -> AsyncGenerator[list[Listed], None]:
    """Empties `items`: what was told of is not needed again."""
    while items:
        some = items[:_TOLD_AT_ONCE]
        del items[:_TOLD_AT_ONCE]
        yield await listed(account, row, some, region, tags)


async def listed(account: Account, row: Row, items: Sequence[dict[str, Any]], region: str, tags: Tags) -> list[Listed]:
    place = {"partition": account.partition, "region": region, "account": account.id}
    named = [(row.listing.arn.format_map({**item, **place}), item) for item in items]
    known = await tags.of(named, region)
    return [_resource(account, row, Arn.parse(arn), item, region, own) for (arn, item), own in zip(named, known, strict=True)]


def _resource(account: Account, row: Row, arn: Arn, item: dict[str, Any], region: str, tags: Any) -> Listed:
    fields = fields_of(arn, account, region)
    own = _as_list(item.get(row.listing.tags) if row.listing.tags else tags)
    named = next((tag["Value"] for tag in own if tag["Key"] == "Name" and tag["Value"]), None)
    return Listed(
        arn=str(arn),
        title=named or row.listing.title.format_map({**item, **fields}),
        region=region,
        console=row.console.format_map(fields),
        properties={**item, "Arn": str(arn), "Tags": own},
    )


def _as_list(tags: Any) -> list[dict[str, str]]:
    if isinstance(tags, Mapping):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    return list(tags or [])
