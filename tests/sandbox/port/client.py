"""A client of one local Port in this process; all it sends and receives is checked against Port's API description."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from starlette.applications import Starlette

from sandbox.port import PortConfig, User, create_app
from tests import port_spec

ALICE = User("alice@example.com", "Alice", "Archer")
BOB = User("bob@example.com", "Bob", "Baker", roles=("Admin",), teams=("platform",))
CAROL = User("carol@example.com", "Carol", "Cook", roles=("Admin",))
CONFIG = PortConfig("client-1", "secret-1", "http://port.test", (ALICE, BOB, CAROL))
EXPORTER = {"User-Agent": "port-ocean/aws-iam-permissions/0.1.0/ours/exporter"}

type Query = Mapping[str, str | list[str]]


class PortClient:
    """Speaks to the app with a token of its own. `call` is unchecked, for requests that are meant to be wrong."""

    def __init__(self, app: Starlette, token: str | None = None) -> None:
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=CONFIG.public_url)
        self.token = token

    async def sign_in(self, config: PortConfig = CONFIG) -> None:
        answer = await self.call("POST", "/v1/auth/access_token", body={"clientId": config.client_id, "clientSecret": config.client_secret})
        self.token = answer.json()["accessToken"]

    async def call(
        self, method: str, path: str, query: Query | None = None, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        await asyncio.sleep(0)  # a request within the process never waits, and what Port does in the background would starve
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return await self._client.request(method, path, params=dict(query or {}), json=body, headers=bearer | dict(headers or {}))

    async def ask(
        self, method: str, path: str, query: Query | None = None, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Send a request that Port documents and must accept; its answer's JSON. Only this Port takes run_as everywhere."""
        published = {name: value for name, value in (query or {}).items() if name != "run_as" or path.endswith("/runs")}
        port_spec.check_request(method, path, published, body)
        response = await self.call(method, path, query, body, headers)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        port_spec.check_response(method, path, response.status_code, response.json())
        return response.json()

    async def refused(
        self, status: int, method: str, path: str, query: Query | None = None, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> str:
        """Send a request that Port must refuse with this status; the sentence it says."""
        response = await self.call(method, path, query, body, headers)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text}"
        port_spec.check_response(method, path, status, response.json())
        return str(response.json()["message"])

    async def close(self) -> None:
        await self._client.aclose()


async def signed_in(config: PortConfig = CONFIG) -> PortClient:
    client = PortClient(create_app(config))
    await client.sign_in(config)
    return client
