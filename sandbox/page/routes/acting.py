"""/acting-as: who uses the page. Nobody signs in to a Port on one's own machine."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.port_client import PortRefusal
from sandbox.page.visit import ACTING_COOKIE, first, typed, visit_of


async def act_as(request: Request) -> Response:
    visit, fields = await visit_of(request), await typed(request)
    email, back = first(fields, "person"), first(fields, "back")
    if email not in (person.email for person in visit.people):
        raise PortRefusal(404, f"There is nobody in this Port with the address {email}.")
    # Back to a path of this page only: `//` begins another host, and browsers read `/\` alike.
    is_path = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if is_path else "/", status_code=303)
    answer.set_cookie(ACTING_COOKIE, email, httponly=True, samesite="strict")
    return answer


routes = [Route("/acting-as", act_as, methods=["POST"])]
