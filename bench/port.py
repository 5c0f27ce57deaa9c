"""`python -m bench.port CONFIG`: the sandbox's Port in a process of its own, as late and as busy as POST /__bench tells it to be.

The calls of integrations are counted by route. Of every run it notes how long its integration took from asking to acknowledge it to having
reported its end, and how often it was handed out; of a resync how long it took.
"""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bench.wire import CONTROL, Meter
from sandbox.port import PortConfig, User, create_app
from sandbox.server import listen, serving

# The words of Port's paths; everything between them names something.
_WORDS = frozenset(
    (
        *("ack", "access_token", "actions", "approvers", "auth", "blueprints", "bulk", "claim-pending", "config", "datasource-entities"),
        *("delete", "entities", "entities-count", "heartbeat", "ingest", "integration", "kind", "kinds", "logs", "metrics", "organization"),
        *("pages", "permissions", "provision-enabled", "resync", "resync-request", "resync-state", "runs", "scorecards", "search"),
        *("syncMetrics", "users", "workflows"),
    )
)
_OCEAN = b"port-ocean/"
_BUSY = {"ok": False, "error": "rate_limit", "message": "Too many requests"}


@dataclass
class Notes:
    """Moments, by run where they are of one."""

    taken: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    hand_outs: Counter[str] = field(default_factory=Counter)
    resync_began: float = 0.0
    resync_seconds: float = 0.0

    def take(self, route: str, path: str, answer: bytes, asked_at: float) -> None:
        if route == "POST actions/runs/claim-pending":
            self.hand_outs.update(run["id"] for run in json.loads(answer)["runs"])
        elif route == "PATCH actions/runs/ack":
            self.taken.setdefault(json.loads(answer)["run"]["id"], asked_at)
        elif route == "PATCH actions/runs/*" and json.loads(answer)["run"]["status"] in ("SUCCESS", "FAILURE"):
            self.ended.setdefault(path.rpartition("/")[2], monotonic())
        elif route == "PATCH integration/*/resync-state":
            self._resync(json.loads(answer)["integration"]["resyncState"]["status"])

    def _resync(self, status: str) -> None:
        if status == "running":
            self.resync_began = monotonic()
        else:
            self.resync_seconds = monotonic() - self.resync_began

    def told(self) -> dict[str, Any]:
        work = {run: end - self.taken[run] for run, end in self.ended.items() if run in self.taken}
        return {"work_seconds": work, "hand_outs": self.hand_outs, "resync_seconds": self.resync_seconds}


class MeteredPort:
    """An ASGI application around the sandbox's Port."""

    def __init__(self, port: ASGIApp) -> None:
        self._port = port
        self._meter = Meter()
        self._notes = Notes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _of_ocean(scope):
            await self._port(scope, receive, send)
            return
        route = f"{scope['method']} {_route(scope['path'])}"
        self._meter.asked(route)
        asked_at = monotonic()
        if self._meter.latency:
            await asyncio.sleep(self._meter.latency)
        try:
            if self._meter.is_refused():
                await JSONResponse(_BUSY, 429, {"Retry-After": "0"})(scope, receive, send)
            else:
                await self._answered(route, asked_at, scope, receive, send)
        finally:
            self._meter.answered()

    async def control(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = json.loads(await Request(scope, receive).body())
        answer = self._meter.told() | self._notes.told()
        self._meter.change(told)
        if told.get("forget"):
            self._notes = Notes()
        await JSONResponse(answer)(scope, receive, send)

    async def _answered(self, route: str, asked_at: float, scope: Scope, receive: Receive, send: Send) -> None:
        status, body = 0, bytearray()

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            body.extend(message.get("body", b""))
            await send(message)

        await self._port(scope, receive, noted)
        if status < 300:
            self._notes.take(route, scope["path"], bytes(body), asked_at)


def _of_ocean(scope: Scope) -> bool:
    return any(name == b"user-agent" and value.startswith(_OCEAN) for name, value in scope["headers"])


def _route(path: str) -> str:
    return "/".join(word if word in _WORDS else "*" for word in path.removeprefix("/v1/").split("/"))


async def _serve(config: dict[str, Any]) -> None:
    listener = listen(None)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    people = tuple(User(email, "Person", str(number), ("Member",)) for number, email in enumerate(config["people"]))
    metered = MeteredPort(create_app(PortConfig(config["client_id"], config["client_secret"], address, people)))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["path"] == CONTROL
        await (metered.control if asked else metered)(scope, receive, send)

    async with serving(app, listener):
        print(listener.getsockname()[1], flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
