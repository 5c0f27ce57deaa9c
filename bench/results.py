"""Writes what was found: for people as `bench/RESULTS.md`, for programs as one JSON object."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Found, runs_table, targets_table
from bench.machine import machine
from bench.sailing import RTT

RESULTS = Path(__file__).with_name("RESULTS.md")
_DIGITS = 4


def as_json(found: Sequence[Found]) -> str:
    return json.dumps({one.name: {name: round(value, _DIGITS) for name, value in one.figures.items()} for one in found})


def as_text(found: Sequence[Found], seconds: float, others: float, *, quick: bool) -> str:
    """`others`: how many processes wanted a core when the benchmark began."""
    targets = [target for one in found for target in one.targets]
    runs = [line for one in found for line in one.runs]
    sizes = "with `--quick`, in small sizes whose ratios say little" if quick else "in full size"
    missed = sum(not target.is_met for target in targets)
    return "\n\n".join(
        (
            "# What the benchmark found",
            f"Measured on {datetime.now(UTC):%Y-%m-%d} by `python -m bench`, {sizes}, in {seconds / 60:.1f} minutes, on {machine()}."
            f" Before it began {others:.1f} other processes wanted a core, in the mean of five minutes.",
            f"A call to AWS or to Port takes {RTT * 1000:.0f} ms. Both are local: the benchmark's own fake AWS, and the sandbox's Port.",
            "## Targets",
            f"{len(targets) - missed} of {len(targets)} are met.",
            targets_table(targets),
            "## Runs",
            "Wall is from the moment Ocean says that its resync runs to the moment it says that it has ended; process is the whole life of"
            " `ocean sail`. At once is how many AWS calls were under way at the most.",
            runs_table(runs),
            "## How it was measured",
            *(note for one in found for note in one.notes),
        )
    )
