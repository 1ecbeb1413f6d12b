"""The adapter for aiohttp, which spends a fraction of the CPU time of httpx on many requests."""

from __future__ import annotations

import asyncio
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import aiohttp
import yarl
from aiohttp.http_exceptions import ContentEncodingError

from optizmo_deploy.client.adapters.async_pauses import AsyncPauses
from optizmo_deploy.client.adapters.common import Body, describe, timed_out
from optizmo_deploy.client.adapters.environment import proxy_for, trusted
from optizmo_deploy.client.core.effects import Failure
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from optizmo_deploy.client.core.effects import RawResponse, Send

__all__ = ["AiohttpAdapter"]

_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
)
_CONNECTIONS = 100
_UNBOUNDED = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""One bound over the whole exchange is enough: none for its parts."""


class _DroppedError(Exception):
    """The connection broke; aiohttp repeats after some errors of its own, not this one."""


class _Request(aiohttp.ClientRequest):
    """A request that knows whether it has begun to leave."""

    begun = False

    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        self.begun = True
        return await super().send(conn)


class _Once:
    """Lets aiohttp send a request once, and keeps the request.

    After a disconnect aiohttp would repeat GET and DELETE by itself; only the policy repeats.
    """

    __slots__ = ("_request",)

    def __init__(self) -> None:
        self._request: aiohttp.ClientRequest | None = None

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        self._request = request
        try:
            return await handler(request)
        except _NEVER_SENT:
            raise
        except (aiohttp.ClientConnectionError, OSError) as error:
            raise _DroppedError from error

    @property
    def sent(self) -> bool:
        """Whether the request may have begun to leave; of a session of the caller's it may."""
        request = self._request
        return request is not None and (not isinstance(request, _Request) or request.begun)


class AiohttpAdapter:
    """Carries out the steps of a call with an `aiohttp.ClientSession`, its own or the caller's."""

    def __init__(self, base_url: str, session: object = None) -> None:
        if session is not None and not isinstance(session, aiohttp.ClientSession):
            what = type(session).__name__
            raise ConfigurationError(f"http_client must be an aiohttp.ClientSession, not {what}")
        if session is not None and session.auth is not None:
            raise ConfigurationError("http_client must not have credentials: the key is sent")
        self._owned = session is None
        self._session = session
        self._proxy = _proxy(base_url) if session is None else None
        # Those of a request take the place of the session's.
        self._middlewares: tuple[Any, ...] = tuple(getattr(session, "_middlewares", ()))
        self._pauses = AsyncPauses()
        self.closed: bool = False

    async def exchange(self, step: Send) -> RawResponse | Failure:
        """Send a request and collect its answer."""
        once = _Once()
        body: Body | None = None
        scope = asyncio.timeout(step.timeout)
        try:
            async with scope:
                response = await self._send(step, once)
                try:
                    body = Body(response.status, response.raw_headers)
                    async for chunk in response.content.iter_any():
                        if not body.add(chunk):
                            break
                    return body.complete()
                finally:
                    response.close()
        except (aiohttp.ClientError, _DroppedError, OSError) as error:
            sent = once.sent and not isinstance(error, _NEVER_SENT)
            if scope.expired():
                failure = timed_out(sent=sent)
            elif body is not None and isinstance(error.__cause__, ContentEncodingError):
                return body.undecodable()
            else:
                failure = Failure(describe(error), sent=sent)
        return failure if body is None else body.cut_off(failure)

    async def _send(self, step: Send, once: _Once) -> aiohttp.ClientResponse:
        if self._session is None:
            self._session = _new_session(self._proxy)
        return await self._session.request(
            step.method,
            yarl.URL(step.url, encoded=True),
            headers=step.headers,
            data=step.body,
            timeout=_UNBOUNDED,
            allow_redirects=False,
            raise_for_status=False,
            middlewares=(*self._middlewares, once),
        )

    async def sleep(self, seconds: float, wake: Future[None] | None) -> None:
        """Wait for some seconds, or until `wake` is done or the client is closed."""
        await self._pauses.async_wait(seconds, wake)

    async def ask(self, source: Callable[[], Any]) -> object:
        """Ask for the API key, by a plain function or an asynchronous one."""
        key = source()
        return await key if isawaitable(key) else key

    async def aclose(self) -> None:
        """Close the connections, if they are not the caller's."""
        self.closed = True
        self._pauses.end()
        if self._owned and self._session is not None:
            await self._session.close()


def _new_session(proxy: str | None) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        # The same certificates as with httpx.
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ssl=trusted()),
        cookie_jar=aiohttp.DummyCookieJar(),
        proxy=proxy,
        request_class=_Request,
        timeout=_UNBOUNDED,
        max_field_size=1 << 16,
        max_line_size=1 << 16,
    )


def _proxy(base_url: str) -> str | None:
    proxy = proxy_for(base_url)
    if proxy and not proxy.startswith(("http://", "https://")):
        raise ConfigurationError("the proxy that the environment names is not usable with aiohttp")
    return proxy
