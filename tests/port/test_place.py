"""The accounts we serve, and in which of them a grant is looked for (moto server)."""

import pytest

from integration.aws.errors import AwsError
from integration.aws.roles import create_role
from integration.port.place import NotServed
from tests.accounts import DATA, HERE, SEVERAL, SHOP, deny, place, role_in
from tests.grants import a_grant

pytestmark = pytest.mark.usefixtures("account")
_STRANGE = "999999999999"


async def test_an_account_is_served_or_refused_with_the_setting_that_would_change_it() -> None:
    async with place(SEVERAL) as where:
        assert (await where.account(SHOP)).id == SHOP
        with pytest.raises(NotServed, match=f"does not serve the account {_STRANGE}; .* add a role in it to the setting accountRoleArns"):
            await where.account(_STRANGE)


async def test_an_account_that_left_the_settings_is_told_and_never_taken_for_empty() -> None:
    async with place(SEVERAL) as where:
        assert await where.account_of("Permission-r_nobody", SHOP) is None
        with pytest.raises(NotServed, match=_STRANGE):
            await where.account_of("Permission-r_nobody", _STRANGE)


async def test_a_hint_that_is_wrong_does_not_hide_a_grant() -> None:
    grant = a_grant(DATA)
    async with place(SEVERAL) as where:
        await create_role(await where.account(DATA), grant)
        found = [await where.account_of(grant.name, hint) for hint in (_STRANGE, SHOP, None, DATA)]
    assert [account.id for account in found if account] == [DATA] * 4


async def test_with_one_account_there_is_nothing_to_choose() -> None:
    async with place({}) as where:
        (own,) = await where.accounts()
        deny(await own.iam())
        assert await where.account_of("Permission-r_nobody", HERE) is own
        assert await where.account_of("Permission-r_nobody", None) is own


async def test_regions_are_discovered_once() -> None:
    async with place({"denied_regions": ["eu-west-1"]}) as where:
        (own,) = await where.accounts()
        found = await where.regions(own)
        deny(await own.client("ec2"))
        assert await where.regions(own) == found
        assert "us-east-1" in found
        assert "eu-west-1" not in found


async def test_accounts_that_cannot_be_told_any_more_are_told_by_whoever_needs_them() -> None:
    async with place({"account_role_arn": role_in(HERE)}) as where:
        await where.look_around()
        with pytest.raises(AwsError, match="no active account"):
            await where.accounts()
