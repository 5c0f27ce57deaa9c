"""A server in its own process: started on a leash, its output kept in a log file, waited for until it serves."""

import asyncio
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_LEASH = Path(__file__).with_name("leash.py")
_PROJECT = Path(__file__).parent.parent
_GRACE_SECONDS = 10
_TAIL_BYTES = 8192
_LAST_LINES = 25


class ChildEnded(Exception):
    """A server ended although nobody asked it to; the message carries its last lines."""


class Child:
    """A running server; `ready` and `ended` wait for it, `stop` ends it."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path, ready_phrase: str) -> None:
        self._process = process
        self._log = log
        self._ready_phrase = ready_phrase.encode()
        self._ready = asyncio.Event()
        self._tail = b""
        self._reading = asyncio.create_task(self._read())

    async def ready(self) -> None:
        """Return once the server says that it serves; raise ChildEnded when it ends before that."""
        ready, ended = asyncio.create_task(self._ready.wait()), asyncio.create_task(self.ended())
        try:
            await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                ended.result()
        finally:
            ready.cancel()
            ended.cancel()

    async def ended(self) -> None:
        """Wait for the server's end and raise ChildEnded for it."""
        code = await self._process.wait()
        await asyncio.shield(self._reading)
        last_lines = self._tail.decode(errors="replace").splitlines()[-_LAST_LINES:]
        raise ChildEnded(f"{self._log.stem} ended with code {code}. Its last lines:\n" + "\n".join(last_lines))

    async def stop(self) -> None:
        """Ask the server to stop and wait until it and whatever it started are gone."""
        if self._process.stdin is not None:
            self._process.stdin.write(b"s")
            self._process.stdin.close()
        await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        output = self._process.stdout
        if output is None:
            return
        with self._log.open("ab", buffering=0) as file:
            while chunk := await output.read(65536):
                file.write(chunk)
                recent = self._tail + chunk
                if self._ready_phrase in recent:
                    self._ready.set()
                self._tail = recent[-_TAIL_BYTES:]


async def start_child(command: Sequence[str], environment: Mapping[str, str], log: Path, ready_phrase: str) -> Child:
    """Start the command, in the project's folder, on a leash that this process holds; the phrase in its output says that it serves."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_LEASH),
        str(_GRACE_SECONDS),
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        cwd=_PROJECT,
        start_new_session=True,
    )
    return Child(process, log, ready_phrase)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
