"""The command line: `plan` asks neither AWS nor Port, `setup` installs into Port what the integration needs there."""

import argparse
from collections.abc import Sequence

from integration import plan_cli
from integration.port.setup import arguments as setup_arguments


def main(arguments: Sequence[str]) -> int:
    """Carries out one command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m integration", description="Time-bound IAM permissions, asked for in Port.")
    commands = parser.add_subparsers(dest="command", required=True)
    plan_cli.add_arguments(
        commands.add_parser("plan", help="show what a request would create, or why it is refused; asks neither AWS nor Port")
    )
    setup_arguments.add_arguments(
        commands.add_parser("setup", help="install or upgrade the blueprints, actions, scorecard and dashboard in Port")
    )
    options = parser.parse_args(arguments)
    if options.command == "plan":
        return plan_cli.run(options)
    # Only now, because to load the HTTP libraries takes longer than to make a plan.
    from integration.port.setup.cli import run

    return run(options)
