"""/__sandbox: what Port does not have and tests need. No token is asked for: the sandbox listens on this machine only."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.port import runs
from sandbox.port.organization import Organization
from sandbox.port.run import RunStatus
from sandbox.port.timers import Timers


def routes(org: Organization, timers: Timers) -> list[Route]:
    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"ok": True})

    async def wipe_entities(_: Request) -> JSONResponse:
        """Lose every entity at once, as nobody would ever see happen: no audit records, no automations."""
        org.catalog.clear()
        timers.forget()
        return JSONResponse({"ok": True})

    async def hand_out_again(request: Request) -> JSONResponse:
        """Offer a run to its integration once more, as a Port that lost the acknowledgement would, with the payload in the body if any."""
        run, body = runs.get(org, request.path_params["run"]), await request.body()
        org.runs[run.id] = replace(
            run,
            status=RunStatus.IN_PROGRESS,
            payload=await request.json() if body else run.payload,
            pending_execution=True,
            claimed_until=None,
            ended_at=None,
        )
        return JSONResponse({"ok": True})

    return [
        Route("/health", health),
        Route("/wipe-entities", wipe_entities, methods=["POST"]),
        Route("/runs/{run}/hand-out-again", hand_out_again, methods=["POST"]),
    ]
