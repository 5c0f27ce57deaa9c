"""Finding the account that holds a grant, in three accounts of a real IAM API (moto server)."""

import pytest

from integration.aws.errors import AccessDenied
from integration.aws.policies import create_policy
from integration.aws.roles import create_role
from integration.operations.find import find
from tests.accounts import DATA, HERE, SEVERAL, SHOP, deny, place
from tests.grants import a_grant

pytestmark = pytest.mark.usefixtures("account")


async def _found(name: str, hint: str | None) -> str | None:
    async with place(SEVERAL) as where:
        account = await find(await where.accounts(), name, "/port/", hint)
    return account.id if account else None


@pytest.mark.parametrize("hint", [DATA, SHOP, None, "nonsense"])
async def test_a_grant_is_found_whatever_the_hint(hint: str | None) -> None:
    grant, half = a_grant(DATA), a_grant(DATA)
    async with place(SEVERAL) as where:
        data = await where.account(DATA)
        await create_role(data, grant)
        await create_policy(data, half)
    assert await _found(grant.name, hint) == DATA
    assert await _found(half.name, hint) == DATA
    assert await _found("Permission-r_nobody", hint) is None


async def test_our_record_decides_between_two_roles_of_one_name() -> None:
    grant = a_grant(SHOP)
    async with place(SEVERAL) as where:
        await create_role(await where.account(SHOP), grant)
        iam = await (await where.account(DATA)).iam()
        await iam.create_role(RoleName=grant.name, Path=grant.path, AssumeRolePolicyDocument="{}")
        await iam.create_role(RoleName="Permission-r_foreign", Path="/port/", AssumeRolePolicyDocument="{}")
    assert await _found(grant.name, DATA) == SHOP
    assert await _found("Permission-r_foreign", None) == DATA, "so that whoever revokes it is told that it is not ours"


async def test_an_account_that_cannot_be_asked_may_hold_it() -> None:
    grant = a_grant(HERE)
    async with place(SEVERAL) as where:
        accounts = await where.accounts()
        await create_role(await where.account(HERE), grant)
        deny(await (await where.account(SHOP)).iam())
        found = await find(accounts, grant.name, grant.path, SHOP)
        assert found is not None
        assert found.id == HERE
        with pytest.raises(AccessDenied, match=f"account {SHOP}"):
            await find(accounts, "Permission-r_nobody", grant.path, None)
