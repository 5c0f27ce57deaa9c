"""/entities/{blueprint}/{entity}: one entity, what it is related to, what can be done with it and what was done."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.chronicle import BLUEPRINT as EVENTS
from sandbox.page.chronicle import events_of
from sandbox.page.columns import properties_of
from sandbox.page.grants import is_grant
from sandbox.page.happenings import happening_of
from sandbox.page.levels import scores_of
from sandbox.page.offers import actions_for
from sandbox.page.port_client import Json, PortRefusal, Query
from sandbox.page.related import related_groups
from sandbox.page.render import show
from sandbox.page.visit import Visit, visit_of

_RUNS = 10
_AUDITS = 20


async def entity(request: Request) -> Response:
    visit = await visit_of(request)
    blueprint = visit.blueprint(request.path_params["blueprint"])
    identifier = request.path_params["entity"]
    try:
        found = (await visit.port.get("blueprints", blueprint["identifier"], "entities", identifier))["entity"]
    except PortRefusal as refusal:
        if refusal.status != 404:
            raise
        return await _gone(visit, blueprint, identifier)
    cards = (await visit.port.get("blueprints", blueprint["identifier"], "scorecards"))["scorecards"]
    related = await related_groups(visit.port, visit.blueprints, blueprint, found)
    properties = [(each, show(found["properties"].get(each.name), each.schema)) for each in properties_of(blueprint, visit.blueprints)]
    return visit.answer(
        "entity.html",
        blueprint=blueprint,
        entity=found,
        properties=properties,
        scores=scores_of(found, cards),
        related=[group for group in related if group.blueprint["identifier"] != EVENTS],
        actions=await actions_for(visit.port, blueprint, found, visit.acting.email),
        can_try=visit.desk.try_access is not None and is_grant(found),
        **await _history(visit, blueprint, identifier),
    )


async def _gone(visit: Visit, blueprint: Json, identifier: str) -> Response:
    """The page of an entity that was there once, which the audit log remembers; otherwise a plain refusal."""
    history = await _history(visit, blueprint, identifier)
    if not history["happenings"] and not history["events"]:
        raise PortRefusal(404, f"There is no {blueprint.get('title')} {identifier}, and the audit log knows of none.")
    can_try = visit.desk.try_access is not None and blueprint["identifier"] == "provisioned_permissions"
    return visit.answer("gone.html", status=404, blueprint=blueprint, identifier=identifier, can_try=can_try, **history)


async def _history(visit: Visit, blueprint: Json, identifier: str) -> Json:
    about: Query = {"entity": identifier, "blueprint": blueprint["identifier"]}
    runs = (await visit.port.get("actions", "runs", query=about | {"limit": _RUNS}))["runs"]
    audits = (await visit.port.get("audit-log", query=about | {"limit": _AUDITS, "resources": ["entity"]}))["audits"]
    return {
        "subject": identifier,
        "events": await events_of(visit.port, visit.blueprints, blueprint["identifier"], identifier),
        "runs": runs,
        "happenings": [happening_of(record, visit.people) for record in audits],
    }


routes = [Route("/entities/{blueprint}/{entity:path}", entity, name="entity")]
