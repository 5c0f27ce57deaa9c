"""/actions/{action}: the form of a self-service action, and executing it as the person who acts."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.forms import Form, Setting, Typed, action_form, values_of, with_problem
from sandbox.page.options import with_options
from sandbox.page.port_client import Json, PortRefusal
from sandbox.page.visit import Visit, typed, visit_of


async def ask(request: Request) -> Response:
    visit, action, entity = await _opened(request)
    return _answer(visit, action, entity, await _form(visit, action, entity))


async def execute(request: Request) -> Response:
    """Start a run and go to its page; what Port refuses is said beside the form, which keeps what was entered."""
    visit, action, entity = await _opened(request)
    fields = await typed(request)
    form = await _form(visit, action, entity, fields)
    if "remake" in fields:
        return _answer(visit, action, entity, form)
    if form.has_problem:
        return _answer(visit, action, entity, form, status=422)
    body = {"properties": values_of(form)} | ({"entity": entity["identifier"]} if entity else {})
    try:
        run = (await visit.port.post("actions", action["identifier"], "runs", body=body, query={"run_as": visit.acting.email}))["run"]
    except PortRefusal as refusal:
        return _answer(visit, action, entity, with_problem(form, refusal.message), refusal.message, refusal.status)
    return RedirectResponse(f"/runs/{run['id']}", status_code=303)


async def _opened(request: Request) -> tuple[Visit, Json, Json | None]:
    visit = await visit_of(request)
    action = (await visit.port.get("actions", request.path_params["action"]))["action"]
    trigger = action["trigger"]
    if trigger["type"] != "self-service":
        raise PortRefusal(404, f"{action['identifier']} is an automation: nobody starts it by hand.")
    identifier = request.query_params.get("entity")
    if trigger["operation"] == "CREATE":
        return visit, action, None
    if identifier is None:
        raise PortRefusal(422, f"{action.get('title')} is about an entity: open one in the catalog and start it there.")
    entity = (await visit.port.get("blueprints", trigger["blueprintIdentifier"], "entities", identifier))["entity"]
    return visit, action, entity


async def _form(visit: Visit, action: Json, entity: Json | None, fields: Typed | None = None) -> Form:
    setting = Setting(visit.people, visit.acting.account, entity)
    return await with_options(action_form(action, setting, fields), visit.port, visit.blueprints, visit.acting.email)


def _answer(visit: Visit, action: Json, entity: Json | None, form: Form, problem: str = "", status: int = 200) -> Response:
    return visit.answer("action.html", status=status, action=action, entity=entity, form=form, problem=problem)


routes = [
    Route("/actions/{action}", ask, methods=["GET"], name="action"),
    Route("/actions/{action}", execute, methods=["POST"]),
]
