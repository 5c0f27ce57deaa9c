"""Access tokens: a JWT as Port issues it for client credentials, signed with the client secret."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from sandbox.port import clock
from sandbox.port.config import PortConfig

LIFETIME_SECONDS = 10800


def issue_token(config: PortConfig) -> str:
    """A bearer token for the machine. Ocean reads `isMachine` and processes actions only where it is true."""
    issued = int(clock.now().timestamp())
    claims = {"orgId": config.organization_id, "isMachine": True, "sub": config.machine_id, "iat": issued, "exp": issued + LIFETIME_SECONDS}
    signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
    return f"{signed}.{_signature(config, signed)}"


def is_valid(config: PortConfig, token: str) -> bool:
    """Did this Port issue the token, and is it still alive?"""
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(config, signed).encode()):
        return False
    claims = _decoded(signed.rpartition(".")[2])
    return isinstance(claims, dict) and claims["exp"] > clock.now().timestamp()


def _signature(config: PortConfig, signed: str) -> str:
    return _base64(hmac.new(config.client_secret.encode(), signed.encode(), hashlib.sha256).digest())


def _encoded(part: Any) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
