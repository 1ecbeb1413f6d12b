"""The adapter for asynchronous use of httpx, on asyncio or trio."""
# pyright: reportPrivateUsage=false

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from optizmo_deploy.client.ports.common import Body, timed_out
from optizmo_deploy.client.ports.httpx_common import FAILURES, LIMITS, Progress, failure_of
from optizmo_deploy.client.ports.httpx_requests import Requests
from optizmo_deploy.client.ports.tls import trusted

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.seam import Answer, Failure, Send

__all__ = ["AsyncHttpxPort"]


class AsyncHttpxPort:
    """Carries out the steps of a call with an `httpx.AsyncClient`, its own or the caller's."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        self._owned = client is None
        self._client = (
            httpx.AsyncClient(verify=trusted(), limits=LIMITS) if client is None else client
        )
        self._requests = Requests(self._client)
        self.closed = False

    async def exchange(self, step: Send) -> Answer | Failure:
        """Send a request and collect its answer."""
        progress = Progress(sent=not self._owned)
        body: Body | None = None
        try:
            with anyio.move_on_after(step.timeout) as scope:
                response = await self._send(step, progress)
                try:
                    body = Body(response.status_code, response.headers.raw)
                    async for chunk in response.aiter_bytes():
                        if not body.add(chunk):
                            break
                finally:
                    await response.aclose()
            if not scope.cancelled_caught and body is not None:
                return body.complete()
            failure = timed_out(sent=progress.sent)
        except httpx.DecodingError:
            if body is None:  # a hook of the caller's read the body
                raise
            return body.undecodable()
        except FAILURES as error:
            failure = failure_of(error, progress)
        return failure if body is None else body.cut_off(failure)

    async def _send(self, step: Send, progress: Progress) -> httpx.Response:
        client = self._client
        # One bound over the whole exchange is enough: none for its parts.
        extensions: dict[str, Any] = {"timeout": {}, "trace": progress.anote}
        request = self._requests.build(step, extensions)
        if not self._owned:
            # The caller's client may have credentials of its own, for something else.
            return await client.send(request, stream=True, auth=None, follow_redirects=False)
        # Our own client has no hooks or credentials; `send` would log the URL, which has the hash.
        response = await client._transport_for_url(request.url).handle_async_request(request)  # noqa: SLF001
        response.request = request
        return response

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await anyio.sleep(seconds)

    async def ask(self, source: Callable[[], Any]) -> object:
        """Ask for the API key, by a plain function or an asynchronous one."""
        key = source()
        return await key if isawaitable(key) else key

    async def aclose(self) -> None:
        """Close the connections, if they are not the caller's."""
        self.closed = True
        if self._owned:
            await self._client.aclose()
