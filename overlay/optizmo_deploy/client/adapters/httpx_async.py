"""The adapter for asynchronous use of httpx, on asyncio or trio."""

from __future__ import annotations

from collections import deque
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from optizmo_deploy.client.adapters.async_pauses import AsyncPauses
from optizmo_deploy.client.adapters.common import Body, timed_out
from optizmo_deploy.client.adapters.connections import MOST_LANES, Lanes
from optizmo_deploy.client.adapters.httpx_common import FAILURES, Progress, failure_of
from optizmo_deploy.client.adapters.httpx_requests import Requests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Future

    from optizmo_deploy.client.core.effects import Failure, RawResponse, Send

__all__ = ["AsyncHttpxAdapter"]


class AsyncHttpxAdapter:
    """Carries out the steps of a call, on lanes of its own or with an `httpx.AsyncClient`."""

    def __init__(self, base_url: str, client: httpx.AsyncClient | None = None) -> None:
        self._client = client
        self._requests = Requests(client, base_url)
        if client is None:
            self._lanes = Lanes(httpx.AsyncHTTPTransport, base_url)
            self._room = _Room(MOST_LANES)
        self._pauses = AsyncPauses()
        self.closed: bool = False

    async def exchange(self, step: Send) -> RawResponse | Failure:
        """Send a request and collect its answer."""
        progress = Progress(sent=self._client is not None)
        bodies: list[Body] = []
        try:
            # One bound over the whole exchange is enough: none for its parts.
            with anyio.move_on_after(step.timeout):
                if (client := self._client) is not None:
                    # The caller's client may have credentials of its own, for something else.
                    send = partial(client.send, stream=True, auth=None, follow_redirects=False)
                    await self._collect(step, progress, send, bodies)
                else:
                    await self._room.enter()
                    lane = self._lanes.take()
                    try:
                        await self._collect(step, progress, lane.handle_async_request, bodies)
                    finally:
                        self._lanes.give_back(lane)
                        self._room.leave()
                return bodies[0].complete()
            failure = timed_out(sent=progress.sent)
        except httpx.DecodingError:
            if not bodies:  # a hook of the caller's read the body
                raise
            return bodies[0].undecodable()
        except FAILURES as error:
            failure = failure_of(error, progress)
        return bodies[0].cut_off(failure) if bodies else failure

    async def _collect(
        self,
        step: Send,
        progress: Progress,
        send: Callable[[httpx.Request], Awaitable[httpx.Response]],
        bodies: list[Body],
    ) -> None:
        request = self._requests.build(step, {"timeout": {}, "trace": progress.anote})
        response = await send(request)
        response.request = request
        try:
            body = Body(response.status_code, response.headers.raw)
            bodies.append(body)
            async for chunk in response.aiter_bytes():
                if not body.add(chunk):
                    break
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
        if self._client is None:
            for lane in self._lanes.all:
                await lane.aclose()


class _Room:
    """Lets so many in, and the others when somebody leaves; with room, without a pause."""

    __slots__ = ("_left", "_waiting")

    def __init__(self, places: int) -> None:
        self._left = places
        self._waiting: deque[anyio.Event] = deque()

    async def enter(self) -> None:
        while self._left == 0:
            event = anyio.Event()
            self._waiting.append(event)
            try:
                await event.wait()
            except BaseException:
                if event.is_set():
                    self._wake()  # somebody else may have the place
                else:
                    self._waiting.remove(event)
                raise
        self._left -= 1

    def leave(self) -> None:
        self._left += 1
        self._wake()

    def _wake(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
