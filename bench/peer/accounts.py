"""A session for each account that the settings name a role in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiobotocore.session import AioSession, get_session
from port_ocean.context.ocean import ocean


def regions() -> list[str]:
    return list(ocean.integration_config["regions"])


async def sessions() -> list[tuple[str, AioSession]]:
    """Account and session, one role assumed after the other."""
    opened = []
    async with get_session().create_client("sts", region_name=regions()[0]) as sts:
        for role in ocean.integration_config["account_role_arns"]:
            given = (await sts.assume_role(RoleArn=role, RoleSessionName="peer"))["Credentials"]
            session = get_session()
            session.set_credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
            opened.append((role.split(":")[4], session))
    return opened


@asynccontextmanager
async def client(session: AioSession, service: str, region: str) -> AsyncIterator[Any]:
    async with session.create_client(service, region_name=region) as opened:
        yield opened
