"""Where we act: the settings, and every AWS account and region we serve, opened when first needed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from integration.aws.accounts import Account, served_accounts
from integration.aws.errors import AwsError
from integration.aws.regions import regions_of
from integration.aws.sessions import Aws
from integration.domain.errors import Refused
from integration.operations.find import find
from integration.port import log
from integration.port.settings import Settings


class NotServed(Refused):
    """The account is not one of those that the operator lets us into."""


class Place:
    """Opened lazily, because Ocean has no event loop yet while main.py runs; closed when the process ends."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._aws = Aws(writes_per_second=settings.iam_writes_per_second)
        self._accounts: tuple[Account, ...] = ()
        self._regions: dict[str, tuple[str, ...]] = {}
        self._opening = asyncio.Lock()

    async def accounts(self) -> tuple[Account, ...]:
        """Every account we serve. Raises `AwsError`."""
        if not self._accounts:
            async with self._opening:
                self._accounts = self._accounts or await served_accounts(self._aws, self.settings.reach)
        return self._accounts

    async def account(self, account_id: str) -> Account:
        """That one of them. Raises `NotServed`, `AwsError`."""
        for account in await self.accounts():
            if account.id == account_id:
                return account
        raise NotServed.because(
            f"This integration does not serve the account {account_id}; ask its operator to {self.settings.reach.how_to_serve(account_id)}."
        )

    async def account_of(self, grant: str, hint: str | None) -> Account | None:
        """The account to look for the grant of that name in. An entity only gives a hint, the record in AWS decides; where there is but
        one account, there is nothing to choose.

        `None` where every account was asked and none has it. Raises `AwsError` where one could not be asked, `NotServed` where none has
        it and the hint is an account that cannot be asked.
        """
        accounts = await self.accounts()
        if len(accounts) == 1 and hint in (None, "", accounts[0].id):
            return accounts[0]
        found = await find(accounts, grant, self.settings.grants.path, hint)
        if found is None and hint:
            await self.account(hint)
        return found

    @property
    def throttled(self) -> bool:
        """Whether IAM in one of the accounts has just told us to slow down."""
        return self._aws.throttled

    async def regions(self, account: Account) -> tuple[str, ...]:
        """The regions of the account that we serve; where they have to be discovered, once for the process. Raises `AwsError`."""
        if account.id not in self._regions:
            self._regions[account.id] = await regions_of(account, self.settings.reach)
        return self._regions[account.id]

    async def look_around(self) -> None:
        """Asks anew which accounts there are, because organizations grow; those known so far stay open.

        Ocean calls this before a resync, where an error would stop it without a word in Port; so whoever needs the accounts next tells it.
        """
        async with self._opening:
            try:
                self._accounts = await served_accounts(self._aws, self.settings.reach)
            except AwsError as error:
                self._accounts = ()
                log.warning("It cannot be told which accounts there are", error=error)

    async def close(self) -> None:
        await self._aws.close()


def account_in(entity: Mapping[str, Any] | None) -> str | None:
    """The account that an entity of Port says it is in, `None` where it says none."""
    account = entity["properties"].get("account") if entity else None
    return str(account) if account else None
