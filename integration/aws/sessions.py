"""Sessions with AWS: our own credentials, and the roles that we assume with them; one client per service and region for each."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any

from aiobotocore.credentials import AioDeferredRefreshableCredentials
from aiobotocore.session import AioSession, get_session
from botocore.config import Config

from integration.aws.errors import doing

# Adaptive slows the whole client down when AWS throttles; ten attempts outlast a busy minute. A pool of fifty is where one core saturates.
_CONFIG = Config(retries={"mode": "adaptive", "total_max_attempts": 10}, max_pool_connections=50, connect_timeout=10, read_timeout=60)

# What CloudTrail shows beside the role for everything that we do through it.
SESSION_NAME = "aws-iam-permissions"


class Aws:
    """Holds one identity's session and its open clients. Closing it closes the roles assumed from it too."""

    def __init__(self, session: AioSession | None = None) -> None:
        self._session = session or get_session()
        self._open = AsyncExitStack()
        self._clients: dict[tuple[str, str], Any] = {}
        self._opening: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._assumed: dict[str, Aws] = {}

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
            session.register_component("credential_provider", _Assumed(self, role, external_id, region))
            self._assumed[role] = Aws(session)
        return self._assumed[role]

    async def client(self, service: str, region: str) -> Any:
        """The client of `service` in `region`, opened at the first call. Raises `Unreachable` without credentials."""
        place = (service, region)
        async with self._opening[place]:
            if place not in self._clients:
                with doing(f"open {service} in {region}"):
                    client = self._session.create_client(service, region_name=region, config=_CONFIG)
                    self._clients[place] = await self._open.enter_async_context(client)
        return self._clients[place]

    async def close(self) -> None:
        for assumed in self._assumed.values():
            await assumed.close()
        self._assumed.clear()
        self._clients.clear()
        await self._open.aclose()


class _Assumed:
    """What botocore asks for credentials: those of a role, which several calls at once share and one of them renews.

    Written here because aiobotocore's own refresher enters its STS client anew at each renewal, which version 3 refuses.
    """

    def __init__(self, base: Aws, role: str, external_id: str | None, region: str) -> None:
        self._base = base
        self._asked = {"RoleArn": role, "RoleSessionName": SESSION_NAME} | ({"ExternalId": external_id} if external_id else {})
        self._region = region
        self._credentials = AioDeferredRefreshableCredentials(self._assume, "assume-role")

    async def load_credentials(self) -> AioDeferredRefreshableCredentials:
        return self._credentials

    async def _assume(self) -> dict[str, str]:
        sts = await self._base.client("sts", self._region)
        with doing(f"let us assume the role {self._asked['RoleArn']}"):
            given = (await sts.assume_role(**self._asked))["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }
