"""The adapter for blocking use of httpx."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from optizmo_deploy.client.adapters.common import Body, timed_out
from optizmo_deploy.client.adapters.connections import MOST_LANES, Lanes
from optizmo_deploy.client.adapters.deadline import Until, bound
from optizmo_deploy.client.adapters.httpx_common import FAILURES, Progress, failure_of
from optizmo_deploy.client.adapters.httpx_requests import Requests
from optizmo_deploy.client.adapters.pauses import Pauses

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from optizmo_deploy.client.core.effects import Failure, RawResponse, Send

__all__ = ["HttpxAdapter"]


class HttpxAdapter:
    """Carries out the steps of a call, on lanes of its own or with an `httpx.Client`."""

    def __init__(self, base_url: str, client: httpx.Client | None = None) -> None:
        self._client = client
        self._requests = Requests(client, base_url)
        if client is None:
            self._lanes = Lanes(_new_lane, base_url)
            self._room = threading.BoundedSemaphore(MOST_LANES)
        self._pauses = Pauses()
        self.closed: bool = False

    def exchange(self, step: Send) -> RawResponse | Failure:
        """Send a request and collect its answer."""
        until = Until(step.timeout)
        extensions: dict[str, Any] = {
            "timeout": {"connect": until, "read": until, "write": until, "pool": until}
        }
        if self._client is not None:
            # The caller's client may have credentials of its own, for something else.
            send = partial(self._client.send, stream=True, auth=None, follow_redirects=False)
            return self._exchange(step, until, extensions, send, sent=True)
        if not self._room.acquire(timeout=step.timeout):
            return timed_out(sent=False)
        lane = self._lanes.take()
        try:
            return self._exchange(step, until, extensions, lane.handle_request, sent=False)
        finally:
            self._lanes.give_back(lane)
            self._room.release()

    def _exchange(
        self,
        step: Send,
        until: Until,
        extensions: dict[str, Any],
        send: Callable[[httpx.Request], httpx.Response],
        *,
        sent: bool,
    ) -> RawResponse | Failure:
        progress = Progress(sent=sent)
        extensions["trace"] = progress.note
        request = self._requests.build(step, extensions)
        body: Body | None = None
        try:
            response = send(request)
            response.request = request
            try:
                body = Body(response.status_code, response.headers.raw)
                for chunk in response.iter_bytes():
                    if not body.add(chunk):
                        break
                    if until.left() <= 0:  # a client of the caller's does not know about `until`
                        return body.cut_off(timed_out(sent=True))
                return body.complete()
            finally:
                response.close()
        except httpx.DecodingError:
            if body is None:  # a hook of the caller's read the body
                raise
            return body.undecodable()
        except FAILURES as error:
            failure = failure_of(error, progress)
            return failure if body is None else body.cut_off(failure)

    def sleep(self, seconds: float, wake: Future[None] | None) -> None:
        """Wait for some seconds, or until `wake` is done or the client is closed."""
        self._pauses.wait(seconds, wake)

    def ask(self, source: Callable[[], Any]) -> object:
        """Ask for the API key."""
        return source()

    def close(self) -> None:
        """Close the connections, if they are not the caller's."""
        self.closed = True
        self._pauses.end()
        if self._client is None:
            for lane in self._lanes.all:
                lane.close()


def _new_lane(**options: Any) -> httpx.HTTPTransport:
    return bound(httpx.HTTPTransport(**options))
