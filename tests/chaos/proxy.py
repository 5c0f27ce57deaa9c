"""An HTTP proxy on 127.0.0.1 that names every call and does to it what a plan says, before, instead of or after forwarding it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

from tests.chaos.answers import Answer, Refusing
from tests.chaos.calls import Naming, Received
from tests.chaos.faults import Fault, Plan, calm
from tests.chaos.lag import Lag

_DELAY_SECONDS = 1.5
# They describe the connection, not the message, and each side has its own.
_OF_THE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


async def _nobody() -> None:
    raise RuntimeError("the plan kills, but nobody said whom")


@dataclass(slots=True)
class Traffic:
    """The calls of one process to AWS and to Port: what the plan does to them, what a kill does, and the names of all since `begin`."""

    plan: Plan = calm
    crash: Callable[[], Awaitable[None]] = _nobody
    names: list[str] = field(default_factory=list)
    lag: Lag = field(default_factory=Lag)

    def begin(self, plan: Plan, lag: int = 0) -> None:
        self.plan = plan
        self.names = []
        self.lag.reads = lag


@dataclass(frozen=True, slots=True)
class Server:
    """What a proxy stands in front of: where it is, how its calls are named, and how it refuses."""

    url: str
    naming: Naming
    refusing: Refusing


@asynccontextmanager
async def proxying(server: Server, traffic: Traffic) -> AsyncIterator[str]:
    """The proxy's own address, for as long as the block runs."""
    # A connection a call: one that the server closes while it idles would be a fault that nobody planned.
    connector = TCPConnector(limit=0, force_close=True)
    async with ClientSession(connector=connector, auto_decompress=False, timeout=ClientTimeout(total=120)) as session:
        runner = web.ServerRunner(web.Server(_Handler(server, traffic, session)), shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


@dataclass(frozen=True, slots=True)
class _Handler:
    server: Server
    traffic: Traffic
    session: ClientSession

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            call = Received(request.method, request.raw_path, request.headers, await request.read())
        except ConnectionResetError:
            return _hang_up(request)  # the caller was killed while it spoke
        name = self.server.naming(call)
        self.traffic.names.append(name)
        answer = await self._answer(call, self.traffic.plan(name))
        if answer is None:
            return _hang_up(request)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _answer(self, call: Received, fault: Fault | None) -> Answer | None:
        """`None` where the caller gets none."""
        if fault in (Fault.THROTTLE, Fault.FAIL):
            return self.server.refusing(call, fault)
        if fault is Fault.KILL_BEFORE:
            await self.traffic.crash()
            return None
        if fault is Fault.DELAY:
            await asyncio.sleep(_DELAY_SECONDS)
        answer = await self._forward(call)
        if fault is Fault.DUPLICATE:
            answer = await self._forward(call)
        if fault is Fault.KILL_AFTER:
            await self.traffic.crash()
        return None if fault in (Fault.KILL_AFTER, Fault.DROP) else answer

    async def _forward(self, call: Received) -> Answer:
        stale = self.traffic.lag.stale(call)
        if stale:
            return stale
        url = URL(f"{self.server.url}{call.target}", encoded=True)
        headers = [(key, value) for key, value in call.headers.items() if key.lower() not in _OF_THE_CONNECTION]
        async with self.session.request(call.method, url, headers=headers, data=call.body or None, allow_redirects=False) as reply:
            kept = tuple((key, value) for key, value in reply.headers.items() if key.lower() not in _OF_THE_CONNECTION)
            answer = Answer(reply.status, kept, await reply.read())
        self.traffic.lag.heard(call, answer)
        return answer


def _hang_up(request: web.BaseRequest) -> web.StreamResponse:
    """Closes the connection with nothing said."""
    if request.transport:
        request.transport.abort()
    return web.Response()
