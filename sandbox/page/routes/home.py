"""/: where to begin. The catalogs with their counts, what to try, and the latest runs."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.visit import visit_of

_LATEST = 8


async def home(request: Request) -> Response:
    visit = await visit_of(request)
    counts = {name: (await visit.port.get("blueprints", name, "entities-count"))["count"] for name in visit.blueprints}
    runs = (await visit.port.get("actions", "runs", query={"limit": _LATEST}))["runs"]
    return visit.answer("home.html", counts=counts, runs=runs)


routes = [Route("/", home)]
