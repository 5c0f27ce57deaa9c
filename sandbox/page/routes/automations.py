"""/automations: what happens by itself, and the history of each."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.port_client import PortRefusal
from sandbox.page.visit import visit_of

_SHOWN = 100


async def list_automations(request: Request) -> Response:
    visit = await visit_of(request)
    automations = (await visit.port.get("actions", query={"trigger_type": "automation"}))["actions"]
    return visit.answer("automations.html", automations=automations)


async def show_automation(request: Request) -> Response:
    visit = await visit_of(request)
    automation = (await visit.port.get("actions", request.path_params["automation"]))["action"]
    if automation["trigger"]["type"] != "automation":
        raise PortRefusal(404, f"{automation['identifier']} is a self-service action, not an automation.")
    runs = (await visit.port.get("actions", "runs", query={"action": automation["identifier"], "limit": _SHOWN}))["runs"]
    return visit.answer("automation.html", automation=automation, runs=runs)


routes = [
    Route("/automations", list_automations, name="automations"),
    Route("/automations/{automation}", show_automation, name="automation"),
]
