"""What every request to the page has at hand: Port, the person who acts, and the frame around each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sandbox.page.config import TriesAccess
from sandbox.page.entries import Entered
from sandbox.page.people import People, Person, people_of
from sandbox.page.port_client import Json, PortClient, PortRefusal

ACTING_COOKIE = "acting_as"

# What an address may ask the page to say; words of its own would let any link put words into its mouth.
_NOTICES = {
    "saved": "Saved.",
    "unchanged": "Nothing was changed.",
    "resync": "A resync was asked for; Ocean looks for requests every few seconds.",
    "approved": "Approved.",
    "declined": "Declined.",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the application holds for all requests."""

    port: PortClient
    templates: Environment
    try_access: TriesAccess | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, with what the frame of its answer shows: the people, the dashboards, and the blueprints by identifier."""

    request: Request
    desk: Desk
    people: People
    acting: Person
    blueprints: dict[str, Json]
    dashboards: tuple[Json, ...]

    @property
    def port(self) -> PortClient:
        return self.desk.port

    def blueprint(self, identifier: str) -> Json:
        """Raises PortRefusal where there is none."""
        if identifier not in self.blueprints:
            raise PortRefusal(404, f"There is no blueprint {identifier} in this Port.")
        return self.blueprints[identifier]

    def title_of(self, blueprint: str) -> str:
        return str(self.blueprints.get(blueprint, {}).get("title") or blueprint)

    def answer(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """The page that the template draws, within the frame."""
        frame = {
            "visit": self,
            "here": self.request.url.path,
            "now": datetime.now(UTC),
            "notice": _NOTICES.get(self.request.query_params.get("notice", "")),
        }
        return HTMLResponse(self.desk.templates.get_template(template).render(frame | content), status_code=status)


async def visit_of(request: Request) -> Visit:
    """Ask Port for what the frame shows. Raises PortRefusal."""
    desk: Desk = request.app.state.desk
    people = people_of((await desk.port.get("users"))["users"])
    acting = people.acting(request.cookies.get(ACTING_COOKIE))
    if acting is None:
        raise PortRefusal(404, "There is nobody in this Port: it needs at least one user to act as.")
    blueprints = (await desk.port.get("blueprints"))["blueprints"]
    pages = (await desk.port.get("pages"))["pages"]
    dashboards = tuple(page for page in pages if page["type"] == "dashboard")
    return Visit(request, desk, people, acting, {blueprint["identifier"]: blueprint for blueprint in blueprints}, dashboards)


def first(fields: Mapping[str, Entered], name: str) -> str:
    """What was entered for a field that takes one text, empty where it was not sent."""
    return next(iter(fields.get(name, ())), "")


async def typed(request: Request) -> Mapping[str, Entered]:
    """The fields of a posted form, each with all that was entered for it."""
    fields: dict[str, Entered] = {}
    for name, value in parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True):
        fields[name] = (*fields.get(name, ()), value)
    return fields
