"""Finds the account that holds a grant: its name is all that an entity is trusted for."""

import asyncio
from collections.abc import Sequence

from integration.aws.accounts import Account
from integration.aws.bounds import ACCOUNTS_AT_ONCE
from integration.aws.errors import AwsError, together
from integration.aws.grants import grant_tags
from integration.domain.record import is_ours


async def find(accounts: Sequence[Account], name: str, path: str, hint: str | None) -> Account | None:
    """The account that holds the role or policy of that name with our record on it; else one that holds the name without it.

    The account `hint` is asked first, the others only where it has not. `None` where all were asked and none knows the name.
    Raises `AwsError` where one that may hold it could not be asked.
    """
    known: list[Account] = []
    failed: list[AwsError] = []
    for some in ([one for one in accounts if one.id == hint], [one for one in accounts if one.id != hint]):
        for account, tags in zip(some, await _asked(some, name, path), strict=True):
            if isinstance(tags, AwsError):
                failed.append(tags)
            elif tags is not None and is_ours(tags):
                return account
            elif tags is not None:
                known.append(account)
    if failed:
        raise together(failed)
    return known[0] if known else None


async def _asked(accounts: Sequence[Account], name: str, path: str) -> list[dict[str, str] | AwsError | None]:
    turn = asyncio.Semaphore(ACCOUNTS_AT_ONCE)

    async def ask(account: Account) -> dict[str, str] | AwsError | None:
        async with turn:
            try:
                return await grant_tags(account, name, path)
            except AwsError as error:
                return error

    return list(await asyncio.gather(*(ask(account) for account in accounts)))
