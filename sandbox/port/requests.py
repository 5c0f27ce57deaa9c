"""What every route needs of a request: the organization, who calls, and the usual answer."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import JSONResponse

from sandbox.port import tokens
from sandbox.port.caller import Caller
from sandbox.port.errors import PortError
from sandbox.port.organization import Organization

ORGANIZATION = "sandbox.port.organization"
"""The key under which the ASGI scope carries the organization that is spoken to."""


def ok(status: int = 200, **content: Any) -> JSONResponse:
    """Port's answer to what it has done: {"ok": true, ...}."""
    return JSONResponse({"ok": True, **content}, status_code=status)


async def organization(request: Request) -> Organization:
    held = request.scope[ORGANIZATION]
    assert isinstance(held, Organization)  # noqa: S101 - the scope is untyped
    return held


Org = Annotated[Organization, Depends(organization)]


async def caller(request: Request, org: Org, run_as: Annotated[str | None, Query()] = None) -> Caller:
    """Who calls. Raises Port's 401 without a valid bearer token.

    Port knows `run_as` for executing actions only; here every route takes it, because nobody can sign in to this Port.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not tokens.is_valid(org.config, token):
        raise PortError(401, "unauthorized", "A valid bearer token is required; get one from POST /v1/auth/access_token")
    user = org.user(run_as) if run_as else None
    return Caller(org.config, user, request.headers.get("user-agent", ""))


By = Annotated[Caller, Depends(caller)]
