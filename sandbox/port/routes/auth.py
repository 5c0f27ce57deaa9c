"""POST /v1/auth/access_token."""

import hmac

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sandbox.port import tokens
from sandbox.port.errors import PortError
from sandbox.port.requests import Org, ok
from sandbox.port.shapes import Shape

router = APIRouter()


class Credentials(Shape):
    clientId: str
    clientSecret: str


@router.post("/auth/access_token")
async def access_token(org: Org, credentials: Credentials) -> JSONResponse:
    given = f"{credentials.clientId}\n{credentials.clientSecret}".encode()
    if not hmac.compare_digest(given, f"{org.config.client_id}\n{org.config.client_secret}".encode()):
        raise PortError(401, "invalid_credentials", "The client id and the client secret do not belong together")
    token = tokens.issue_token(org.config)
    return ok(accessToken=token, expiresIn=tokens.LIFETIME_SECONDS, tokenType="Bearer")
