"""/v1/actions/runs: starting, following, approving and ending action runs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from sandbox.port import execution, runs
from sandbox.port.organization import Organization
from sandbox.port.requests import By, Org, ok
from sandbox.port.run import Run
from sandbox.port.shapes import Json, Shape

router = APIRouter()


class NewRun(Shape):
    properties: Json
    entity: str | None = None


class RunPatch(Shape):
    status: Literal["SUCCESS", "FAILURE"] | None = None
    statusLabel: str | None = None
    link: str | list[str] | None = None
    message: Json | None = None
    summary: str | None = None
    externalRunId: str | None = None


class Answer(Shape):
    status: Literal["APPROVE", "DECLINE"]
    description: str | None = None


class LogLine(Shape):
    message: str
    terminationStatus: Literal["SUCCESS", "FAILURE"] | None = None
    statusLabel: str | None = None


@router.post("/actions/{action}/runs")
async def create_run(org: Org, by: By, action: str, body: NewRun) -> JSONResponse:
    run = execution.execute(org, by, action, body.properties, body.entity)
    return ok(202, run=run.json())


@router.get("/actions/runs")
async def list_runs(
    org: Org,
    entity: str | None = None,
    blueprint: str | None = None,
    active: bool | None = None,
    user_email: str | None = None,
    user_id: str | None = None,
    external_run_id: str | None = None,
    action: str | None = None,
    source: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it, here and below
    exclude: Annotated[list[str], Query()] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> JSONResponse:
    def is_wanted(run: Run) -> bool:
        wanted = (
            (entity, run.entity and run.entity["identifier"]),
            (blueprint, run.blueprint and run.blueprint["identifier"]),
            (_user_id(org, user_email), run.created_by),
            (user_id, run.created_by),
            (external_run_id, run.external_run_id),
            (action, run.action_identifier),
        )
        is_active = active in (None, False) or not run.status.is_final
        return is_active and (not source or run.source in source) and all(value in (None, held) for value, held in wanted)

    newest_first = [run.json() for run in reversed(org.runs.values()) if is_wanted(run)][:limit]
    return ok(runs=[{key: value for key, value in run.items() if key not in exclude} for run in newest_first])


@router.get("/actions/runs/{run}")
async def get_run(org: Org, run: str) -> JSONResponse:
    return ok(run=runs.get(org, run).json())


@router.patch("/actions/runs/{run}")
async def patch_run(org: Org, by: By, run: str, body: RunPatch) -> JSONResponse:
    return ok(run=runs.update(org, by, run, body.json_body()).json())


@router.patch("/actions/runs/{run}/approval")
async def answer_run(org: Org, by: By, run: str, body: Answer) -> JSONResponse:
    answered = execution.answer(org, by, run, approve=body.status == "APPROVE", description=body.description)
    return ok(201, run=answered.json())


@router.get("/actions/runs/{run}/approvers")
async def list_approvers(org: Org, run: str, include_pending_approvers: bool = False) -> JSONResponse:
    return ok(approvers=execution.approver_states(org, run, include_pending=include_pending_approvers))


@router.post("/actions/runs/{run}/logs")
async def log(org: Org, by: By, run: str, body: LogLine) -> JSONResponse:
    entry = runs.log(org, by, run, body.message)
    changes = {"status": body.terminationStatus, "statusLabel": body.statusLabel}
    given = {key: value for key, value in changes.items() if value is not None}
    if given:
        runs.update(org, by, run, given)
    return ok(201, runLog=entry)


@router.get("/actions/runs/{run}/logs")
async def list_logs(
    org: Org, run: str, limit: Annotated[int, Query(ge=1, le=50)] = 50, offset: Annotated[int, Query(ge=0)] = 0
) -> JSONResponse:
    runs.get(org, run)
    return ok(runLogs=org.run_logs[run][offset : offset + limit])


def _user_id(org: Organization, email: str | None) -> str | None:
    if email is None:
        return None
    return next((user.id for user in org.config.users if user.email == email), f"nobody has the address {email}")
