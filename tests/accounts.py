"""More accounts than one in the moto server, which takes whoever assumes a role for the role's account."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from botocore.exceptions import ClientError

from integration.port.place import Place
from integration.port.settings import parse_settings

HERE, SHOP, DATA = "123456789012", "210987654321", "109876543210"


def role_in(account: str, name: str = "PortReader") -> str:
    return f"arn:aws:iam::{account}:role/{name}"


@asynccontextmanager
async def place(config: Mapping[str, Any]) -> AsyncIterator[Place]:
    """A place with these settings (Ocean's snake_case keys), closed at the end."""
    opened = Place(parse_settings(config))
    try:
        yield opened
    finally:
        await opened.close()


def deny(client: Any, calls: str = "*") -> None:
    """From here on AWS lets the client make none of the calls."""
    client.meta.events.register(f"before-call.{client.meta.service_model.service_id.hyphenize()}.{calls}", _denied)


def _denied(model: Any, **_: Any) -> None:
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not authorized"}}, model.name)


SEVERAL = {"account_role_arns": [role_in(HERE), role_in(SHOP), role_in(DATA)], "regions": ["us-east-1"]}
