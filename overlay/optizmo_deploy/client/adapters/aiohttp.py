"""The adapter for aiohttp, which spends a fraction of the CPU time of httpx on many requests."""

from __future__ import annotations

import asyncio
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import aiohttp
import sniffio
import yarl
from aiohttp.http_exceptions import ContentEncodingError

from optizmo_deploy.client.adapters.async_pauses import AsyncPauses
from optizmo_deploy.client.adapters.body import Body
from optizmo_deploy.client.adapters.event_loops import LoopPools, OneLoop
from optizmo_deploy.client.adapters.failures import Place, failed, no_tunnel, timed_out
from optizmo_deploy.client.adapters.no_content import expect_response
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from optizmo_deploy.client.adapters.options import ConnectionOptions
    from optizmo_deploy.client.core.effects import Failure, RawResponse, Send

__all__ = ["AiohttpAdapter"]

_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
)
_CONTENT_TYPE = ("Content-Type",)
_UNBOUNDED = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""One bound over the whole exchange is enough: none for its parts."""


class _DroppedError(Exception):
    """The connection broke; aiohttp repeats after some errors of its own, not this one."""


class _Request(aiohttp.ClientRequest):
    """A request that knows whether it has begun to leave."""

    begun = False

    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        self.begun = True
        expect_response(conn.transport, self.method)
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
    """Carries out the steps of a call with an `aiohttp.ClientSession`: the caller's, or its own."""

    def __init__(self, client: aiohttp.ClientSession | ConnectionOptions) -> None:
        if isinstance(client, aiohttp.ClientSession):
            self._theirs: aiohttp.ClientSession | None = client
            self._their_loop = OneLoop(getattr(client, "_loop", None))
            self._place = Place(None, None)
        else:
            options = client
            self._theirs = None
            self._place = options.place
            self._pools = LoopPools(
                lambda: _new_session(options), aiohttp.ClientSession.close, close_after_loop=True
            )
        # Those of a request take the place of the session's.
        self._middlewares: tuple[Any, ...] = tuple(getattr(self._theirs, "_middlewares", ()))
        self._in_flight = 0
        self._pauses = AsyncPauses()
        self.closed: bool = False

    async def exchange(self, step: Send) -> RawResponse | Failure:
        """Send a request and collect its response."""
        session = self._theirs
        if session is None:
            session = self._pools.known() or await self._pools.here()
        else:
            self._check(session)
        once = _Once()
        body: Body | None = None
        scope = asyncio.timeout(step.timeout)
        self._in_flight += 1
        try:
            async with scope:
                response = await self._send(session, step, once)
                try:
                    body = Body(response.status, response.raw_headers)
                    content = response.content
                    while not content.at_eof():
                        if not body.add(await content.readany()):
                            break
                    return body.complete()
                finally:
                    response.close()
        except (aiohttp.ClientError, _DroppedError, OSError) as error:
            if body is not None and isinstance(error.__cause__, ContentEncodingError):
                return body.undecodable()
            failure = self._failure_of(error, once, in_time=not scope.expired())
        except RuntimeError as error:  # the session is closed, or it belongs to another event loop
            if once.sent:
                raise
            failure = failed(error, self._place, sent=False)
        finally:
            self._in_flight -= 1
        return failure if body is None else body.cut_off(failure)

    def _check(self, session: aiohttp.ClientSession) -> None:
        if session.closed:
            raise ConfigurationError("http_client is closed")
        self._their_loop.check()

    async def _send(
        self, session: aiohttp.ClientSession, step: Send, once: _Once
    ) -> aiohttp.ClientResponse:
        return await session.request(
            step.method,
            yarl.URL(step.url, encoded=True),
            headers=step.headers,
            data=step.body,
            # Without a body, aiohttp would name a content type of its own.
            skip_auto_headers=_CONTENT_TYPE if step.body is None and step.method != "GET" else None,
            timeout=_UNBOUNDED,
            allow_redirects=False,
            raise_for_status=False,
            middlewares=(*self._middlewares, once),
        )

    def _failure_of(self, error: Exception, once: _Once, *, in_time: bool) -> Failure:
        place = self._place
        sent = once.sent and not isinstance(error, _NEVER_SENT)
        if not in_time:
            waiting = place.connections is not None and self._in_flight > place.connections
            return timed_out(place, sent=sent, waiting=waiting)
        if isinstance(error, aiohttp.ClientHttpProxyError):
            return no_tunnel(error, error.status, place)
        return failed(error, place, sent=sent)

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
        if self._theirs is None:
            await self._pools.aclose()


def _new_session(options: ConnectionOptions) -> aiohttp.ClientSession:
    if sniffio.current_async_library() != "asyncio":
        raise ConfigurationError("aiohttp works on asyncio only; on trio, use http='httpx'")
    limits, proxy = options.limits, options.proxy
    keeping: dict[str, Any] = {"keepalive_timeout": limits.keepalive_expiry}
    if limits.max_keepalive_connections == 0:
        keeping = {"force_close": True}
    url = None
    if proxy is not None:
        user, password = proxy.auth or (None, None)
        url = yarl.URL(str(proxy.url)).with_user(user).with_password(password)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            ssl=options.ssl_context, limit=limits.max_connections or 0, **keeping
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        proxy=url,
        request_class=_Request,
        timeout=_UNBOUNDED,
        max_field_size=1 << 16,
        max_line_size=1 << 16,
    )
