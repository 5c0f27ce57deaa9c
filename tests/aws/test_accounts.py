"""How we get into accounts: our own, those of the roles that are named, those of an organization; against a real STS API (moto server)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from integration.aws.accounts import Account, served_accounts
from integration.aws.assumed_role import SESSION_NAME
from integration.aws.errors import AccessDenied, AwsError
from integration.aws.regions import regions_of
from integration.aws.sessions import Aws
from integration.domain.reach import Reach, RoleArn
from tests.accounts import DATA, HERE, SHOP, deny, role_in

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture
async def aws(account: Account) -> AsyncIterator[Aws]:
    opened = Aws()
    yield opened
    await opened.close()


def _roles(*accounts: str) -> tuple[RoleArn, ...]:
    return tuple(RoleArn.parse(role_in(account)) for account in accounts)


async def _identity(account: Account) -> str:
    sts = await account.client("sts")
    return str((await sts.get_caller_identity())["Arn"])


async def _assumptions(aws: Aws, ends_in: timedelta = timedelta(hours=1)) -> list[dict[str, Any]]:
    """Collects what is asked of AssumeRole from now on; the credentials it gives end so soon."""
    asked: list[dict[str, Any]] = []
    events = (await aws.client("sts", "us-east-1")).meta.events
    events.register("provide-client-params.sts.AssumeRole", lambda params, **_: asked.append(params))

    def ending(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Credentials"]["Expiration"] = (datetime.now(UTC) + ends_in).isoformat()

    events.register("after-call.sts.AssumeRole", ending)
    return asked


async def test_without_roles_our_own_account_is_served(aws: Aws) -> None:
    (own,) = await served_accounts(aws, Reach())
    assert (own.id, own.partition, own.writer) == (HERE, "aws", None)


async def test_each_role_leads_into_its_account(aws: Aws) -> None:
    accounts = await served_accounts(aws, Reach(roles=_roles(SHOP, DATA)))
    assert [account.id for account in accounts] == [SHOP, DATA]
    assert [await _identity(account) for account in accounts] == [
        f"arn:aws:sts::{account}:assumed-role/PortReader/{SESSION_NAME}" for account in (SHOP, DATA)
    ]


async def test_grants_are_made_by_the_write_role_where_there_is_one(aws: Aws) -> None:
    (shop,) = await served_accounts(aws, Reach(roles=_roles(SHOP), write_role="ops/PortWriter"))
    assert shop.writer is not None
    assert "/PortWriter/" in await _identity(Account(shop.id, shop.partition, shop.writer))
    assert await shop.iam() is not await shop.client("iam")

    (own,) = await served_accounts(aws, Reach(write_role="PortWriter"))
    assert await own.client("iam") is await aws.client("iam", "us-east-1")
    assert await own.iam() is not await own.client("iam")


async def test_a_role_is_assumed_once_with_its_external_id_however_many_need_it(aws: Aws) -> None:
    asked = await _assumptions(aws)
    (shop,) = await served_accounts(aws, Reach(roles=_roles(SHOP), external_id="agreed"))
    await asyncio.gather(*(_identity(shop) for _ in range(10)), shop.client("iam"))
    assert asked == [{"RoleArn": role_in(SHOP), "RoleSessionName": SESSION_NAME, "ExternalId": "agreed"}]


async def test_credentials_are_renewed_before_they_end(aws: Aws) -> None:
    asked = await _assumptions(aws, ends_in=timedelta(minutes=5))
    (shop,) = await served_accounts(aws, Reach(roles=_roles(SHOP)))
    sts = await shop.client("sts")
    for _ in range(3):
        await sts.get_caller_identity()
    assert len(asked) == 3


async def test_a_role_that_we_may_not_assume_is_named(aws: Aws) -> None:
    (shop,) = await served_accounts(aws, Reach(roles=_roles(SHOP)))
    deny(await aws.client("sts", "us-east-1"), "AssumeRole")
    iam = await shop.iam()
    with pytest.raises(AccessDenied, match=f"let us assume the role {role_in(SHOP)}"):
        await iam.get_user()


async def test_asking_again_gives_the_same_clients(aws: Aws) -> None:
    (first,) = await served_accounts(aws, Reach(roles=_roles(SHOP)))
    (again,) = await served_accounts(aws, Reach(roles=_roles(SHOP)))
    assert await again.client("sqs") is await first.client("sqs")


async def test_an_organization_is_served_whole_by_units_and_without_denied_accounts(aws: Aws, moto_url: str) -> None:
    organizations = boto3.client("organizations", "us-east-1", endpoint_url=moto_url)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    outer = organizations.create_organizational_unit(ParentId=root, Name="outer")["OrganizationalUnit"]["Id"]
    inner = organizations.create_organizational_unit(ParentId=outer, Name="inner")["OrganizationalUnit"]["Id"]
    made = [
        organizations.create_account(AccountName=name, Email=f"{name}@acme.example")["CreateAccountStatus"]["AccountId"]
        for name in ("one", "two", "three")
    ]
    for account, unit in zip(made, (outer, inner, None), strict=True):
        if unit:
            organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    try:
        management = RoleArn.parse(role_in(HERE, "ops/PortReader"))

        async def served(**changes: Any) -> set[str]:
            return {account.id for account in await served_accounts(aws, Reach(organization=management, **changes))}

        assert await served() == {HERE, *made}
        assert await served(denied_accounts=(HERE,)) == set(made)
        assert await served(units=(outer,)) == {made[0], made[1]}
        assert await served(units=(inner,)) == {made[1]}
        with pytest.raises(AwsError, match="list the accounts of ou-none"):
            await served(units=("ou-none-00000000",))
        one, *_ = await served_accounts(aws, Reach(organization=management, units=(inner,)))
        assert "/PortReader/" in await _identity(one)
    finally:
        for account in made:
            organizations.remove_account_from_organization(AccountId=account)
        organizations.delete_organization()


async def test_regions_are_those_named_or_those_that_the_account_has_enabled(account: Account) -> None:
    assert await regions_of(account, Reach(regions=("eu-west-1", "us-east-1"), denied_regions=("us-east-1",))) == ("eu-west-1",)
    found = await regions_of(account, Reach(denied_regions=("us-east-1",)))
    assert {"eu-west-1", "ap-south-1"} < set(found)
    assert "us-east-1" not in found
