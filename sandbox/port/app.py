"""Puts the local Port together: one organization, its routes under /v1, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import Depends, FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.port import automations
from sandbox.port.config import PortConfig
from sandbox.port.errors import answer_errors
from sandbox.port.journal import Journal
from sandbox.port.organization import Organization
from sandbox.port.requests import ORGANIZATION, caller
from sandbox.port.routes import (
    actions,
    audit,
    auth,
    blueprints,
    claims,
    entities,
    ingestion,
    integrations,
    pages,
    people,
    runs,
    sandbox,
    scorecards,
    search,
)
from sandbox.port.timers import Timers

# Routes with a fixed word come before those with a name in its place: /actions/runs before /actions/{action}.
_ROUTERS = (
    claims, runs, actions, search, entities, scorecards, blueprints, ingestion, integrations, audit, people, pages
)  # fmt: skip


def create_app(config: PortConfig) -> Starlette:
    """An ASGI application with a Port of its own: the API under /v1, the sandbox's own handles under /__sandbox."""
    org = Organization(config)
    timers = Timers(org)
    automations.listen(org)
    timers.listen()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        timers.stop()
        await org.stop()

    journal = Journal(_Api(org))
    handles = [*sandbox.routes(org, timers), Route("/calls", journal.read)]
    routes = [Mount("/v1", journal), Mount("/__sandbox", routes=handles)]
    return Starlette(routes=routes, lifespan=lifespan)


class _Api:
    """The API of one organization, answering as late as a Port would that is not on this machine."""

    def __init__(self, org: Organization) -> None:
        self._org = org

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._org.config.latency_seconds:
            await asyncio.sleep(self._org.config.latency_seconds)
        await _routes()({**scope, ORGANIZATION: self._org}, receive, send)


@cache
def _routes() -> ASGIApp:
    """All routes, for whichever organization: to build them takes FastAPI a tenth of a second."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    answer_errors(api)
    api.include_router(auth.router)
    for module in _ROUTERS:
        api.include_router(module.router, dependencies=[Depends(caller)])
    return api
