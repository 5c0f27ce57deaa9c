"""What a resync may delete: judged by value for resources, against a real IAM API for grants."""

from dataclasses import replace

import pytest
from port_ocean.core.models import Entity

from integration.aws.accounts import Account
from integration.operations.request import request
from integration.port.deletions import Deletions
from integration.port.place import Place
from integration.port.settings import parse_settings
from tests.grants import NOW, a_grant

_SETTINGS = parse_settings({"regions": ["us-east-1"]})


def _entity(identifier: str, blueprint: str = "aws_resource") -> Entity:
    return Entity(identifier=identifier, blueprint=blueprint, title=None, icon=None)


def _buckets(count: int) -> list[Entity]:
    return [_entity(f"arn:aws:s3:::bucket-{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("share", "there", "gone", "suspicious"),
    [(50, 100, 50, False), (50, 100, 51, True), (50, 10, 10, False), (50, 11, 11, True), (0, 1000, 11, True), (100, 1000, 1000, False)],
)
def test_a_kind_may_lose_a_few_or_its_share_at_once(share: int, there: int, gone: int, suspicious: bool) -> None:
    deletions = Deletions(Place(replace(_SETTINGS, maximum_shrink=share)))
    buckets = _buckets(there)
    assert bool(deletions.suspicious(buckets[:gone], buckets[gone:])) is suspicious


def test_one_kind_that_shrinks_does_not_hold_another() -> None:
    deletions = Deletions(Place(_SETTINGS))
    instance = _entity("arn:aws:ec2:us-east-1:123456789012:instance/i-1")
    assert deletions.suspicious([*_buckets(20), instance], []) == {"AWS::S3::Bucket"}


async def test_a_grant_made_while_the_resync_listed_is_kept_and_one_that_is_gone_goes(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    place = Place(_SETTINGS)
    entities = [_entity(name, "provisioned_permissions") for name in (grant.name, "Permission-r_gone")]

    allowed = await Deletions(place).allowed(entities)
    await place.close()

    assert [entity.identifier for entity in allowed] == ["Permission-r_gone"]
