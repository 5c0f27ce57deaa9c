"""`ocean sail` that has imported all it needs and then waits at a gate, so that a killed process has a successor within a second."""

import os
from pathlib import Path

import integration.port.wiring  # noqa: F401 - the slow part of a start, done before the gate
from sandbox.sail import main

if __name__ == "__main__":
    with Path(os.environ["CHAOS_GATE"]).open("rb", buffering=0) as gate:
        gate.read(1)  # a FIFO: this waits until somebody writes
    main()
