"""The routes by which Ocean takes pending runs. Not in Port's public description: they want the header x-port-reserved-usage."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from starlette.responses import JSONResponse

from sandbox.port import claims
from sandbox.port.errors import PortError
from sandbox.port.integration_shapes import ClaimBody
from sandbox.port.requests import By, Org, ok
from sandbox.port.shapes import Shape


async def reserved(x_port_reserved_usage: Annotated[str | None, Header()] = None) -> None:
    if x_port_reserved_usage != "true":
        raise PortError(403, "forbidden", "This route is reserved; it wants the header x-port-reserved-usage: true")


router = APIRouter(dependencies=[Depends(reserved)])


class Acknowledgement(Shape):
    runId: str


@router.post("/actions/runs/claim-pending")
async def claim_runs(org: Org, body: ClaimBody) -> JSONResponse:
    lease = timedelta(milliseconds=body.visibilityTimeoutMs)
    claimed = claims.claim(org, body.installationId, body.limit, lease, body.exclude)
    return ok(runs=[run.json() for run in claimed])


@router.patch("/actions/runs/ack")
async def acknowledge_run(org: Org, by: By, body: Acknowledgement) -> JSONResponse:
    return ok(run=claims.acknowledge(org, by, body.runId).json())


@router.post("/workflows/runs/claim-pending")
async def claim_workflow_runs(body: ClaimBody) -> JSONResponse:
    """This Port has no workflows; Ocean asks all the same, in turns with the action runs."""
    return ok(nodeRuns=[])
