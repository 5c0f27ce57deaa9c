"""A grant is made in the account that its resource lives in, whichever says so (moto server)."""

from collections.abc import AsyncIterator, Collection, Mapping
from itertools import count
from typing import Any

import pytest

from integration.aws.grants import read_grant
from integration.domain.errors import Refused
from integration.port.actions.request_permissions import RequestPermissions
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome
from tests.accounts import DATA, HERE, SEVERAL, SHOP, place
from tests.port.company import stood_in_by

pytestmark = pytest.mark.usefixtures("account", "unmapped")
_numbers = count(1)


class _Port:
    """A catalog in which every resource says that it is in one account, or says nothing."""

    def __init__(self, account: str | None) -> None:
        self._account = account

    async def read(self, _: str, identifier: str) -> Mapping[str, Any]:
        return {"identifier": identifier, "properties": {"account": self._account}}

    async def existing(self, _: str, identifiers: Collection[str]) -> set[str]:
        return set(identifiers)

    async def upsert(self, *_: Any) -> None:
        """Never reached: nothing is mapped here."""

    async def keep(self, _: Any) -> None:
        """The history is not looked at here."""

    async def status_of(self, _: str) -> str:
        return "IN_PROGRESS"


@pytest.fixture
async def where() -> AsyncIterator[Place]:
    async with place(SEVERAL) as opened:
        yield opened


def _run(arn: str, permission: str) -> Run:
    return Run(f"r_{next(_numbers):016d}a", arn, "dana@acme.example", {"permissions": [permission], "reason": "Trying"})


async def _granted(where: Place, run: Run, said: str | None) -> Outcome:
    api = stood_in_by(_Port(said))
    return await RequestPermissions(where, api, Catalog(where, api), History(api))(run, {})


async def _made_in(where: Place, run: Run) -> list[str]:
    found = [(one.id, await read_grant(one, f"Permission-{run.id}", "/port/")) for one in await where.accounts()]
    return [account for account, observed in found if observed.role]


async def _queue_in(where: Place, account: str) -> str:
    name = f"orders-{next(_numbers)}"
    await (await (await where.account(account)).client("sqs", "us-east-1")).create_queue(QueueName=name)
    return f"arn:aws:sqs:us-east-1:{account}:{name}"


async def _bucket_in(where: Place, account: str) -> str:
    name = f"orders-{account}-{next(_numbers)}"
    await (await (await where.account(account)).client("s3", "us-east-1")).create_bucket(Bucket=name)
    return f"arn:aws:s3:::{name}"


async def test_a_resource_of_another_partition_is_refused_before_anything_is_made(where: Place) -> None:
    bucket = await _bucket_in(where, SHOP)
    run = _run(bucket.replace("arn:aws:", "arn:aws-cn:"), "s3:GetObject")
    with pytest.raises(Refused, match=f"said to be in aws-cn, but account {SHOP} is in aws"):
        await _granted(where, run, SHOP)
    assert await _made_in(where, run) == []


@pytest.mark.parametrize("said", [None, DATA])
async def test_the_arn_says_it_whatever_the_catalog_says(where: Place, said: str | None) -> None:
    run = _run(await _queue_in(where, SHOP), "sqs:SendMessage")
    outcome = await _granted(where, run, said)
    assert outcome.link is not None
    assert f"account={SHOP}&" in outcome.link
    assert await _made_in(where, run) == [SHOP]


async def test_of_a_bucket_the_catalog_says_it(where: Place) -> None:
    run = _run(await _bucket_in(where, SHOP), "s3:PutObject")
    assert f"account={SHOP}&" in str((await _granted(where, run, SHOP)).link)
    assert await _made_in(where, run) == [SHOP]


async def test_of_a_bucket_that_nobody_places_there_is_no_guessing_unless_there_is_one_account(where: Place) -> None:
    with pytest.raises(Refused, match="does not say which account"):
        await _granted(where, _run(await _bucket_in(where, SHOP), "s3:PutObject"), None)
    async with place({"regions": ["us-east-1"]}) as alone:
        run = _run(await _bucket_in(alone, HERE), "s3:PutObject")
        await _granted(alone, run, None)
        assert await _made_in(alone, run) == [HERE]


async def test_an_account_that_is_not_served_is_refused_with_the_setting(where: Place) -> None:
    run = _run("arn:aws:sqs:us-east-1:999999999999:orders", "sqs:SendMessage")
    with pytest.raises(Refused, match="accountRoleArns"):
        await _granted(where, run, None)
