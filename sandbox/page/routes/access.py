"""/access/{grant}: trying what a grant allows, also after it is gone: the audit log remembers what it was."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.grants import BLUEPRINT, trial_of
from sandbox.page.port_client import Json, PortRefusal
from sandbox.page.visit import Visit, visit_of


async def try_access(request: Request) -> Response:
    visit = await visit_of(request)
    if visit.desk.try_access is None:
        raise PortRefusal(404, "This sandbox's AWS does not judge permissions, so there is nothing to try.")
    identifier = request.path_params["grant"]
    grant, is_held = await _last_known(visit, identifier)
    trial = trial_of(grant)
    attempts = await visit.desk.try_access(trial)
    return visit.answer("access.html", grant=grant, is_held=is_held, trial=trial, attempts=attempts)


async def _last_known(visit: Visit, identifier: str) -> tuple[Json, bool]:
    """The grant as Port holds it or, once it is deleted, as the audit log saw it last; and whether Port holds it."""
    try:
        return (await visit.port.get("blueprints", BLUEPRINT, "entities", identifier))["entity"], True
    except PortRefusal as refusal:
        if refusal.status != 404:
            raise
    about: dict[str, str | int | list[str]] = {"entity": identifier, "blueprint": BLUEPRINT, "resources": ["entity"], "limit": 1}
    audits = (await visit.port.get("audit-log", query=about))["audits"]
    remembered = next((record["diff"]["before"] for record in audits if record["diff"]["before"]), None)
    if remembered is None:
        raise PortRefusal(404, f"There is no grant {identifier}, and the audit log knows of none.")
    return remembered, False


routes = [Route("/access/{grant:path}", try_access, methods=["POST"], name="access")]
