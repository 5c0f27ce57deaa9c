"""A Port organisation at a real address, with what it was asked, and the small company that followed the guide by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from integration.port.setup.credentials import Credentials
from integration.port.setup.findings import Json
from sandbox.port import PortConfig, create_app
from sandbox.server import listen, serving

_CLIENT, _SECRET = "client-1", "secret-1"
_STAMPS = {"createdAt", "createdBy", "updatedAt", "updatedBy"}


@dataclass(slots=True)
class Watched:
    """An ASGI app that notes what changes things, and refuses the write with the number `fails_at`, counted from 1."""

    app: ASGIApp
    writes: list[tuple[str, str]] = field(default_factory=list)
    fails_at: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_write = scope["type"] == "http" and scope["method"] != "GET" and "/auth/" not in scope["path"]
        if is_write:
            self.writes.append((scope["method"], scope["path"].removeprefix("/v1/")))
        if is_write and len(self.writes) == self.fails_at:
            await JSONResponse({"ok": False, "error": "internal", "message": "Port has a bad day"}, 500)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Organisation:
    credentials: Credentials
    watched: Watched
    http: httpx.AsyncClient

    async def ask(self, method: str, path: str, body: Any = None) -> Json:
        response = await self.http.request(method, f"/v1/{path}", json=body)
        assert response.is_success, response.text
        answer: Json = response.json()
        return answer

    async def has(self, path: str) -> bool:
        return (await self.http.get(f"/v1/{path}")).is_success

    async def action(self, identifier: str) -> Json:
        action: Json = (await self.ask("GET", f"actions/{identifier}"))["action"]
        return action

    async def blueprint(self, identifier: str) -> Json:
        blueprint: Json = (await self.ask("GET", f"blueprints/{identifier}"))["blueprint"]
        return blueprint

    async def everything(self) -> Json:
        """All that setup could touch, without who wrote it when."""
        kinds = ("blueprints", "actions", "scorecards", "pages")
        held: Json = {kind: [_without_stamps(thing) for thing in (await self.ask("GET", kind))[kind]] for kind in kinds}
        names = [action["identifier"] for action in held["actions"]]
        return held | {"permissions": {name: await self.ask("GET", f"actions/{name}/permissions") for name in names}}


@asynccontextmanager
async def organisation(*, strict: bool = False) -> AsyncIterator[Organisation]:
    """Empty; `strict` where it takes only the action types that Port publishes."""
    listener = listen(None)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    watched = Watched(create_app(PortConfig(_CLIENT, _SECRET, url, accept_custom_action_types=not strict)))
    async with serving(watched, listener), httpx.AsyncClient(base_url=url) as http:
        answer = await http.post("/v1/auth/access_token", json={"clientId": _CLIENT, "clientSecret": _SECRET})
        http.headers["Authorization"] = f"Bearer {answer.json()['accessToken']}"
        yield Organisation(Credentials(_CLIENT, _SECRET, url), watched, http)


def _without_stamps(thing: Json) -> Json:
    return {key: value for key, value in thing.items() if key not in _STAMPS}
