"""/runs: all runs, and one run with its log, its result and, where it waits for one, its approval."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.affected import affected_of
from sandbox.page.inputs import shown_inputs
from sandbox.page.port_client import Json, PortClient, PortRefusal, Query
from sandbox.page.visit import Visit, first, typed, visit_of

_SHOWN = 100
_LOG_PAGE = 50  # the most that Port gives at once
_WAITING = "WAITING_FOR_APPROVAL"
_ANSWERS = {"APPROVE": "approved", "DECLINE": "declined"}


async def list_runs(request: Request) -> Response:
    visit = await visit_of(request)
    asked = request.query_params.get("show", "")
    query: Query = {"limit": _SHOWN}
    query |= {"active": "true"} if asked == "active" else {}
    query |= {"user_email": visit.acting.email} if asked == "mine" else {}
    runs = (await visit.port.get("actions", "runs", query=query))["runs"]
    return visit.answer("runs.html", runs=runs, asked=asked)


async def show_run(request: Request) -> Response:
    visit = await visit_of(request)
    return await _answer(visit, request.path_params["run"])


async def answer_run(request: Request) -> Response:
    """Approve or decline as the person who acts."""
    visit, identifier = await visit_of(request), request.path_params["run"]
    fields = await typed(request)
    verdict, why = first(fields, "verdict"), first(fields, "description")
    body = {"status": verdict} | ({"description": why} if why else {})
    try:
        await visit.port.patch("actions", "runs", identifier, "approval", body=body, query={"run_as": visit.acting.email})
    except PortRefusal as refusal:
        return await _answer(visit, identifier, refusal.message, refusal.status)
    return RedirectResponse(f"/runs/{identifier}?notice={_ANSWERS[verdict]}", status_code=303)


async def _answer(visit: Visit, identifier: str, problem: str = "", status: int = 200) -> Response:
    run = (await visit.port.get("actions", "runs", identifier))["run"]
    audits = (await visit.port.get("audit-log", query={"run_id": identifier, "resources": ["entity"]}))["audits"]
    return visit.answer(
        "run.html",
        status=status,
        run=run,
        is_open=run["status"] in ("IN_PROGRESS", _WAITING),
        is_waiting=run["status"] == _WAITING,
        inputs=await shown_inputs(visit.port, run),
        log=await _log(visit.port, identifier),
        affected=affected_of(audits),
        approvers=await _approvers(visit, run) if run.get("requiredApproval") else [],
        problem=problem,
    )


async def _log(port: PortClient, run: str) -> list[Json]:
    lines: list[Json] = []
    while True:
        page = (await port.get("actions", "runs", run, "logs", query={"limit": _LOG_PAGE, "offset": len(lines)}))["runLogs"]
        lines += page
        if len(page) < _LOG_PAGE:
            return lines


async def _approvers(visit: Visit, run: Json) -> list[Json]:
    asked = {"include_pending_approvers": "true"}
    answer = await visit.port.get("actions", "runs", run["id"], "approvers", query={**asked})
    approvers: list[Json] = answer["approvers"]
    return approvers


routes = [
    Route("/runs", list_runs, name="runs"),
    Route("/runs/{run}", show_run, methods=["GET"], name="run"),
    Route("/runs/{run}", answer_run, methods=["POST"]),
]
