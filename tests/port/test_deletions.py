"""What a resync may delete: judged by value for resources, against a real IAM API for grants."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from port_ocean.core.models import Entity

from integration.aws.accounts import Account
from integration.operations.request import request
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.resync.deletions import Deletions
from integration.port.settings import Settings, parse_settings
from tests.accounts import DATA, HERE, SEVERAL, SHOP, deny, place
from tests.grants import NOW, a_grant
from tests.port.company import stood_in_by

_SETTINGS = parse_settings({"regions": ["us-east-1"]})


def _entity(identifier: str, blueprint: str = "aws_resource") -> Entity:
    return Entity(identifier=identifier, blueprint=blueprint, title=None, icon=None)


class _Catalog:
    """Port, as far as it is asked: entities of grants, each with the account it names."""

    def __init__(self, accounts: Mapping[str, str | None]) -> None:
        self._accounts = accounts

    async def read(self, _: str, identifier: str) -> Mapping[str, Any] | None:
        return {"properties": {"account": self._accounts[identifier]}}


def _judging(where: Place, accounts: Mapping[str, str | None]) -> Deletions:
    api = stood_in_by(_Catalog(accounts))
    return Deletions(where, api, History(api))


def _deletions(settings: Settings) -> Deletions:
    return _judging(Place(settings), {})


async def _allowed(where: Place, accounts: Mapping[str, str | None]) -> list[str]:
    stale = [_entity(name, "provisioned_permissions") for name in accounts]
    return [entity.identifier for entity in await _judging(where, accounts).allowed(stale)]


def _buckets(count: int) -> list[Entity]:
    return [_entity(f"arn:aws:s3:::bucket-{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("share", "there", "gone", "suspicious"),
    [(50, 100, 50, False), (50, 100, 51, True), (50, 10, 10, False), (50, 11, 11, True), (0, 1000, 11, True), (100, 1000, 1000, False)],
)
def test_a_kind_may_lose_a_few_or_its_share_at_once(share: int, there: int, gone: int, suspicious: bool) -> None:
    deletions = _deletions(replace(_SETTINGS, maximum_shrink=share))
    buckets = _buckets(there)
    assert bool(deletions.suspicious(buckets[:gone], buckets[gone:])) is suspicious


def test_one_kind_that_shrinks_does_not_hold_another() -> None:
    deletions = _deletions(_SETTINGS)
    instance = _entity("arn:aws:ec2:us-east-1:123456789012:instance/i-1")
    assert deletions.suspicious([*_buckets(20), instance], []) == {"AWS::S3::Bucket"}


async def test_a_grant_made_while_the_resync_listed_is_kept_and_one_that_is_gone_goes(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    async with place({}) as where:
        assert await _allowed(where, {grant.name: HERE, "Permission-r_gone": HERE}) == ["Permission-r_gone"]


async def test_a_grant_is_gone_only_when_its_own_account_says_so(account: Account) -> None:
    grant = a_grant(DATA)
    entities = {grant.name: SHOP, "Permission-r_gone": SHOP, "Permission-r_nowhere": None, "Permission-r_not_served": "999999999999"}
    async with place(SEVERAL) as where:
        await request(await where.account(DATA), grant, NOW)
        assert await _allowed(where, entities) == ["Permission-r_gone", "Permission-r_nowhere"]
        deny(await (await where.account(SHOP)).iam())
        assert await _allowed(where, entities) == [], "what cannot be asked may be there"
