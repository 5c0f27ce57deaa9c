"""`python -m tests.chaos [--quick] [--only TEXT] [--soak [N]] [--seed N]`: breaks what can break and says what did not hold."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sandbox.isolation import isolate_this_process
from tests.chaos.matrix import Report, try_matrix
from tests.chaos.soak import SoakReport, soak

_STEPS = 1000


def main() -> int:
    """Read the command line and run; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the calls that change something, and two faults")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the cases whose name contains this")
    parser.add_argument("--soak", type=int, nargs="?", const=_STEPS, metavar="N", help=f"the soak instead of the matrix ({_STEPS} steps)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the soak's dice (default: 1)")
    arguments = parser.parse_args()
    isolate_this_process()
    folder = Path(tempfile.mkdtemp(prefix="aws-iam-permissions-chaos-"))
    _say(f"The logs of every process go to {folder} and stay there if anything does not hold")
    if arguments.soak is not None:
        code = _judge_soak(asyncio.run(soak(folder, arguments.soak, arguments.seed, _say)), arguments.seed)
    else:
        code = _judge_matrix(asyncio.run(try_matrix(folder, _say, lambda name: arguments.only in name, quick=arguments.quick)))
    if code == 0:
        shutil.rmtree(folder)
    return code


def _judge_matrix(report: Report) -> int:
    failures = [result for result in report.results if any(end.startswith("FAILURE") for end in result.ends)]
    for result in failures:
        _say(f"told as a failure: {result.case}: {' | '.join(result.ends)}")
    unreached = [str(result.case) for result in report.results if not result.reached]
    if unreached:
        _say(f"not called this time: {'; '.join(unreached)}")
    for case, finding in report.violations:
        _say(f"VIOLATION: {case or 'of no known case'}: {finding}")
    kinds = Counter(result.case.story.name for result in report.results)
    told = ", ".join(f"{count} of {kind}" for kind, count in kinds.items())
    _say(f"{len(report.results)} cases ({told}), {len(report.violations)} violations")
    return 1 if report.violations else 0


def _judge_soak(report: SoakReport, seed: int) -> int:
    for title, counts in (("done", report.done), ("ended", report.ends), ("broken calls", report.faults)):
        _say(f"{title}: {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}")
    for line in report.memory:
        _say(f"memory of {line}")
    for finding in report.violations:
        _say(f"VIOLATION: {finding}")
    _say(f"{report.done.total()} steps with seed {seed}, {len(report.violations)} violations")
    return 1 if report.violations else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
