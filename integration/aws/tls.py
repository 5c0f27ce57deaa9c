"""One TLS context for all clients: reading the certificates of all authorities takes each a fiftieth of a second and memory of its own."""

import ssl
from functools import cache
from threading import Lock

from aiobotocore.httpsession import AIOHTTPSession

# aiobotocore makes contexts in threads, and `cache` alone lets two that come at once make one each.
_one_at_a_time = Lock()


class SharedTls(AIOHTTPSession):  # type: ignore[misc] # aiobotocore has no types
    """aiobotocore's connections. Those through a proxy or with a certificate of our own have a context of their own, as before."""

    def _build_ssl_contexts(self, proxy_url: str | None) -> tuple[ssl.SSLContext, ssl.SSLContext | None]:
        if proxy_url or self._cert_file or not self._verify:
            contexts: tuple[ssl.SSLContext, ssl.SSLContext | None] = super()._build_ssl_contexts(proxy_url)
            return contexts
        with _one_at_a_time:
            return _context(self._verify), None


@cache
def _context(verify: bool | str) -> ssl.SSLContext:
    """The context that aiobotocore makes where certificates are verified, `verify` being True or the path of a bundle of authorities."""
    context: ssl.SSLContext = AIOHTTPSession(verify=verify)._build_verify_context()
    return context
