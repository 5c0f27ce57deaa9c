"""Serves the local Port and its page from this process, on 127.0.0.1."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

_GRACE_SECONDS = 2


class PortTaken(Exception):
    """Somebody else listens on the port that was asked for."""


class _Server(uvicorn.Server):
    """Leaves signals to the sandbox: Port has to answer until Ocean, which says goodbye to it, has stopped."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


def listen(port: int | None) -> socket.socket:
    """A socket of 127.0.0.1 at this port, or at a free one. Raises PortTaken."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer comes 40 ms late.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port or 0))
        listener.listen()  # bound alone, SO_REUSEADDR would let a second sandbox bind it too
    except OSError as error:
        listener.close()
        raise PortTaken(f"Port {port} of 127.0.0.1 is taken ({error.strerror}): choose another --port, or none for a free one.") from error
    return listener


@asynccontextmanager
async def serving(app: Any, listener: socket.socket) -> AsyncIterator[None]:
    """Serve the ASGI app on the socket for as long as the block runs."""
    server = _Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE_SECONDS))
    serving_task = asyncio.create_task(server.serve([listener]))
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait((up, serving_task), return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    try:
        yield
    finally:
        server.should_exit = True
        await serving_task
