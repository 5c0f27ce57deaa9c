"""What machine this is, in a line that names no machine."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_KB_A_GB = 1024**2


def machine() -> str:
    model = next((line.partition(":")[2].strip() for line in _lines("cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next((int(line.split()[1]) for line in _lines("meminfo") if line.startswith("MemTotal")), 0) / _KB_A_GB
    cores = len(os.sched_getaffinity(0))
    software = f"Python {platform.python_version()}, Ocean {version('port-ocean')}, aiobotocore {version('aiobotocore')}"
    return f"{cores} cores of {model}, {memory:.0f} GB of memory, {platform.system()}; {software}"


def _lines(name: str) -> list[str]:
    return Path("/proc", name).read_text().splitlines()
