"""Sending a WEBHOOK invocation, signed as Port signs it.

X-Port-Signature is `v1,` and the base64 of HMAC-SHA256(client secret, "{timestamp}.{body}"), over the compact JSON that is sent.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.port import clock
from sandbox.port.organization import Organization
from sandbox.port.shapes import Json
from sandbox.port.tokens import issue_token

_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the webhook's server said; `problem` is empty where it said a 2xx."""

    body: Any
    problem: str = ""

    @property
    def is_success(self) -> bool:
        return not self.problem


async def send(org: Organization, payload: Json) -> Answer:
    """Deliver once. A refusal or an unreachable server is an answer, not an error."""
    body = json.dumps(payload.get("body", {}), ensure_ascii=False, separators=(",", ":"))
    headers = {"Content-Type": "application/json", **signature(org.config.client_secret, body), **payload.get("headers", {})}
    if payload["url"].startswith(f"{org.config.public_url}/v1/"):
        headers["Authorization"] = f"Bearer {issue_token(org.config)}"  # a webhook to Port's own API needs no credentials
    method = payload.get("method", "POST")
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
            response = await client.request(method, payload["url"], content=body.encode(), headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(body=None, problem=str(error) or type(error).__name__)
    return Answer(response.text, "" if response.is_success else f"it answered {response.status_code}")


def signature(secret: str, body: str) -> dict[str, str]:
    """The two headers by which a receiver knows that the body comes from Port, and when."""
    timestamp = str(int(clock.now().timestamp()))
    digest = hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return {"X-Port-Timestamp": timestamp, "X-Port-Signature": f"v1,{base64.b64encode(digest).decode()}"}
