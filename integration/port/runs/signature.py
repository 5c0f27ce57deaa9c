"""Port's signature on what it sends to a webhook: who sends it knows the client secret, and when it was sent."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from integration.domain.errors import IamPermissionsError

# A delivery takes seconds; what is older may have been recorded and sent again.
MAX_AGE = timedelta(minutes=5)

_SECONDS = re.compile(r"[0-9]{1,12}")
_COMPACT = (",", ":")


class NotSigned(IamPermissionsError):
    """Nobody who knows the client secret has sent this, or not now."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The two headers as they came."""

    timestamp: str
    signature: str


def signature_in(headers: Mapping[str, str], now: datetime) -> Signature:
    """The signature that the headers claim, not older than `MAX_AGE` and not of the future. Raises `NotSigned`."""
    timestamp, signature = headers.get("x-port-timestamp", ""), headers.get("x-port-signature", "")
    if not timestamp or not signature:
        raise NotSigned("The headers X-Port-Signature and X-Port-Timestamp are missing; only Port, or its agent, is answered here.")
    if not _SECONDS.fullmatch(timestamp):
        raise NotSigned("X-Port-Timestamp is not a number of seconds.")
    if abs(now.timestamp() - int(timestamp)) > MAX_AGE.total_seconds():
        raise NotSigned("X-Port-Timestamp is too old, or of the future; compare the clocks.")
    return Signature(timestamp, signature)


def must_match(claimed: Signature, body: bytes, secret: str) -> None:
    """Raises `NotSigned` where the body is not the one that was signed with the secret."""
    given = claimed.signature.encode("utf-8", "surrogateescape")
    if not any(hmac.compare_digest(_signed(form, claimed.timestamp, secret), given) for form in _forms(body)):
        raise NotSigned("The signature is not that of this body; it must be made with the client secret that this integration runs with.")


def _signed(body: bytes, timestamp: str, secret: str) -> bytes:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).digest()
    return b"v1," + base64.b64encode(digest)


def _forms(body: bytes) -> Iterator[bytes]:
    """The bytes as they came, which Port signs; and compact JSON in ASCII and not, because Port's agent signs that and sends spaces."""
    yield body
    try:
        parsed = json.loads(body)
        yield json.dumps(parsed, separators=_COMPACT).encode()
        yield json.dumps(parsed, separators=_COMPACT, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # not JSON, or not text: then there is only one form of it
        return
