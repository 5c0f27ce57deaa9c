"""Keeps the last requests that integrations made, so that tests can hold each against Port's API description."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.port import clock

# Ocean's user agent begins so; people, scripts and the page are not noted.
_INTEGRATIONS = b"port-ocean/"
_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class _Call:
    at: str
    method: str
    path: str
    query: str
    body: bytes
    status: int

    def json(self) -> Mapping[str, Any]:
        return {
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "query": parse_qs(self.query, keep_blank_values=True),
            "body": json.loads(self.body) if self.body else None,
            "status": self.status,
        }


class Journal:
    """An ASGI application around another, which notes what it is asked and how it answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._calls: deque[_Call] = deque(maxlen=_KEPT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _user_agent(scope).startswith(_INTEGRATIONS):
            await self._app(scope, receive, send)
            return
        at, body, status = clock.written(clock.now()), bytearray(), 0

        async def listen() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def answer(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, listen, answer)
        self._calls.append(_Call(at, scope["method"], scope["path"], scope["query_string"].decode(), bytes(body), status))

    async def read(self, _: Request) -> JSONResponse:
        """GET /__sandbox/calls: the calls, oldest first."""
        return JSONResponse({"calls": [call.json() for call in self._calls]})


def _user_agent(scope: Scope) -> bytes:
    return next((bytes(value) for name, value in scope["headers"] if name == b"user-agent"), b"")
