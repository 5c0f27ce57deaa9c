"""A command on a leash ends with its holder, and everything it started ends with it."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.child import Child, ChildEnded, start_child
from tests.project import PROJECT
from tests.sandbox.processes import descendants, left_over

# A server that starts another process, says that it serves, and then waits for ever. It says it in one write: print makes two of it
# where Python is unbuffered, and a reader may stop it between them.
SERVER = "import os, subprocess, signal; subprocess.Popen(['sleep', '600']); os.write(1, b'serves\\n'); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('serves', flush=True); signal.pause(); signal.pause()"


async def start(code: str, tmp_path: Path) -> Child:
    return await start_child([sys.executable, "-c", code], dict(os.environ), tmp_path / "server.log", "serves")


async def test_stopping_a_child_ends_what_it_started_too(tmp_path: Path) -> None:
    others = descendants(os.getpid())  # the sandbox of the end-to-end tests, for instance
    child = await start(SERVER, tmp_path)
    await child.ready()
    processes = {pid: command for pid, command in descendants(os.getpid()).items() if pid not in others}
    assert any("sleep 600" in command for command in processes.values())
    await child.stop()
    assert left_over(processes) == {}


async def test_what_a_child_printed_is_in_its_log(tmp_path: Path) -> None:
    child = await start(SERVER, tmp_path)
    await child.ready()
    await child.stop()
    assert (tmp_path / "server.log").read_text() == "serves\n"


async def test_a_child_that_never_served_is_told_with_its_code_and_words(tmp_path: Path) -> None:
    child = await start("import sys; print('no database'); sys.exit(3)", tmp_path)
    with pytest.raises(ChildEnded, match=r"(?s)server ended with code 3\..*no database"):
        await child.ready()


async def test_a_child_may_print_more_than_a_pipe_holds(tmp_path: Path) -> None:
    child = await start("print('x' * 3_000_000); print('serves', flush=True); input()", tmp_path)
    with pytest.raises(ChildEnded):  # it reads no input, so it ends at once after its words
        await asyncio.gather(child.ready(), child.ended())
    assert (tmp_path / "server.log").stat().st_size > 3_000_000


def held(code: str, grace_seconds: float) -> subprocess.Popen[bytes]:
    """A leash that this test holds, with a command that has said that it serves."""
    leash = PROJECT / "sandbox" / "leash.py"
    command = [sys.executable, "-I", str(leash), str(grace_seconds), sys.executable, "-c", code]
    leashed = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert leashed.stdout is not None
    assert leashed.stdout.readline() == b"serves\n"
    return leashed


def test_a_command_is_asked_to_stop_before_it_is_killed() -> None:
    leashed = held(SERVER, grace_seconds=20)
    leashed.communicate(b"s", timeout=10)
    assert leashed.returncode == 128 + signal.SIGTERM


def test_a_command_that_will_not_stop_is_killed() -> None:
    leashed = held(STUBBORN, grace_seconds=0.2)
    leashed.communicate(b"s", timeout=10)
    assert leashed.returncode == 128 + signal.SIGKILL


def test_a_command_whose_holder_is_gone_is_killed_at_once() -> None:
    leashed = held(STUBBORN, grace_seconds=20)
    leashed.communicate(timeout=10)
    assert leashed.returncode == 128 + signal.SIGKILL
