"""Reads the body of a request from a stranger: no more of it than we would ever want, and not for ever."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from integration.domain.errors import IamPermissionsError

MAX_BYTES = 256 * 1024
_SECONDS = 10


class TooLarge(IamPermissionsError):
    """The body is larger than anything that Port sends us."""


class NotRead(IamPermissionsError):
    """The body did not arrive whole, or not in time."""


async def read_body(request: Request) -> bytes:
    """The whole body. Raises `TooLarge` as soon as that is certain, `NotRead`."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise TooLarge(f"A body may have {MAX_BYTES} bytes at most.")
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise TooLarge(f"A body may have {MAX_BYTES} bytes at most.")
    except (TimeoutError, ClientDisconnect) as error:
        raise NotRead(f"The body did not arrive whole within {_SECONDS} s.") from error
    return bytes(body)
