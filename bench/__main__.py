"""`python -m bench [--quick] [--json]`: how fast resyncs, requests and revokes are, beside the usual way and beside Ocean's own floor."""

import argparse
import os
import sys
from collections.abc import Iterator
from time import monotonic

from bench import grants, resources, runs, throttled
from bench.figures import Found
from bench.results import RESULTS, as_json, as_text
from bench.sailing import Failed
from bench.sizes import FULL, QUICK, Sizes
from sandbox.isolation import isolate_this_process


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, a minute or so; bench/RESULTS.md stays as it is")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    asked = parser.parse_args()
    isolate_this_process()
    began, (_, others, _) = monotonic(), os.getloadavg()
    try:
        found = list(measured(QUICK if asked.quick else FULL))
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    text = as_text(found, monotonic() - began, others, quick=asked.quick)
    if not asked.quick:
        RESULTS.write_text(f"{text}\n")
    print(as_json(found) if asked.json else text)
    return 0


def measured(sizes: Sizes) -> Iterator[Found]:
    """Every scenario, one after the other. Raises `Failed`."""
    _tell("(a) a resync of buckets and instances, beside the peer and Ocean's floor")
    yield resources.measure(sizes)
    _tell("(b) a resync of grants, beside the peer")
    yield grants.measure(sizes)
    _tell("(c), (d) requests and revokes")
    yield from runs.measure(sizes)
    _tell("(e) a resync while AWS refuses a third of all calls")
    yield throttled.measure(sizes)
    if sizes.one_part:
        _tell("twice the accounts, ten times the resources")
        yield resources.grow(sizes.one_part)


def _tell(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
