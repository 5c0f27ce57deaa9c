"""Errors as AWS's protocols and Port shape them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from tests.chaos.calls import Received
from tests.chaos.faults import Fault

_IAM = "https://iam.amazonaws.com/doc/2010-05-08/"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, from the server or in its place."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Refusing = Callable[[Received, Fault], Answer]


def aws_refusal(call: Received, fault: Fault) -> Answer:
    """Throttling or an internal failure, in the protocol that the call speaks."""
    if fault is Fault.THROTTLE:
        slow = {"s3": (503, "SlowDown"), "ec2": (503, "RequestLimitExceeded")}
        status, code = slow.get(call.service, (400, "Throttling"))
        return aws_error(call, status, code, "Rate exceeded")
    return aws_error(call, HTTPStatus.INTERNAL_SERVER_ERROR, "InternalFailure", "An internal error occurred.")


def aws_error(call: Received, status: int, code: str, message: str) -> Answer:
    """An error of AWS, in the protocol that the call speaks."""
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    if call.service == "ec2":
        return _xml(status, f"<Response><Errors>{error}</Errors><RequestID>chaos</RequestID></Response>")
    if call.is_query:
        return _xml(status, f'<ErrorResponse xmlns="{_IAM}">{error}<RequestId>chaos</RequestId></ErrorResponse>')
    if "X-Amz-Target" in call.headers:
        return _json(status, "application/x-amz-json-1.1", {"__type": code, "message": message})
    return _xml(status, "" if call.method == "HEAD" else error)


def port_refusal(_: Received, fault: Fault) -> Answer:
    """Port's 429 or 500."""
    if fault is Fault.THROTTLE:
        return _json(HTTPStatus.TOO_MANY_REQUESTS, "application/json", {"ok": False, "error": "rate_limit", "message": "Too many requests"})
    return _json(
        HTTPStatus.INTERNAL_SERVER_ERROR, "application/json", {"ok": False, "error": "internal_error", "message": "Something went wrong"}
    )


def _xml(status: int, body: str) -> Answer:
    return Answer(status, (("Content-Type", "text/xml"),), body.encode())


def _json(status: int, kind: str, body: object) -> Answer:
    return Answer(status, (("Content-Type", kind),), json.dumps(body).encode())
