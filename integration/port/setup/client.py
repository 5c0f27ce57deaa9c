"""Port's API as setup uses it: signed in with the machine's credentials, patient where asking twice does no harm, refusals as sentences."""

from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx
import stamina

from integration.domain.errors import IamPermissionsError
from integration.port.setup.credentials import Credentials
from integration.port.setup.findings import Json
from integration.port.setup.steps import Write

_TIMEOUT_SECONDS = 30.0
_PATIENCE_SECONDS = 60
_BUSY = frozenset({408, 429, 502, 503, 504})


class PortRefused(IamPermissionsError):
    """Port did not do what was asked. `status` is what it answered, `None` where it did not."""

    def __init__(self, what: str, status: int | None, reason: str) -> None:
        super().__init__(f"Port did not {what}: {f'{status} ' if status else ''}{reason}")
        self.status = status
        self.reason = reason


class _Busy(PortRefused):
    """Asking again may help."""


class PortClient:
    """An async context manager, signed in for as long as the block runs."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._http = httpx.AsyncClient(
            base_url=f"{credentials.base_url}/v1/", timeout=_TIMEOUT_SECONDS, headers={"User-Agent": "aws-iam-permissions/setup"}
        )

    async def __aenter__(self) -> Self:
        keys = {"clientId": self._credentials.client_id, "clientSecret": self._credentials.client_secret}
        try:
            # Once: where nobody answers now, the address is wrong rather than Port busy.
            answer = await self._once("POST", ("auth", "access_token"), keys, "let us in with this client id and secret")
        except PortRefused:
            await self._http.aclose()
            raise
        self._http.headers["Authorization"] = f"Bearer {_json(answer)['accessToken']}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.aclose()

    async def get(self, *path: str) -> Json | None:
        """The answer, `None` where there is no such thing. Raises `PortRefused`."""
        try:
            return _json(await self._send("GET", path, None, f"show {'/'.join(path)}"))
        except PortRefused as refused:
            if refused.status == httpx.codes.NOT_FOUND:
                return None
            raise

    async def write(self, write: Write) -> None:
        """What is to be deleted may be gone already. Raises `PortRefused`."""
        try:
            await self._send(write.method, write.path, write.body, write.what)
        except PortRefused as refused:
            if (write.method, refused.status) != ("DELETE", httpx.codes.NOT_FOUND):
                raise

    async def _send(self, method: str, path: tuple[str, ...], body: Json | None, what: str) -> httpx.Response:
        # A POST whose answer was lost may have done its work; all others may be made twice.
        repeats = _is_turned_away if method == "POST" else _is_busy
        async for attempt in stamina.retry_context(on=repeats, timeout=_PATIENCE_SECONDS, attempts=None):
            with attempt:
                return await self._once(method, path, body, what)
        raise AssertionError("stamina either returns or raises")

    async def _once(self, method: str, path: tuple[str, ...], body: Json | None, what: str) -> httpx.Response:
        address = "/".join(quote(step, safe="") for step in path)
        try:
            response = await self._http.request(method, address, json=body)
        except httpx.InvalidURL as error:
            raise PortRefused(what, None, f"{self._http.base_url} is no address ({error})") from error
        except httpx.HTTPError as error:
            raise _Busy(what, None, f"{self._http.base_url} does not answer ({error or type(error).__name__})") from error
        if response.is_success:
            return response
        kind = _Busy if response.status_code in _BUSY else PortRefused
        raise kind(what, response.status_code, _reason(response))


def _is_busy(error: Exception) -> bool:
    return isinstance(error, _Busy)


def _is_turned_away(error: Exception) -> bool:
    return isinstance(error, _Busy) and error.status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


def _json(response: httpx.Response) -> Json:
    answer: Json = response.json()
    return answer


def _reason(response: httpx.Response) -> str:
    try:
        answer: Any = response.json()
    except ValueError:
        return response.reason_phrase
    told = answer.get("message") or answer.get("error") if isinstance(answer, dict) else None
    return str(told or response.reason_phrase)
