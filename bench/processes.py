"""The processes of a measurement: servers that are told things over HTTP, and what a process costs."""

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from sandbox.isolation import isolated_environment

PROJECT = Path(__file__).parent.parent
_SAMPLED_SECONDS = 0.05
_KB = 1024
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the benchmark at its address."""

    url: str

    def tell(self, **what: Any) -> dict[str, Any]:
        """Changes what the server does and gives what it was asked so far."""
        request = urllib.request.Request(f"{self.url}/__bench", json.dumps(what).encode(), {"Content-Type": "application/json"})  # noqa: S310
        with _direct.open(request) as response:
            told: dict[str, Any] = json.loads(response.read())
        return told


@contextmanager
def server(module: str, *arguments: str) -> Iterator[Server]:
    """`python -m MODULE`, which tells its port in the first line of its output; ended with the block."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=PROJECT, env=isolated_environment(), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            yield Server(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds from start to end, CPU seconds of the process and its children, and the most memory that they held together (MB)."""

    seconds: float
    cpu: float
    peak_mb: float
    code: int


class Running:
    """A process whose memory, with that of what it started, is followed from a thread."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        self.peak_mb = 0.0

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def wait(self) -> tuple[int, float]:
        """Its exit code and the CPU seconds that it and its children took."""
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._process.returncode, used.ru_utime + used.ru_stime

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _sample(self) -> None:
        while not self._ended.wait(_SAMPLED_SECONDS):
            self.peak_mb = max(self.peak_mb, _memory_mb(self._process.pid))


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[Running]:
    """The command in the project's folder while the block lasts, its output in the log."""
    process = Running(command, environment, log)
    try:
        yield process
    finally:
        process.end()


def cost_of(command: list[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Runs the command to its end."""
    began = monotonic()
    with running(command, environment, log) as process:
        code, cpu = process.wait()
    return Cost(monotonic() - began, cpu, process.peak_mb, code)


def _memory_mb(pid: int) -> float:
    """Resident memory of the process and its descendants; what a fork shares with its parent counts twice."""
    total = 0.0
    for one in _tree(pid):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return total / _KB


def _tree(pid: int) -> list[int]:
    try:
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid, *(one for child in children for one in _tree(child))]
