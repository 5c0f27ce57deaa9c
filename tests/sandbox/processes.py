"""Starting the sandbox as a person would, and seeing which processes are its."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.project import PROJECT

_GONE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class StartedSandbox:
    """A sandbox that printed its line: the process, what the line said, and where it keeps its files."""

    process: subprocess.Popen[str]
    ready: dict[str, str]
    folder: Path


@contextmanager
def started_sandbox(folder: Path, *arguments: str) -> Iterator[StartedSandbox]:
    """`python -m sandbox --json` with these arguments, up to its line; killed at the end if the test has not ended it."""
    folder.mkdir(exist_ok=True)
    process = launch(folder, "--json", *arguments)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"the sandbox ended before it was ready: {process.stderr.read() if process.stderr else ''}"
        yield StartedSandbox(process, json.loads(line), folder)
    finally:
        process.kill()
        process.communicate()


def launch(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`python -m sandbox` in the project's folder, with its temporary files below the folder."""
    command = [sys.executable, "-m", "sandbox", *arguments]
    environment = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def descendants(pid: int) -> dict[int, str]:
    """The command lines of the process's children and of theirs, by process id."""
    parents, commands = _table()
    found = {child for child, parent in parents.items() if parent == pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {child: commands[child] for child in found}


def left_over(pids: dict[int, str]) -> dict[int, str]:
    """Those of the processes that still run after a fair time; none as soon as none does."""
    deadline = time.monotonic() + _GONE_SECONDS
    while (running := _running(pids)) and time.monotonic() < deadline:
        time.sleep(0.05)  # the end of a process that is not our child cannot be waited for
    return running


def pid_of(pids: dict[int, str], part: str) -> int:
    """The one that runs the command itself, not the leash that holds it."""
    return next(pid for pid, command in pids.items() if part in command and "leash.py" not in command)


def end(started: StartedSandbox, number: signal.Signals) -> int:
    """Send the signal and give the sandbox's exit code."""
    started.process.send_signal(number)
    return started.process.wait(timeout=_GONE_SECONDS)


def _running(pids: dict[int, str]) -> dict[int, str]:
    commands = _table()[1]
    return {pid: command for pid, command in pids.items() if commands.get(pid) == command}


def _table() -> tuple[dict[int, int], dict[int, str]]:
    listing = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,command="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listing.stdout.splitlines()]
    named = [row for row in rows if len(row) == 3]
    return {int(pid): int(parent) for pid, parent, _ in named}, {int(pid): command for pid, _, command in named}
