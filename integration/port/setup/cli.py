"""The command line of setup: says what it will do, does it, and says what it did."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dotenv import dotenv_values

from integration.port.setup.client import PortClient, PortRefused
from integration.port.setup.credentials import Credentials, NoCredentials, credentials_in, identifier_in
from integration.port.setup.options import Asked, Options
from integration.port.setup.planning import Plan, carry_out, make_plan
from integration.port.setup.resources import app_url_of, shipped
from integration.port.setup.telling import counts_text, plan_text

_FAILED = 1


def run(arguments: argparse.Namespace) -> int:
    """Carries `setup` out and returns the exit code."""
    settings: Mapping[str, str | None] = {**dotenv_values(".env"), **os.environ}
    try:
        credentials = credentials_in(settings)
        return asyncio.run(setup(credentials, options_of(vars(arguments), settings, credentials)))
    except (NoCredentials, PortRefused) as error:
        print(error, file=sys.stderr)
        return _FAILED


async def setup(credentials: Credentials, options: Options) -> int:
    """Shows the plan and, unless it is a dry run or something stands in the way, carries it out. Raises `PortRefused`."""
    resources = shipped(options.app_url)
    async with PortClient(credentials) as port:
        plan = await make_plan(port, resources, options)
        print(f"{plan_text(plan)}\n\n{counts_text(plan)}.", flush=True)
        if plan.obstacles:
            print("\n".join(("Nothing was written.", *plan.obstacles)), file=sys.stderr)
            return _FAILED
        if options.dry_run:
            print("This was a dry run: nothing was written.")
        else:
            await _do(port, plan)
    if plan.lacks_way:
        print("The actions were left out, because nothing says how they reach the integration; see above.", file=sys.stderr)
    return _FAILED if plan.lacks_way else 0


async def _do(port: PortClient, plan: Plan) -> None:
    try:
        written = await carry_out(port, plan)
    except PortRefused:
        print("Stopped half-way: mend what the next line names and run setup again; it goes on from there.", file=sys.stderr)
        raise
    print(f"Done, with {written} requests." if written else "Nothing had to be done.")


def options_of(arguments: Mapping[str, Any], settings: Mapping[str, str | None], credentials: Credentials) -> Options:
    forced: Sequence[str] | None = arguments["force"]
    return Options(
        identifier=arguments["identifier"] or identifier_in(settings),
        asked=Asked(arguments["invocation"]),
        webhook_url=arguments["webhook_url"],
        webhook_agent=arguments["webhook_agent"],
        app_url=arguments["app_url"] or app_url_of(credentials.base_url),
        forced=None if forced is None else frozenset(forced),
        dry_run=arguments["dry_run"],
    )
