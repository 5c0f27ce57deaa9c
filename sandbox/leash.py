"""Runs a command that must not outlive the process that started it: `leash.py SECONDS COMMAND...`, its leash held on stdin.

A byte on stdin asks the command to stop: SIGTERM for its whole process group and, SECONDS later, SIGKILL. The end of stdin
means that the holder itself is gone, by SIGKILL too, because the kernel then closes the pipe: SIGKILL at once.
"""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress


def main(grace_seconds: float, command: list[str]) -> int:
    """Run the command to its end or to its holder's, and give its exit code (128 + signal, as a shell does)."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - the command is our own
    ended = threading.Event()

    def hold() -> None:
        # Not sys.stdin, whose lock, held here, would abort our exit.
        if os.read(0, 1):
            _signal_group(process.pid, signal.SIGTERM)
            ended.wait(grace_seconds)
        if not ended.is_set():
            _signal_group(process.pid, signal.SIGKILL)

    # Signals are for the holder to hear: it asks us in its own order.
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    threading.Thread(target=hold, daemon=True).start()
    code = process.wait()
    ended.set()
    _signal_group(process.pid, signal.SIGKILL)  # what the command left behind
    return code if code >= 0 else 128 - code


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
