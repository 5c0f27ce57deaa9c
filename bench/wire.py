"""A server with a meter.

It speaks as little HTTP/1.1 as botocore and httpx need: with a framework it would be the slowest part of what is measured.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_END = b"\r\n\r\n"
CONTROL = "/__bench"


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """`name` is what the call is counted as."""

    name: str
    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"


Handler = Callable[[Request], Answer]


@dataclass
class Meter:
    """How late a server answers, which share of calls it refuses, and what it was asked since it was last told to forget."""

    latency: float = 0.0
    throttle_every: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    under_way: int = 0
    most_under_way: int = 0
    _seen: int = 0

    def asked(self, name: str) -> None:
        self.calls[name] += 1
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)

    def answered(self) -> None:
        self.under_way -= 1

    def is_refused(self) -> bool:
        """Whether this call is one of those that are refused: each so many-th."""
        self._seen += 1
        refused = bool(self.throttle_every) and self._seen % self.throttle_every == 0
        self.throttled += refused
        return refused

    def told(self) -> dict[str, Any]:
        counts = {"calls": dict(self.calls), "total": self.calls.total(), "throttled": self.throttled}
        return {**counts, "most_under_way": self.most_under_way}

    def change(self, told: Mapping[str, Any]) -> None:
        self.latency = told.get("latency", self.latency)
        self.throttle_every = told.get("throttle_every", self.throttle_every)
        if told.get("forget"):
            self.calls.clear()
            self.throttled = self._seen = 0
            self.most_under_way = self.under_way


class Connection(asyncio.Protocol):
    """One client's connection: a request is read, answered after the latency, then the next."""

    def __init__(self, handler: Handler, meter: Meter, control: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self._handler = handler
        self._meter = meter
        self._control = control
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server hands over
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (request := self._request()) is not None:
            self._take(request)

    def _request(self) -> Request | None:
        end = self._buffer.find(_END)
        if end < 0:
            return None
        first, *lines = self._buffer[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        whole = end + len(_END) + int(headers.get("content-length", 0))
        if len(self._buffer) < whole:
            return None
        body = bytes(self._buffer[end + len(_END) : whole])
        del self._buffer[:whole]
        method, target, _ = first.split(" ")
        path, _, query = target.partition("?")
        return Request(method, path, query, headers, body)

    def _take(self, request: Request) -> None:
        if request.path == CONTROL:
            self._send(Answer("", json.dumps(self._control(json.loads(request.body or b"{}"))).encode()))
            return
        answer = self._handler(request)
        self._meter.asked(answer.name)
        asyncio.get_running_loop().call_later(self._meter.latency, self._finish, answer)

    def _finish(self, answer: Answer) -> None:
        self._meter.answered()
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        head = f"HTTP/1.1 {answer.status} OK\r\nContent-Type: {answer.content_type}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
        if self._transport:
            self._transport.write(head.encode() + answer.body)


async def serve(handler: Handler, meter: Meter, control: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Serves on a free port of 127.0.0.1, which is told as the first line of the output, for as long as the process lives."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(handler, meter, control), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
