"""Sessions with AWS: our own credentials, and the roles that we assume with them; one client per service and region for each."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession, get_session

from integration.aws.assumed_role import AssumedRole
from integration.aws.bounds import CLIENTS_KEPT, LISTINGS_AT_ONCE, WRITES_PER_SECOND
from integration.aws.errors import doing
from integration.aws.pace import Pace
from integration.aws.shapes import narrow, read_little
from integration.aws.tls import SharedTls

# Adaptive slows the whole client down when AWS throttles; ten attempts outlast a busy minute. A pool of fifty is where one core saturates.
_CONFIG = AioConfig(
    retries={"mode": "adaptive", "total_max_attempts": 10},
    max_pool_connections=50,
    connect_timeout=10,
    read_timeout=60,
    http_session_cls=SharedTls,
)


class Aws:
    """Holds one identity's session and its open clients. Closing it closes the roles assumed from it too."""

    def __init__(self, session: AioSession | None = None, writes_per_second: int = WRITES_PER_SECOND) -> None:
        self._session = session or get_session()
        read_little(self._session)
        self._clients: dict[tuple[str, str], _Client] = {}
        self._opening: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._assumed: dict[str, Aws] = {}
        self._writes_per_second = writes_per_second
        self.pace = Pace(writes_per_second)
        # Whoever lists takes a turn for as long as it lasts. Shared by all that is assumed from here, as memory is.
        self.turn = asyncio.Semaphore(LISTINGS_AT_ONCE)
        self._idle: dict[_Client, Aws] = {}

    @property
    def throttled(self) -> bool:
        """Whether IAM has just found this identity, or one that is assumed from it, too fast."""
        return self.pace.throttled or any(assumed.throttled for assumed in self._assumed.values())

    @property
    def region(self) -> str | None:
        """The region that the environment or the profile names."""
        region = self._session.get_config_variable("region")
        return str(region) if region else None

    def assuming(self, role: str, external_id: str | None, region: str) -> "Aws":
        """The same for the role of that ARN, assumed when it is first needed and again before its credentials end.

        STS is asked in `region`. The role's clients raise `AwsError` where it may not be assumed.
        """
        if role not in self._assumed:
            session = get_session()
            # Reading a service's description takes botocore a tenth of a second; whoever shares the loader reads it once.
            session.register_component("data_loader", self._session.get_component("data_loader"))
            session.register_component("credential_provider", AssumedRole(role, external_id, partial(self.client, "sts", region)))
            self._assumed[role] = Aws(session, self._writes_per_second)
            self._assumed[role].turn, self._assumed[role]._idle = self.turn, self._idle
        return self._assumed[role]

    async def enter(self) -> None:
        """Assumes the role now if that is needed, so that who may not is told once and not by every call. Raises `AwsError`."""
        with doing("use our credentials"):
            credentials = await self._session.get_credentials()
            if credentials:
                await credentials.get_frozen_credentials()

    async def client(self, service: str, region: str) -> Any:
        """The client of `service` in `region`, opened at the first call and kept. Raises `Unreachable` without credentials."""
        return (await self._taken(service, region)).client

    @asynccontextmanager
    async def borrowed(self, service: str, region: str) -> AsyncIterator[Any]:
        """The same for as long as the block lasts; afterwards it is kept only while not too many others have been used since.

        A client takes a third of a megabyte, and a hundred accounts with all their regions and services would have thousands.
        """
        taken = await self._taken(service, region)
        try:
            yield taken.client
        finally:
            taken.users -= 1
            if not taken.users:
                self._idle[taken] = self
            await self._close_some()

    async def _taken(self, service: str, region: str) -> "_Client":
        place = (service, region)
        async with self._opening[place]:
            if place not in self._clients:
                with doing(f"open {service} in {region}"):
                    narrow(self._session, service)
                    context = self._session.create_client(service, region_name=region, config=_CONFIG)
                    self._clients[place] = _Client(place, context, await context.__aenter__())
                if service == "iam":
                    self.pace.put_into(self._clients[place].client)
            taken = self._clients[place]
            taken.users += 1
            self._idle.pop(taken, None)
        return taken

    async def _close_some(self) -> None:
        """Those that were idle longest."""
        while len(self._idle) > CLIENTS_KEPT:
            oldest = next(iter(self._idle))
            owner = self._idle.pop(oldest)
            del owner._clients[oldest.place]
            await oldest.context.__aexit__(None, None, None)

    async def close(self) -> None:
        for assumed in self._assumed.values():
            await assumed.close()
        self._assumed.clear()
        for opened in self._clients.values():
            self._idle.pop(opened, None)
            await opened.context.__aexit__(None, None, None)
        self._clients.clear()


@dataclass(eq=False, slots=True)
class _Client:
    """An open client, and how many are using it; one that was handed out to keep is in use for ever."""

    place: tuple[str, str]
    context: Any
    client: Any
    users: int = 0
