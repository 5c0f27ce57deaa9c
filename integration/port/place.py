"""Where we act: the settings, and the AWS account behind the credentials, opened when first needed."""

import asyncio

from integration.aws.accounts import Account, own_account
from integration.aws.sessions import Aws
from integration.port.settings import Settings


class Place:
    """Opened lazily, because Ocean has no event loop yet while main.py runs; closed when the process ends."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._aws = Aws()
        self._account: Account | None = None
        self._opening = asyncio.Lock()

    async def account(self) -> Account:
        """The account of our own credentials. Raises `AwsError`."""
        async with self._opening:
            if self._account is None:
                self._account = await own_account(self._aws, self.settings.regions[0])
        return self._account

    async def close(self) -> None:
        await self._aws.close()
