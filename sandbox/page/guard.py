"""Lets in only requests that this machine's own browser makes to this page.

The page listens on 127.0.0.1 and knows no passwords. A foreign site could still make a browser on this machine send requests here: by a
name of its own that resolves to 127.0.0.1 (so the Host has to be a loopback name), or by a form that posts (so the Origin has to be the
page itself).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_READING = frozenset({"GET", "HEAD"})

_HEADERS = {
    b"content-security-policy": b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cache-control": b"no-store",
}


class Guard:
    """Refuses foreign hosts and origins, and lets nothing run on the page that is not the page's own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(Headers(scope=scope), scope["method"])
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS.items()]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _refusal(headers: Headers, method: str) -> str | None:
    host = headers.get("host", "")
    if _hostname(host) not in _LOOPBACK:
        return f"This page is for this machine only: open it as http://127.0.0.1, not as {host}.\n"
    origin = headers.get("origin")
    if method not in _READING and origin is not None and urlsplit(origin).netloc != host:
        return f"This page takes forms from itself only, not from {origin}.\n"
    return None


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # a bracket that is never closed
        return None
