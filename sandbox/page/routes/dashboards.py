"""/pages/{page}: a dashboard page of Port, drawn from its stored JSON. And /organization/run, where Port has the page of a run."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.port_client import Json, PortRefusal
from sandbox.page.visit import Visit, visit_of
from sandbox.page.widgets import ROWS, Place, Widget, drawn, places_of


async def dashboard(request: Request) -> Response:
    visit = await visit_of(request)
    page = (await visit.port.get("pages", request.path_params["page"]))["page"]
    rows: dict[int, list[Widget]] = {}
    for place in places_of(page):
        rows.setdefault(place.row, []).append(await _drawn(visit, place))
    return visit.answer("dashboard.html", page=page, rows=list(rows.values()), shown=ROWS)


async def run_page(request: Request) -> Response:
    """Links in the catalog lead here, as they would in Port."""
    run = request.query_params.get("runId")
    if not run:
        raise PortRefusal(404, "The address names no run; it has to end with ?runId= and the id of one.")
    return RedirectResponse(f"/runs/{quote(run, safe='')}", status_code=303)


async def _drawn(visit: Visit, place: Place) -> Widget:
    name = place.widget.get("blueprint")
    if name is None:
        return Widget(place.widget["id"], place.widget["type"], place.widget.get("title") or place.widget["id"], "", place.size)
    blueprint = visit.blueprint(name)
    cards = (await visit.port.get("blueprints", name, "scorecards"))["scorecards"]
    return drawn(place, await _found(visit, name, place.widget.get("dataset")), blueprint, visit.blueprints, cards)


async def _found(visit: Visit, blueprint: str, dataset: Json | None) -> list[Json]:
    """What the dataset finds in the name of who acts, with the titles of what it relates to, which a search does not tell."""
    whole = (await visit.port.get("blueprints", blueprint, "entities", query={"attach_title_to_relation": "true"}))["entities"]
    if not dataset or not dataset["rules"]:
        return list(whole)
    found = {entity["identifier"] for entity in await visit.port.search(blueprint, dataset, run_as=visit.acting.email)}
    return [entity for entity in whole if entity["identifier"] in found]


routes = [Route("/pages/{page}", dashboard, name="dashboard"), Route("/organization/run", run_page)]
