"""/audit: the audit log, newest first."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.happenings import happening_of
from sandbox.page.port_client import Query
from sandbox.page.visit import visit_of

_SHOWN = 200
ACTIONS = ("CREATE", "UPDATE", "DELETE", "TIMER_EXPIRED")
RESOURCES = ("entity", "run", "action", "blueprint", "integration")


async def audit_log(request: Request) -> Response:
    visit = await visit_of(request)
    asked = {name: request.query_params.get(name, "") for name in ("action", "resource", "blueprint", "entity")}
    query: Query = {"limit": _SHOWN}
    query |= {name: asked[name] for name in ("action", "blueprint", "entity") if asked[name]}
    query |= {"resources": [asked["resource"]]} if asked["resource"] else {}
    audits = (await visit.port.get("audit-log", query=query))["audits"]
    happenings = [happening_of(record, visit.people) for record in audits]
    return visit.answer("audit.html", happenings=happenings, asked=asked, actions=ACTIONS, resources=RESOURCES, shown=_SHOWN)


routes = [Route("/audit", audit_log, name="audit")]
