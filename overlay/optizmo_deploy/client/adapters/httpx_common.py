"""What the two adapters for httpx have in common."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import httpx

from optizmo_deploy.client.adapters.failures import Place, failed, no_tunnel, timed_out
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from optizmo_deploy.client.core.effects import Failure

__all__ = ["FAILURES", "OWN_CLIENT", "Progress", "check_open", "failure_of", "stream_with_surplus"]

FAILURES = (httpx.TransportError, httpx.InvalidURL, OSError)
"""What a request can fail with before, or while, its response comes."""

OWN_CLIENT: dict[str, Any] = {
    "trust_env": False,
    "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),
}
"""The settings of a client that is not the caller's, besides its transport: it keeps no cookies."""

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


class Progress:
    """Follows a request through httpcore's trace, to know whether it has left.

    Without a trace (another transport of the caller's) it may always have.
    """

    __slots__ = ("has_connection", "sent")

    def __init__(self, *, sent: bool) -> None:
        self.sent: bool = sent
        self.has_connection: bool = sent
        """Whether the pool has assigned a connection, be it one that is still to be made."""

    def note(self, event: str, info: dict[str, Any]) -> None:
        """Take note of an event of httpcore, whose names are part of its documented interface."""
        self.has_connection = True
        if event.endswith("send_request_headers.started"):
            # A CONNECT goes to a proxy, ahead of the request.
            self.sent = info["request"].method != b"CONNECT"
        elif event.startswith("connection.connect_"):
            self.sent = False

    async def anote(self, event: str, info: dict[str, Any]) -> None:
        """Do the same for asynchronous clients."""
        self.note(event, info)


def check_open(client: httpx.Client | httpx.AsyncClient) -> None:
    """Check that the caller's client can still be used.

    Raises:
        ConfigurationError: It is closed.
    """
    if client.is_closed:
        raise ConfigurationError("http_client is closed")


def stream_with_surplus(response: httpx.Response) -> Any:
    """Return the network stream of a 204 that has a body, or None.

    It must be closed: the body would be taken for the next response on the connection.
    """
    if response.status_code != HTTPStatus.NO_CONTENT:
        return None
    headers = response.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    return response.extensions.get("network_stream") if has_body else None


def failure_of(error: Exception, place: Place, progress: Progress) -> Failure:
    """Return the failure that an exception of httpx stands for."""
    sent = progress.sent and not isinstance(error, _NEVER_SENT)
    if isinstance(error, httpx.TimeoutException):
        waiting = isinstance(error, httpx.PoolTimeout) or not progress.has_connection
        return timed_out(place, sent=sent, waiting=waiting)
    if isinstance(error, httpx.ProxyError) and (status := _STATUS.match(str(error))):
        return no_tunnel(error, int(status[0]), place)
    return failed(error, place, sent=sent)


_STATUS = re.compile(r"[1-5][0-9]{2}\b")
_HASH = re.compile(r"(/v1/contacts/)[0-9A-Fa-f]{32}")


class _Masking(logging.Filter):
    """Takes the hashes of contacts out of the URLs that httpx logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _HASH.sub(r"\1{emailMd5}", str(arg)) if isinstance(arg, httpx.URL) else arg
                for arg in record.args
            )
        return True


logging.getLogger("httpx").addFilter(_Masking())
