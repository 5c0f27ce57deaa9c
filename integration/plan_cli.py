"""The preview's command line: one request from the arguments, or one JSON request a line from standard input."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

from integration.domain.errors import Refused
from integration.domain.plan import Plan, plan
from integration.domain.plan_answer import as_json, as_text, refusal_as_json
from integration.domain.settings import GrantSettings
from integration.plan_request import parse_line, parse_request
from integration.resources.menu import types

_REFUSED = 2


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The options of `plan`."""
    command.add_argument("--resource", metavar="ARN")
    command.add_argument(
        "--permission", action="append", dest="permissions", metavar="ACTION", help="such as s3:PutObject; repeat for more"
    )
    command.add_argument("--requester", metavar="EMAIL")
    command.add_argument("--duration", help="such as 30m, 4h or 2d")
    command.add_argument("--until", metavar="MOMENT", help="such as 2026-11-24T10:00:00Z")
    command.add_argument("--account", metavar="ID", help="the resource's account, where its ARN does not name it")
    command.add_argument("--run-id", metavar="ID", help="names the role and the policy")
    command.add_argument("--reason")
    command.add_argument("--ticket")
    command.add_argument("--json", action="store_true", help="answer in JSON")
    command.add_argument("--stdin", action="store_true", help="read one JSON request a line and write one JSON answer a line")


def run(options: argparse.Namespace) -> int:
    """Runs `plan` and returns the exit code: 0, or 2 when the request is refused (with --stdin the answers say so, a line each)."""
    # Names that are no Unicode come in escaped; they must not stop the answer from going out.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return _answer_lines() if options.stdin else _answer_one(vars(options))
    except (
        BrokenPipeError
    ):  # whoever read the answers has enough, as `head` has; Python would complain once more when it flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _answer_lines() -> int:
    for line in sys.stdin.buffer:
        try:
            answer = as_json(_planned(parse_line(line)))
        except Refused as refused:
            answer = refusal_as_json(refused)
        print(json.dumps(answer), flush=True)
    return 0


def _answer_one(options: dict[str, Any]) -> int:
    try:
        planned = _planned({key: value for key, value in options.items() if value is not None})
    except Refused as refused:
        print(json.dumps(refusal_as_json(refused), indent=2) if options["json"] else f"Refused.\n{refused}")
        return _REFUSED
    print(json.dumps(as_json(planned), indent=2) if options["json"] else as_text(planned))
    return 0


def _planned(asked: dict[str, Any]) -> Plan:
    return plan(parse_request(asked), types(), GrantSettings(), datetime.now(UTC))
