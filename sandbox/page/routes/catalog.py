"""/catalog/{blueprint}: the table of a blueprint's entities."""

from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.columns import columns_of, few
from sandbox.page.table import Wish, table_of
from sandbox.page.visit import visit_of


async def catalog(request: Request) -> Response:
    visit = await visit_of(request)
    blueprint = visit.blueprint(request.path_params["blueprint"])
    identifier = blueprint["identifier"]
    entities = (await visit.port.get("blueprints", identifier, "entities", query={"attach_title_to_relation": "true"}))["entities"]
    wanted: dict[str, str | int | list[str]] = {"blueprint_identifier": identifier, "trigger_type": "self-service", "operation": "CREATE"}
    actions = (await visit.port.get("actions", query=wanted))["actions"]
    wish = _wish(request.query_params)
    columns = columns_of(blueprint, visit.blueprints)
    table = table_of(entities, columns if wish.all_columns else few(columns), wish)
    hidden = len(columns) - len(few(columns))
    return visit.answer("catalog.html", blueprint=blueprint, actions=actions, table=table, wish=wish, hidden=hidden, address=address)


def address(wish: Wish, **changes: str | int | bool) -> str:
    """The query string of the same table with another wish."""
    wishes = {
        "search": wish.search,
        "sort": wish.sort,
        "order": "desc" if wish.descending else "",
        "columns": "all" if wish.all_columns else "",
        "page": wish.page if wish.page > 1 else "",
    }
    return "?" + urlencode({name: value for name, value in (wishes | changes).items() if value})


def _wish(query: QueryParams) -> Wish:
    page = query.get("page", "1")
    return Wish(
        search=query.get("search", "").strip(),
        sort=query.get("sort", "title"),
        descending=query.get("order") == "desc",
        page=int(page) if page.isdecimal() else 1,
        all_columns=query.get("columns") == "all",
    )


routes = [Route("/catalog/{blueprint}", catalog, name="catalog")]
