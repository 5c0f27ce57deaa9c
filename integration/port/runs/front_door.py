"""The webhook that Port, or its agent, sends action runs to: who does not know the client secret is turned away at once.

It stands in front of Ocean, because Ocean asks Port something for every request, signed or not, before it lets one through.
"""

import json
import re
from datetime import UTC, datetime
from time import monotonic

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from integration.domain.errors import IamPermissionsError
from integration.port import log
from integration.port.runs.deliveries import Deliveries, Full
from integration.port.runs.in_flight import Draining
from integration.port.runs.request_body import NotRead, TooLarge, read_body
from integration.port.runs.signature import NotSigned, must_match, signature_in


class NotARun(IamPermissionsError):
    """The body is signed, and names no run."""


# Whether it is worth sending the same again is told by the status: 503 is, the others are not.
_STATUS: dict[type[IamPermissionsError], int] = {NotSigned: 401, NotARun: 400, NotRead: 408, TooLarge: 413, Full: 503, Draining: 503}
_QUIET_SECONDS = 10.0
_RUN_ID = re.compile(r"[\w-]{1,100}", re.ASCII)

_AGAIN = {"Retry-After": "30"}
# The server reads on and throws away what is left of a body, so that the answer is heard; only of what is huge it hears no more.
_HEADERS: dict[type[IamPermissionsError], dict[str, str]] = {Full: _AGAIN, Draining: _AGAIN, TooLarge: {"Connection": "close"}}


class _Complaints:
    """Tells the log what was turned away, but not each time: whoever is turned away can come as often as he likes."""

    def __init__(self) -> None:
        self._told_at = -_QUIET_SECONDS
        self._untold = 0

    def add(self, status: int, reason: str) -> None:
        if monotonic() - self._told_at < _QUIET_SECONDS:
            self._untold += 1
            return
        log.warning("A delivery was turned away", status=status, reason=reason, untold_before=self._untold)
        self._told_at, self._untold = monotonic(), 0


class FrontDoor:
    """ASGI middleware: answers what is for `path`, hands on everything else."""

    def __init__(self, app: ASGIApp, path: str, secret: str, deliveries: Deliveries) -> None:
        self._app = app
        self._path = path
        self._secret = secret
        self._deliveries = deliveries
        self._complaints = _Complaints()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == self._path:
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, request: Request) -> JSONResponse:
        if request.method != "POST":
            return _said(405, "Only POST is answered here.", {"Allow": "POST"})
        try:
            run_id = await self._signed_run(request)
            self._deliveries.take_in(run_id)
        except tuple(_STATUS) as error:
            self._complaints.add(_STATUS[type(error)], str(error))
            return _said(_STATUS[type(error)], str(error), _HEADERS.get(type(error)))
        return JSONResponse({"ok": True, "runId": run_id}, 202)

    async def _signed_run(self, request: Request) -> str:
        """The id of the run that the request is about. The headers are judged before anything of the body is read."""
        claimed = signature_in(request.headers, datetime.now(UTC))
        body = await read_body(request)
        must_match(claimed, body, self._secret)
        return _run_id(body)


def _run_id(body: bytes) -> str:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotARun("The body is not JSON.") from error
    run_id = sent.get("runId") if isinstance(sent, dict) else None
    if not isinstance(run_id, str) or not _RUN_ID.fullmatch(run_id):
        raise NotARun('The body names no run; the action must send {"runId": "{{ .run.id }}"}.')
    return run_id


def _said(status: int, problem: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"ok": False, "error": problem}, status, headers)
