"""`python -m sandbox`: starts the sandbox, says where to look, and runs until it is stopped."""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sandbox.aws import AwsUnavailable
from sandbox.child import ChildEnded
from sandbox.isolation import isolate_this_process
from sandbox.ready import block
from sandbox.running import Options, running
from sandbox.server import PortTaken


def main() -> int:
    """Read the command line and run; 0 when stopped, 1 when something failed."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--port", type=_port_number, metavar="N", help="port of 127.0.0.1 for the page and the Port API (default: a free one)"
    )
    parser.add_argument("--aws", default="ministack", metavar="ministack|moto|URL", help="the local AWS (default: ministack)")
    parser.add_argument("--no-ocean", action="store_true", help="start Port and AWS only; run ocean sail yourself")
    parser.add_argument(
        "--strict-actions", action="store_true", help="a Port that takes only the action types it publishes, so that ours become webhooks"
    )
    parser.add_argument("--json", action="store_true", help="print nothing but one line of JSON, once all is ready")
    arguments = parser.parse_args()
    options = Options(port=arguments.port, aws=arguments.aws, ocean=not arguments.no_ocean, strict_actions=arguments.strict_actions)
    isolate_this_process()
    return asyncio.run(_run(options, as_json=arguments.json))


def _port_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port number between 1 and 65535")
    return int(text)


async def _run(options: Options, *, as_json: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="aws-iam-permissions-sandbox-"))
    try:
        await _until_stopped(options, folder, as_json=as_json)
    except ChildEnded as failure:
        print(f"{failure}\nThe logs are kept in {folder}.", file=sys.stderr)
        return 1
    except (AwsUnavailable, PortTaken) as refusal:
        print(refusal, file=sys.stderr)
        shutil.rmtree(folder)
        return 1
    except asyncio.CancelledError:
        shutil.rmtree(folder)
    return 0


async def _until_stopped(options: Options, folder: Path, *, as_json: bool) -> None:
    """Run until a signal cancels this task, or raise because a server ended."""
    tell: Callable[[str], None] = _say_nothing if as_json else _say
    _cancel_on_signals(tell)
    async with running(options, folder, tell) as sandbox:
        _say(sandbox.ready.line() if as_json else block(sandbox.ready, folder, sandbox.notes))
        await sandbox.failure()


def _cancel_on_signals(tell: Callable[[str], None]) -> None:
    task = asyncio.current_task()
    if task is None:
        return

    def stop() -> None:
        tell("Stopping")
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)


def _say(text: str) -> None:
    print(text, flush=True)


def _say_nothing(text: str) -> None:
    """With --json, nothing but the line is printed."""


if __name__ == "__main__":
    sys.exit(main())
