"""Port's signature: what Port and its agent sign is taken, whatever else is not."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.port.runs.signature import NotSigned, must_match, signature_in
from sandbox.port.webhook import signature as signed_by_port

SECRET = "s3cr3t"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RUN: dict[str, Any] = {"runId": "r_1", "payload": {"reason": "Prüfung № 7 🚀", "days": 1.5}}


def _by_agent(body: Any) -> str:
    """As Port's agent signs: compact and in ASCII, whatever it sends afterwards."""
    signed = f"{int(NOW.timestamp())}.{json.dumps(body, separators=(',', ':'))}"
    return f"v1,{base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()}"


def _headers(signature: str, at: datetime = NOW) -> dict[str, str]:
    return {"x-port-timestamp": str(int(at.timestamp())), "x-port-signature": signature}


def _is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        must_match(signature_in(headers, NOW), body, SECRET)
    except NotSigned:
        return False
    return True


def test_what_port_signs_is_taken() -> None:
    body = json.dumps(RUN, ensure_ascii=False, separators=(",", ":"))
    headers = {key.lower(): value for key, value in signed_by_port(SECRET, body).items()}
    must_match(signature_in(headers, datetime.now(UTC)), body.encode(), SECRET)


@pytest.mark.parametrize("sent", [json.dumps(RUN), json.dumps(RUN, ensure_ascii=False), json.dumps(RUN, indent=2)])
def test_what_the_agent_signs_is_taken_however_it_is_sent(sent: str) -> None:
    assert _is_signed(sent.encode(), _headers(_by_agent(RUN)))


def test_compact_json_that_is_not_ascii_is_taken_with_spaces_in_it() -> None:
    signed = f"{int(NOW.timestamp())}.{json.dumps(RUN, separators=(',', ':'), ensure_ascii=False)}"
    signature = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()
    assert _is_signed(json.dumps(RUN).encode(), _headers(f"v1,{signature}"))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(RUN | {"runId": "r_2"}).encode(),
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"1" * 10_000,
        b'"\\ud800"',
        b"NaN",
    ],
)
def test_another_body_is_not(body: bytes) -> None:
    assert not _is_signed(body, _headers(_by_agent(RUN)))


@pytest.mark.parametrize("signature", ["", "v1,", "v1,AAAA", _by_agent(RUN).removeprefix("v1,"), _by_agent(RUN).replace("v1", "v2"), "ü"])
def test_another_signature_is_not(signature: str) -> None:
    assert not _is_signed(json.dumps(RUN).encode(), _headers(signature))


def test_the_signature_of_another_moment_is_not() -> None:
    headers = _headers(_by_agent(RUN)) | {"x-port-timestamp": str(int(NOW.timestamp()) + 1)}
    assert not _is_signed(json.dumps(RUN).encode(), headers)


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=365)])
def test_an_old_signature_is_not_nor_one_of_the_future(age: timedelta) -> None:
    with pytest.raises(NotSigned, match="too old"):
        signature_in(_headers(_by_agent(RUN), NOW - age), NOW)


@pytest.mark.parametrize("timestamp", ["now", "-1", "1_0", "١٢٣", "1e9", "9" * 13, " 1"])
def test_what_is_no_timestamp_is_not(timestamp: str) -> None:
    with pytest.raises(NotSigned, match="not a number"):
        signature_in(_headers("v1,x") | {"x-port-timestamp": timestamp}, NOW)


@pytest.mark.parametrize("missing", ["x-port-timestamp", "x-port-signature"])
def test_both_headers_must_be_there(missing: str) -> None:
    headers = _headers(_by_agent(RUN))
    del headers[missing]
    with pytest.raises(NotSigned, match="missing"):
        signature_in(headers, NOW)
