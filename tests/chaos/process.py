"""The integration as a process behind its two proxies: started, killed with SIGKILL, started again, measured."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sandbox.ocean import sail_environment
from sandbox.ready import Ready
from tests.chaos.answers import aws_refusal, port_refusal
from tests.chaos.calls import aws_name, port_name
from tests.chaos.proxy import Server, Traffic, proxying
from tests.project import PROJECT
from tests.sandbox.processes import descendants

_LEASH = PROJECT / "sandbox" / "leash.py"
_GRACE_SECONDS = 15

# Short enough that a case takes seconds; the sweep's own timer is off, so that the calls of a case are always the same.
_SETTINGS = {
    "OCEAN__EVENT_LISTENER__INTERVAL": "1",
    "OCEAN__SCHEDULED_RESYNC_INTERVAL": "600",
    "OCEAN__ACTIONS_PROCESSOR__VISIBILITY_TIMEOUT_MS": "3000",
    "OCEAN__INTEGRATION__CONFIG__ABANDONED_AFTER": "3s",
    "OCEAN__INTEGRATION__CONFIG__SWEEP_INTERVAL": "6h",
    "OCEAN__INTEGRATION__CONFIG__OFFERED_SERVICES": '["s3"]',
    "APPLICATION__ENABLE_HTTP_LOGGING": "false",
}


Settings = Mapping[str, str | None]
"""Variables of the environment; `None` leaves one out."""


@dataclass(frozen=True, slots=True)
class _Started:
    """A process that waits at its gate, or has passed it. The leash kills it as soon as its stdin closes."""

    leash: asyncio.subprocess.Process
    gate: int


class Integration:
    """One identity of the integration: whatever process it is at the moment, its calls are `traffic`."""

    def __init__(self, name: str, environment: Mapping[str, str], traffic: Traffic, folder: Path) -> None:
        self.traffic = traffic
        self.traffic.crash = self.crash
        self.starts = 0
        self.started_at = datetime.now(UTC)
        self._environment = environment
        self._folder = folder
        self.name = name
        self._running: _Started | None = None
        self._next: _Started | None = None
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Lets a waiting process through its gate, and has the one after it wait."""
        started = self._next or await self._spawn()
        self.started_at = datetime.now(UTC)
        os.write(started.gate, b"!")
        self._running = started
        self._watching = asyncio.create_task(self._watch(started))
        self.starts += 1
        self._next = await self._spawn()

    async def crash(self) -> None:
        """SIGKILL and, once the process is gone, the start of the next one."""
        killed, self._running = self._running, None
        if killed:
            await _kill(killed)
            await self.start()

    async def close(self) -> None:
        left = [started for started in (self._running, self._next) if started]
        self._running = self._next = None
        for started in left:
            await _kill(started)

    async def _watch(self, started: _Started) -> None:
        """Starts the next process when one ends by itself, as whatever runs it in production does."""
        await started.leash.wait()
        if self._running is started:
            os.close(started.gate)
            await self.start()

    def memory(self) -> int:
        """Resident megabytes; 0 in the moment between two processes."""
        pids = descendants(self._running.leash.pid) if self._running else {}
        sizes = subprocess.run(["ps", "-o", "rss=", "-p", ",".join(map(str, pids)) or "0"], capture_output=True, text=True, check=False)
        return sum(int(size) for size in sizes.stdout.split()) // 1024

    async def _spawn(self) -> _Started:
        gate = self._folder / f"{self.name}-{self.starts}.gate"
        os.mkfifo(gate)
        opened = os.open(gate, os.O_RDWR)  # for reading too, so that neither opening nor writing waits for the other end
        log = (self._folder / f"{self.name}-{self.starts}.log").open("wb")
        leash = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(_LEASH), str(_GRACE_SECONDS)),
            *(sys.executable, "-m", "tests.chaos.sail", "--port", "0"),
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            env={**self._environment, "CHAOS_GATE": str(gate)},
            cwd=PROJECT,
            start_new_session=True,
        )
        log.close()
        return _Started(leash, opened)


async def _kill(started: _Started) -> None:
    if started.leash.stdin:
        started.leash.stdin.close()
    await started.leash.wait()
    os.close(started.gate)


@asynccontextmanager
async def open_integration(ready: Ready, folder: Path, name: str, settings: Settings) -> AsyncIterator[Integration]:
    """The integration, not yet started, with its proxies; `settings` go over ours. Nothing of it is left after the block."""
    traffic = Traffic()
    aws = Server(ready.aws_endpoint, aws_name, aws_refusal)
    port = Server(ready.port_api, port_name, port_refusal)
    async with proxying(aws, traffic) as aws_endpoint, proxying(port, traffic) as port_api:
        behind = replace(ready, aws_endpoint=aws_endpoint, port_api=port_api)
        integration = Integration(name, _merged(sail_environment(behind), _SETTINGS, settings), traffic, folder)
        try:
            yield integration
        finally:
            await integration.close()


def _merged(*layers: Settings) -> Mapping[str, str]:
    together = {name: value for layer in layers for name, value in layer.items()}
    return {name: value for name, value in together.items() if value is not None}
