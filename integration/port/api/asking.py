"""One request to Port: asked through Ocean's own client, again where that may help, and told in a sentence where it failed."""

from collections.abc import Mapping
from json import dumps
from typing import Any, TypedDict, Unpack
from urllib.parse import quote

import httpx
import stamina
from port_ocean.clients.port.client import PortClient
from port_ocean.clients.port.types import UserAgentType

from integration.domain.errors import IamPermissionsError

_PATIENCE_SECONDS = 10
_JSON = {"Content-Type": "application/json"}


class PortError(IamPermissionsError):
    """Port did not do what we asked. The message says what we asked and what Port answered."""


class PortUnavailable(PortError):
    """Port gave no usable answer; asking again may help."""


class _Sent(TypedDict, total=False):
    """What a request carries, as httpx takes it; `headers` stand beside, or in place of, those of a resync."""

    params: Mapping[str, Any]
    json: Any
    headers: Mapping[str, str]


class Asking:
    """Asks as the installation that Ocean runs; `what` completes the sentence "Port did not …"."""

    def __init__(self, client: PortClient) -> None:
        self._port = client

    @property
    def installation(self) -> str:
        """What Port knows this integration by."""
        return self._port.auth.integration_identifier

    @property
    def user_agent(self) -> str:
        """The integration's own, which no resync carries."""
        return self._port.auth.user_agent()

    async def ask(
        self, method: str, path: str, what: str, *, repeatable: bool = False, missing_ok: bool = False, **sent: Unpack[_Sent]
    ) -> Mapping[str, Any]:
        """Port's answer, empty where it has no such thing and that is `missing_ok`. Raises `PortError`.

        Asks again for a while where it may be made twice: Ocean's own client does not repeat it after a 500.
        """
        repeatable = repeatable or method in ("GET", "DELETE")
        async for attempt in stamina.retry_context(on=PortUnavailable, timeout=_PATIENCE_SECONDS, attempts=None if repeatable else 1):
            with attempt:
                response = await self._send(method, path, what, repeatable, sent)
        if response.status_code == httpx.codes.NOT_FOUND and missing_ok:
            return {}
        if response.is_error:
            raise PortError(f"Port did not {what}: {response.status_code} {_reason(response)}")
        try:
            return _object(response)
        except ValueError as error:
            raise PortUnavailable(f"Port was asked to {what} and answered something that is not JSON.") from error

    async def _send(self, method: str, path: str, what: str, repeatable: bool, sent: _Sent) -> httpx.Response:
        """Raises `PortUnavailable` for an answer that may be another one soon."""
        try:
            response = await self._port.client.request(
                method,
                f"{self._port.api_url}{path}",
                params=sent.get("params"),
                # Escaped to ASCII, because people's texts and AWS's tags may hold half a character, which is nothing that can be sent.
                content=dumps(sent["json"]) if "json" in sent else None,
                headers={**await self._port.auth.headers(UserAgentType.exporter), **_JSON, **sent.get("headers", {})},
                extensions={"retryable": True} if repeatable else {},
            )
        except httpx.HTTPError as error:
            raise PortUnavailable(f"Port could not be asked to {what}: {type(error).__name__}") from error
        if response.is_server_error or response.status_code in (401, 408, 429):
            raise PortUnavailable(f"Port did not {what}: {response.status_code} {_reason(response)}")
        return response


def segment(name: str) -> str:
    """The name as one segment of a path, whatever characters it has. Raises `PortError` for what nothing in Port is called, because by it
    an address would lead elsewhere.
    """
    if name in (".", ".."):
        raise PortError(f"Nothing in Port is called '{name}'.")
    return quote(name, safe="")


class _Answer(dict[str, Any]):
    """What Port answered. Raises `PortUnavailable` where it leaves out what we asked for."""

    def __missing__(self, key: str) -> Any:
        raise PortUnavailable(f"Port answered without the {key} that it was asked for.")


def _object(response: httpx.Response) -> _Answer:
    answer = response.json() if response.content else {}
    return _Answer(answer) if isinstance(answer, dict) else _Answer()


def _reason(response: httpx.Response) -> str:
    try:
        answer = _object(response)
    except ValueError:
        return response.reason_phrase
    return str(answer.get("message") or answer.get("error") or response.reason_phrase)
