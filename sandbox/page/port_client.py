"""Port's HTTP API as the page calls it: signed in, and with refusals as sentences."""

from typing import Any
from urllib.parse import quote

import httpx

type Json = dict[str, Any]
type Query = dict[str, str | int | list[str]]


class PortRefusal(Exception):
    """Port said no, or nothing at all; the message is a sentence for the page."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class PortClient:
    """Signs in when it has to and calls routes that are given step by step: get("blueprints", name, "entities")."""

    def __init__(self, http: httpx.AsyncClient, client_id: str, client_secret: str) -> None:
        self._http = http
        self._credentials = {"clientId": client_id, "clientSecret": client_secret}
        self._token: str | None = None

    async def get(self, *steps: str, query: Query | None = None) -> Json:
        """The answer's JSON. Raises PortRefusal, as the other verbs do."""
        return await self._call("GET", steps, query)

    async def post(self, *steps: str, body: Json, query: Query | None = None) -> Json:
        return await self._call("POST", steps, query, body)

    async def patch(self, *steps: str, body: Json, query: Query | None = None) -> Json:
        return await self._call("PATCH", steps, query, body)

    async def search(self, blueprint: str, query: Json, *, run_as: str | None = None) -> list[Json]:
        """All the entities of the blueprint that the query finds, page after page."""
        found: list[Json] = []
        body: Json = {"query": query, "limit": 1000}
        asking: Query = {"run_as": run_as} if run_as else {}
        while True:
            answer = await self.post("blueprints", blueprint, "entities", "search", body=body, query=asking)
            found += answer["entities"]
            if not answer.get("next"):
                return found
            body = body | {"from": answer["next"]}

    async def _call(self, method: str, steps: tuple[str, ...], query: Query | None, body: Json | None = None) -> Json:
        path = "/v1/" + "/".join(quote(step, safe="") for step in steps)
        response = await self._send(method, path, query, body)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._token = None  # it has expired
            response = await self._send(method, path, query, body)
        return _accepted(response)

    async def _send(self, method: str, path: str, query: Query | None, body: Json | None) -> httpx.Response:
        try:
            if self._token is None:
                self._token = await self._sign_in()
            return await self._http.request(method, path, params=query, json=body, headers={"Authorization": f"Bearer {self._token}"})
        except httpx.HTTPError as error:
            raise PortRefusal(503, f"Port at {self._http.base_url} does not answer ({error}). Is it still running?") from error

    async def _sign_in(self) -> str:
        response = await self._http.post("/v1/auth/access_token", json=self._credentials)
        return str(_accepted(response)["accessToken"])


def _accepted(response: httpx.Response) -> Json:
    answer: Json = response.json()
    if response.is_success:
        return answer
    raise PortRefusal(response.status_code, str(answer.get("message") or f"Port answered {response.status_code}"))
