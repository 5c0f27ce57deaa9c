"""The calls that a listing makes are those that its row's comment says, and no more."""

import asyncio
from collections.abc import AsyncIterator
from math import ceil
from typing import Any

import pytest

from integration.aws.accounts import Account
from integration.aws.errors import AccessDenied
from integration.aws.grant_listing import list_grants
from integration.aws.listing import Listed, list_resources
from integration.aws.sessions import Aws
from integration.aws.tags import Tags
from integration.operations.request import request
from integration.resources.menu import MENU, row_of_kind
from integration.resources.row import Row
from tests.accounts import deny
from tests.aws.paged import REGION, Paged, formula
from tests.grants import NOW, a_grant

_OTHER_REGIONS = ("us-east-1", "ap-south-1")
_TWO_REGIONS = ("eu-north-1", "ap-south-1")


@pytest.fixture
async def fresh(account: Account) -> AsyncIterator[Account]:
    """The account with clients of its own, so that what is put into them goes with them."""
    aws = Aws()
    yield Account(account.id, account.partition, aws)
    await aws.close()


async def _listed(account: Account, row: Row, *regions: str) -> list[Listed]:
    return [listed async for page in list_resources(account, row, regions) for listed in page]


@pytest.mark.parametrize("row", MENU, ids=lambda row: row.type.name)
async def test_a_listing_takes_the_calls_that_its_row_says(fresh: Account, row: Row) -> None:
    a_call_brings = formula(row)
    paged = Paged(row, 2 * a_call_brings[0])  # two full pages, so that a smaller one would be a call more
    await paged.serve(fresh)

    found = await _listed(fresh, row, REGION)

    assert [one.arn for one in found] == paged.arns
    assert sum(paged.calls.values()) == sum(ceil(len(paged.arns) / number) for number in a_call_brings)
    assert len(a_call_brings) == (1 if row.listing.tag_filter is None else 2)
    assert row.listing.tags or all(one.properties["Tags"] == [{"Key": "team", "Value": "data"}] for one in found)


async def test_a_page_of_ten_thousand_buckets_is_handed_on_in_parts(fresh: Account) -> None:
    """The whole of it would be in memory at once."""
    row = row_of_kind("AWS::S3::Bucket")
    paged = Paged(row, 250)
    await paged.serve(fresh)

    parts = [[one.arn for one in part] async for part in list_resources(fresh, row, (REGION,))]

    assert [len(part) for part in parts] == [100, 100, 50]
    assert [arn for part in parts for arn in part] == paged.arns


async def test_buckets_without_a_region_are_asked_for_it_and_for_their_tags_where_the_tagging_api_is_denied(account: Account) -> None:
    """moto leaves the region out, as AWS does for who asks in an old way."""
    row = row_of_kind("AWS::S3::Bucket")
    s3 = await account.client("s3", REGION)
    await s3.create_bucket(Bucket="calls-tagged", CreateBucketConfiguration={"LocationConstraint": REGION})
    await s3.put_bucket_tagging(Bucket="calls-tagged", Tagging={"TagSet": [{"Key": "team", "Value": "data"}]})
    await s3.create_bucket(Bucket="calls-plain", CreateBucketConfiguration={"LocationConstraint": REGION})
    await (await account.client("s3")).create_bucket(Bucket="calls-old")

    async def tags(*regions: str) -> dict[str, tuple[str, list[dict[str, str]]]]:
        found = {one.title: (one.region, one.properties["Tags"]) for one in await _listed(account, row, *regions)}
        return {name: found[name] for name in found if name.startswith("calls-")}

    tagged, plain = (REGION, [{"Key": "team", "Value": "data"}]), (REGION, list[dict[str, str]]())
    assert await tags(REGION) == {"calls-tagged": tagged, "calls-plain": plain}
    for region in (REGION, "us-east-1"):
        deny(await account.client("resourcegroupstaggingapi", region))
    assert await tags(REGION, *_OTHER_REGIONS) == {"calls-tagged": tagged, "calls-plain": plain, "calls-old": ("us-east-1", [])}
    deny(await account.client("s3", REGION), "GetBucketTagging")
    with pytest.raises(AccessDenied, match="calls-"):
        await tags(REGION)


async def test_where_there_is_no_other_way_to_tags_a_denied_tagging_api_is_told(fresh: Account) -> None:
    row = row_of_kind("AWS::SQS::Queue")
    paged = Paged(row, 1)
    await paged.serve(fresh)
    deny(await fresh.client("resourcegroupstaggingapi", "us-east-1"))
    queue = await fresh.client("sqs", "us-east-1")
    await queue.create_queue(QueueName="calls-denied")
    with pytest.raises(AccessDenied, match="read the tags of AWS::SQS::Queue in us-east-1"):
        await _listed(fresh, row, "us-east-1")


async def test_grants_are_listed_by_name_where_we_may_not_read_all_of_iam(fresh: Account) -> None:
    grant = a_grant(fresh.id)
    await request(fresh, grant, NOW)
    whole = {name: observed async for name, observed in list_grants(fresh, grant.path)}

    iam = await fresh.client("iam")
    deny(iam, "GetAccountAuthorizationDetails")
    one_by_one = {name: observed async for name, observed in list_grants(fresh, grant.path)}

    assert grant.name in one_by_one
    assert one_by_one.keys() <= whole.keys()
    read, listed = one_by_one[grant.name].role, whole[grant.name].role
    assert read is not None
    assert listed is not None
    assert (read.tags, read.created_at) == (listed.tags, listed.created_at)
    deny(iam, "ListRoles")
    with pytest.raises(AccessDenied, match="list the roles and policies"):
        _ = [name async for name, _ in list_grants(fresh, grant.path)]


async def test_the_tags_of_several_regions_are_asked_for_side_by_side(fresh: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """No region is answered before both have been asked for."""
    row, both, asked = row_of_kind("AWS::S3::Bucket"), asyncio.Barrier(2), Tags._asked
    for region in _TWO_REGIONS:
        client = await fresh.client("s3", region)
        await client.create_bucket(Bucket=f"beside-{region}", CreateBucketConfiguration={"LocationConstraint": region})

    async def asked_together(tags: Tags, region: str) -> Any:
        await both.wait()
        return await asked(tags, region)

    monkeypatch.setattr(Tags, "_asked", asked_together)
    async with asyncio.timeout(10):
        found = await _listed(fresh, row, *_TWO_REGIONS)
    assert {f"beside-{region}" for region in _TWO_REGIONS} <= {one.title for one in found}
