"""/edit/{blueprint}/{entity}: changing an entity's properties by hand, as Port's own catalog lets people do."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page import moments
from sandbox.page.forms import Form, entity_form, values_of, with_problem
from sandbox.page.port_client import Json, PortRefusal
from sandbox.page.render import entity_address
from sandbox.page.visit import Visit, typed, visit_of

# The buttons that save a timer so far ahead, and nothing else: each is named ahead:{seconds}:{property}.
_AHEAD = {"60": "a minute ahead", "300": "5 minutes ahead", "3600": "an hour ahead"}


async def edit(request: Request) -> Response:
    visit, blueprint, entity = await _opened(request)
    return _answer(visit, blueprint, entity, entity_form(blueprint, entity, visit.people))


async def save(request: Request) -> Response:
    """Send Port what differs from what it holds; the fields that were emptied become null."""
    visit, blueprint, entity = await _opened(request)
    fields = await typed(request)
    form = entity_form(blueprint, entity, visit.people, fields)
    if form.has_problem:
        return _answer(visit, blueprint, entity, form, status=422)
    held, ahead = entity["properties"], _ahead(list(fields))
    values = values_of(form)
    changes = ahead or {
        field.name: values.get(field.name) for field in form.fields if _differs(held.get(field.name), values.get(field.name))
    }
    try:
        if changes:
            await _patch(visit, blueprint, entity, changes)
    except PortRefusal as refusal:
        return _answer(visit, blueprint, entity, with_problem(form, refusal.message), refusal.message, refusal.status)
    notice = "saved" if changes else "unchanged"
    return RedirectResponse(f"{entity_address(blueprint['identifier'], entity['identifier'])}?notice={notice}", status_code=303)


async def _opened(request: Request) -> tuple[Visit, Json, Json]:
    visit = await visit_of(request)
    blueprint = visit.blueprint(request.path_params["blueprint"])
    answer = await visit.port.get("blueprints", blueprint["identifier"], "entities", request.path_params["entity"])
    return visit, blueprint, answer["entity"]


async def _patch(visit: Visit, blueprint: Json, entity: Json, changes: Json) -> None:
    steps = ("blueprints", blueprint["identifier"], "entities", entity["identifier"])
    await visit.port.patch(*steps, body={"properties": changes}, query={"run_as": visit.acting.email})


def _answer(visit: Visit, blueprint: Json, entity: Json, form: Form, problem: str = "", status: int = 200) -> Response:
    return visit.answer("edit.html", status=status, blueprint=blueprint, entity=entity, form=form, ahead=_AHEAD, problem=problem)


def _ahead(names: list[str]) -> Json:
    """The change that the pressed button asks for, if one was pressed."""
    pressed = (name.split(":", 2) for name in names if name.startswith("ahead:"))
    now = datetime.now(UTC)
    return {part[2]: moments.written(now + timedelta(seconds=int(part[1]))) for part in pressed if len(part) == 3 and part[1] in _AHEAD}


def _differs(held: object, entered: object) -> bool:
    """A blank field and a check box that nobody has touched stand for nothing held; a moment may be written in other ways."""
    if not held and not entered:
        return False
    before, after = moments.read(held), moments.read(entered)
    if before and after:
        return before.replace(microsecond=0) != after
    return held != entered


routes = [
    Route("/edit/{blueprint}/{entity:path}", edit, methods=["GET"], name="edit"),
    Route("/edit/{blueprint}/{entity:path}", save, methods=["POST"]),
]
