"""Every row of the menu against a server that answers as AWS does: what is there is listed as it is, what is gone is known to be gone."""

from collections.abc import AsyncIterator, Mapping
from itertools import count
from pathlib import Path

import pytest

from integration.aws.accounts import Account, own_account
from integration.aws.listing import Listed, list_resources, still_there
from integration.aws.reading import read_resource
from integration.aws.sessions import Aws
from integration.domain.arn import Arn
from integration.resources.menu import MENU
from integration.resources.row import Row
from sandbox.aws import open_aws
from tests.aws.samples import REGION, SAMPLES, Sample, make

# Where moto does not do as AWS does, MiniStack does; by type.
_NOT_LISTED_BY_MOTO = {
    "S3": "moto leaves BucketRegion out of ListBuckets",
    "ECR": "moto's tagging API knows no repositories",
    "SSM": "moto leaves ARN out of DescribeParameters",
}
_NOT_PROVEN_BY_MOTO = {"CloudWatchLogs": "moto has tags for log groups that do not exist"}
_NO_TAGS = {"SSM": "MiniStack's tagging API knows no parameters"}
_STILL_LISTED = {"KMS": "a key that waits for its deletion is listed until then"}
_ELSEWHERE = "ap-south-1"
_numbers = count(1)


def _each_row_on_its_server(not_by_moto: Mapping[str, str]) -> pytest.MarkDecorator:
    servers = [(row, "ministack" if row.type.name in not_by_moto else "moto") for row in MENU]
    return pytest.mark.parametrize(("row", "server"), servers, ids=[f"{row.type.name}-{server}" for row, server in servers])


@pytest.fixture
async def url(server: str, moto_url: str, tmp_path: Path) -> AsyncIterator[str]:
    if server == "moto":
        yield moto_url
        return
    async with open_aws("ministack", tmp_path) as (local, _):
        yield local.endpoint_url


@pytest.fixture
async def place(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Account]:
    """The account in the server that judges the row."""
    for name, value in {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(name, value)
    aws = Aws()
    yield await own_account(aws, REGION)
    await aws.close()


@pytest.fixture
async def made(row: Row, place: Account) -> tuple[str, str]:
    """A fresh resource of the row's type: its ARN, and a name that is nobody's without its last letter."""
    name = f"menu{next(_numbers)}x"
    return await make(place, SAMPLES[row.type.name], row.type.service, name), name


async def _listed(account: Account, row: Row, *regions: str) -> dict[str, Listed]:
    pages = [page async for page in list_resources(account, row, regions)]
    return {listed.arn: listed for page in pages for listed in page}


@_each_row_on_its_server(_NOT_LISTED_BY_MOTO)
async def test_a_resource_is_listed_in_its_region_with_title_tags_and_link_and_read_alone_alike(
    place: Account, row: Row, made: tuple[str, str]
) -> None:
    arn, name = made
    assert arn not in await _listed(place, row, _ELSEWHERE)

    found = (await _listed(place, row, _ELSEWHERE, REGION))[arn]

    assert row.type.covers(Arn.parse(found.arn))
    assert (found.region, found.properties["Arn"]) == (REGION, arn)
    assert found.title.endswith(arn.rpartition("/")[2] if row.type.name == "KMS" else name)
    assert row.type.name in _NO_TAGS or {"Key": "team", "Value": "data"} in found.properties["Tags"]
    assert found.console.startswith("https://")
    assert "console.aws.amazon.com/" in found.console
    assert f"region={REGION}" in found.console
    await _must_be_read_alone_like(found, place, row, SAMPLES[row.type.name])


async def _must_be_read_alone_like(listed: Listed, place: Account, row: Row, sample: Sample) -> None:
    """A single read gives what the listing gave, for as long as the listing gives it."""
    arn = Arn.parse(listed.arn)
    found = await read_resource(place, row, arn, (REGION,))
    assert found
    assert (found.arn, found.title, found.region, found.console) == (listed.arn, listed.title, listed.region, listed.console)
    assert found.properties["Tags"] == listed.properties["Tags"]
    assert await read_resource(place, row, arn, (_ELSEWHERE,)) is None, "a region that we do not serve"
    assert await read_resource(place, row, Arn.parse(listed.arn[:-1]), (REGION,)) is None, "a name that begins like this one is nobody's"

    await sample.delete(await place.client(sample.client, REGION), listed.arn)

    assert (await read_resource(place, row, arn, (REGION,)) is None) == (row.type.name not in _STILL_LISTED)


@_each_row_on_its_server(_NOT_PROVEN_BY_MOTO)
async def test_a_resource_is_there_until_it_is_deleted(place: Account, row: Row, made: tuple[str, str]) -> None:
    arn, sample = Arn.parse(made[0]), SAMPLES[row.type.name]
    assert await still_there(place, row, arn)
    assert not await still_there(place, row, Arn.parse(made[0][:-1])), "a name that begins like this one is nobody's"

    await sample.delete(await place.client(sample.client, REGION), str(arn))

    assert not await still_there(place, row, arn)


def test_there_is_a_sample_of_every_row() -> None:
    assert SAMPLES.keys() == {row.type.name for row in MENU}
