"""A page over a local Port with the small company in it, and a reader who asks for its addresses without a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette

from sandbox.access import Attempt, TryAccess
from sandbox.page import PageConfig, add_page
from sandbox.page.config import TriesAccess
from tests.sandbox.page.dom import Element, parse
from tests.sandbox.port.client import CONFIG, PortClient

HOST = "http://127.0.0.1:8080"


@dataclass(slots=True)
class Answer:
    status: int
    page: Element
    location: str | None
    response: httpx.Response

    @property
    def problem(self) -> str:
        """What the page says has gone wrong."""
        return self.page.one(id="problem").text


class Reader:
    """Follows no redirects, so that tests see them."""

    def __init__(self, app: Starlette, port: PortClient) -> None:
        self.port = port
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST)

    async def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        return _answer(await self._http.get(address, headers=headers))

    async def post(self, address: str, fields: Mapping[str, str | list[str]], headers: Mapping[str, str] | None = None) -> Answer:
        return _answer(await self._http.post(address, data=dict(fields), headers=headers))

    async def act_as(self, email: str) -> None:
        await self.post("/acting-as", {"person": email, "back": "/"})

    async def close(self) -> None:
        await self._http.aclose()


def open_site(
    app: Starlette, port: PortClient, try_access: TriesAccess | None = None, **credentials: str
) -> tuple[Reader, httpx.AsyncClient]:
    """Add the page to the Port's own application, as the sandbox does; the client is the page's, to be closed after use."""
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=CONFIG.public_url)
    known: dict[str, str] = {"client_id": CONFIG.client_id, "client_secret": CONFIG.client_secret} | credentials
    add_page(app, PageConfig(port=client, try_access=try_access, **known))
    return Reader(app, port), client


class Trial:
    """Stands at the outer boundary, where the sandbox has AWS: allows all while the role is in `roles`."""

    def __init__(self, *roles: str) -> None:
        self.roles = set(roles)
        self.tried: list[TryAccess] = []

    async def __call__(self, grant: TryAccess) -> tuple[Attempt, ...]:
        self.tried.append(grant)
        allowed = grant.role_arn in self.roles
        return (Attempt(f"Become the role as {grant.requester}", allowed, "AWS did it." if allowed else "AccessDenied"),)


def _answer(response: httpx.Response) -> Answer:
    is_page = response.headers.get("content-type", "").startswith("text/html")
    page: Any = parse(response.text) if is_page else Element("none", {})
    return Answer(response.status_code, page, response.headers.get("location"), response)
