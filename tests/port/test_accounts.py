"""Resync and sweep over several accounts of a moto server: one that fails is told at the end, and the others are listed all the same."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from port_ocean.context.event import EventType, event_context

from integration.aws.errors import AwsError
from integration.operations.request import request
from integration.port.catalog.history import History
from integration.port.catalog.items import GRANT_KIND, Item
from integration.port.place import Place
from integration.port.resync.census import Census
from integration.port.resync.resync import Resync
from integration.port.sweeper import Sweeper
from tests.accounts import DATA, SEVERAL, SHOP, deny, place, role_in
from tests.grants import NOW, a_grant
from tests.port.company import stood_in_by

pytestmark = pytest.mark.usefixtures("account")
_LONG_AGO = NOW - timedelta(days=900)
_REGIONS = {"regions": ["us-east-1", "eu-west-1"]}


class _Port:
    """A catalog that has everything it is asked for, and remembers what was deleted."""

    def __init__(self) -> None:
        self.deleted: set[str] = set()

    async def existing(self, _: str, identifiers: set[str], *, by_others: bool = False) -> set[str]:
        return set() if by_others else set(identifiers)

    async def read(self, *_: str) -> None:
        """Of a role that is not ours, which other tests may have left, the catalog knows nothing."""

    async def keep(self, _: Any) -> None:
        """The history is not looked at here."""

    async def delete(self, _: str, identifier: str) -> None:
        self.deleted.add(identifier)


@pytest.fixture
async def where() -> AsyncIterator[Place]:
    async with place(SEVERAL | _REGIONS) as opened:
        yield opened


def _resync(where: Place, port: _Port) -> Resync:
    api = stood_in_by(port)
    return Resync(where, api, Sweeper(where, api, History(api)))


async def _items(batches: AsyncIterator[list[Item]], into: list[Item]) -> None:
    async with event_context(EventType.RESYNC):
        await Census.begin()
        async for batch in batches:
            into += batch


async def _queue(where: Place, account: str, region: str, name: str) -> str:
    await (await (await where.account(account)).client("sqs", region)).create_queue(QueueName=name)
    return f"arn:aws:sqs:{region}:{account}:{name}"


def _places(items: list[Item]) -> set[tuple[str, str, str]]:
    return {(item["Properties"]["Arn"], item["__ExtraContext"]["AccountId"], item["__ExtraContext"]["Region"]) for item in items}


async def test_resources_of_every_account_and_region_are_listed_with_their_place(where: Place) -> None:
    one, other = await _queue(where, SHOP, "eu-west-1", "places-one"), await _queue(where, DATA, "us-east-1", "places-other")
    items: list[Item] = []
    await _items(_resync(where, _Port()).resources("AWS::SQS::Queue"), items)
    assert {(one, SHOP, "eu-west-1"), (other, DATA, "us-east-1")} <= _places(items)


@pytest.mark.parametrize("denied", ["account", "region"])
async def test_what_cannot_be_listed_is_told_after_all_else_has_come(where: Place, denied: str) -> None:
    one, other = await _queue(where, SHOP, "eu-west-1", "denied-one"), await _queue(where, DATA, "us-east-1", "denied-other")
    shop = await where.account(SHOP)
    for region in ("us-east-1", "eu-west-1") if denied == "account" else ("us-east-1",):
        deny(await shop.client("sqs", region))
    items: list[Item] = []
    with pytest.raises(AwsError, match=f"AWS::SQS::Queue in us-east-1 of account {SHOP}"):
        await _items(_resync(where, _Port()).resources("AWS::SQS::Queue"), items)
    arns = {arn for arn, _, _ in _places(items)}
    assert other in arns
    assert (one in arns) == (denied == "region")


async def test_an_account_that_we_may_not_enter_is_asked_once_and_told(where: Place) -> None:
    one = await _queue(where, SHOP, "eu-west-1", "entered-one")
    sts = await where._aws.client("sts", "us-east-1")
    asked: list[str] = []
    sts.meta.events.register("provide-client-params.sts.AssumeRole", lambda params, **_: asked.append(params["RoleArn"]))

    def only_shop(model: Any, params: Any, **_: Any) -> None:
        if SHOP not in params["body"]["RoleArn"]:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not authorized"}}, model.name)

    sts.meta.events.register("before-call.sts.AssumeRole", only_shop)
    items: list[Item] = []
    with pytest.raises(AwsError, match=f"let us assume the role {role_in(DATA)}"):
        await _items(_resync(where, _Port()).resources("AWS::SQS::Queue"), items)
    assert one in {arn for arn, _, _ in _places(items)}
    assert asked.count(role_in(DATA)) == 1


async def test_grants_of_every_account_are_listed_and_swept_but_for_one_that_fails(where: Place) -> None:
    port, items = _Port(), list[dict[str, Any]]()
    living, expired = (
        a_grant(SHOP, deadline=NOW + timedelta(days=9000)),
        a_grant(DATA, granted_at=_LONG_AGO, deadline=_LONG_AGO + timedelta(hours=1)),
    )
    await request(await where.account(SHOP), living, NOW)
    await request(await where.account(DATA), expired, _LONG_AGO)
    deny(await (await where.accounts())[0].iam())

    with pytest.raises(AwsError, match="roles and policies of account"):
        await _items(_resync(where, port).grants(GRANT_KIND), items)

    found = {item["Properties"]["RoleName"]: item for item in items}
    assert found[living.name]["__ExtraContext"]["AccountId"] == SHOP
    assert f"account={SHOP}&" in found[living.name]["Properties"]["SignInUrl"]
    assert expired.name not in found
    assert expired.name in port.deleted
