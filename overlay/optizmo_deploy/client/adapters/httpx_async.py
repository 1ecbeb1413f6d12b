"""The adapter for asynchronous use of httpx, on asyncio or trio."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from optizmo_deploy.client.adapters.async_pauses import AsyncPauses
from optizmo_deploy.client.adapters.body import Body
from optizmo_deploy.client.adapters.event_loops import LoopPools, OneLoop
from optizmo_deploy.client.adapters.failures import Place, failed, timed_out
from optizmo_deploy.client.adapters.httpx_common import (
    FAILURES,
    OWN_CLIENT,
    Progress,
    check_open,
    failure_of,
    stream_with_surplus,
)
from optizmo_deploy.client.adapters.httpx_requests import Requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from optizmo_deploy.client.adapters.options import ConnectionOptions
    from optizmo_deploy.client.core.effects import Failure, RawResponse, Send

__all__ = ["AsyncHttpxAdapter"]


class AsyncHttpxAdapter:
    """Carries out the steps of a call with an `httpx.AsyncClient`: the caller's, or its own."""

    def __init__(self, client: httpx.AsyncClient | ConnectionOptions) -> None:
        if isinstance(client, httpx.AsyncClient):
            self._theirs: httpx.AsyncClient | None = client
            self._their_loop = OneLoop()
            self._place = Place(None, None)
        else:
            options = client
            self._theirs = None
            self._place = options.place
            self._pools = LoopPools(
                lambda: httpx.AsyncClient(
                    transport=httpx.AsyncHTTPTransport(
                        verify=options.ssl_context, proxy=options.proxy, limits=options.limits
                    ),
                    **OWN_CLIENT,
                ),
                httpx.AsyncClient.aclose,
                close_after_loop=False,
            )
        self._requests = Requests(self._theirs)
        self._pauses = AsyncPauses()
        self.closed: bool = False

    async def exchange(self, step: Send) -> RawResponse | Failure:
        """Send a request and collect its response."""
        if self._theirs is None:
            client, progress = await self._pools.here(), Progress(sent=False)
        else:
            client, progress = self._theirs, Progress(sent=True)
            check_open(client)
            self._their_loop.check()
        bodies: list[Body] = []
        try:
            # One bound over the whole exchange is enough: none for its parts.
            with anyio.move_on_after(step.timeout):
                await self._collect(client, step, progress, bodies)
                return bodies[0].complete()
            waiting = not progress.has_connection
            failure = timed_out(self._place, sent=progress.sent, waiting=waiting)
        except httpx.DecodingError:
            if not bodies:  # a hook of the caller's read the body
                raise
            return bodies[0].undecodable()
        except FAILURES as error:
            failure = failure_of(error, self._place, progress)
        except RuntimeError as error:
            if not client.is_closed:
                raise
            failure = failed(error, self._place, sent=progress.sent)
        return bodies[0].cut_off(failure) if bodies else failure

    async def _collect(
        self, client: httpx.AsyncClient, step: Send, progress: Progress, bodies: list[Body]
    ) -> None:
        request = self._requests.build(step, {"timeout": {}, "trace": progress.anote})
        # The caller's client may have credentials of its own, for something else.
        response = await client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            body = Body(response.status_code, response.headers.raw)
            bodies.append(body)
            async for chunk in response.aiter_bytes():
                if not body.add(chunk):
                    break
            if stream := stream_with_surplus(response):
                await stream.aclose()
        finally:
            await response.aclose()

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
