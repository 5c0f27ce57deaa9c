"""/integrations: what fills the catalog, how its last resync went, and asking for another."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.visit import visit_of

_LINES = 300  # as many as Port gives at once
_HEARTBEAT = "Polling event listener iteration"  # every few seconds; whatever else happened could not be found among them


async def list_integrations(request: Request) -> Response:
    visit = await visit_of(request)
    integrations = (await visit.port.get("integration"))["integrations"]
    return visit.answer("integrations.html", integrations=integrations)


async def show_integration(request: Request) -> Response:
    visit, identifier = await visit_of(request), request.path_params["integration"]
    integration = (await visit.port.get("integration", identifier))["integration"]
    logs = (await visit.port.get("integration", identifier, "logs", query={"limit": _LINES}))["logs"]
    told = [line for line in logs if not line["message"].startswith(_HEARTBEAT)]
    return visit.answer("integration.html", integration=integration, logs=told)


async def resync(request: Request) -> Response:
    """Port has no route for it: its own page saves the mapping again unchanged, and Ocean resyncs when the mapping was saved."""
    visit, identifier = await visit_of(request), request.path_params["integration"]
    integration = (await visit.port.get("integration", identifier))["integration"]
    await visit.port.patch(
        "integration", identifier, "config", body={"config": integration["config"]}, query={"run_as": visit.acting.email}
    )
    return RedirectResponse(f"/integrations/{identifier}?notice=resync", status_code=303)


routes = [
    Route("/integrations", list_integrations, name="integrations"),
    Route("/integrations/{integration}", show_integration, methods=["GET"], name="integration"),
    Route("/integrations/{integration}", resync, methods=["POST"]),
]
