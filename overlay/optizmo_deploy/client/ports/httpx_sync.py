"""The adapter for blocking use of httpx."""
# pyright: reportPrivateUsage=false

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx

from optizmo_deploy.client.ports.bounded import Until, bound
from optizmo_deploy.client.ports.common import Body, timed_out
from optizmo_deploy.client.ports.httpx_common import FAILURES, LIMITS, Progress, failure_of
from optizmo_deploy.client.ports.httpx_requests import Requests
from optizmo_deploy.client.ports.tls import trusted

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.seam import Answer, Failure, Send

__all__ = ["HttpxPort"]


class HttpxPort:
    """Carries out the steps of a call with an `httpx.Client`, its own or the caller's."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        self._owned = client is None
        self._client = (
            bound(httpx.Client(verify=trusted(), limits=LIMITS)) if client is None else client
        )
        self._requests = Requests(self._client)
        self.closed = False

    def exchange(self, step: Send) -> Answer | Failure:
        """Send a request and collect its answer."""
        until = Until(step.timeout)
        progress = Progress(sent=not self._owned)
        body: Body | None = None
        try:
            response = self._send(step, until, progress)
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

    def _send(self, step: Send, until: Until, progress: Progress) -> httpx.Response:
        client = self._client
        extensions: dict[str, Any] = {
            "timeout": {"connect": until, "read": until, "write": until, "pool": until},
            "trace": progress.note,
        }
        request = self._requests.build(step, extensions)
        if not self._owned:
            # The caller's client may have credentials of its own, for something else.
            return client.send(request, stream=True, auth=None, follow_redirects=False)
        # Our own client has no hooks or credentials; `send` would log the URL, which has the hash.
        response = client._transport_for_url(request.url).handle_request(request)  # noqa: SLF001
        response.request = request
        return response

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def ask(self, source: Callable[[], Any]) -> object:
        """Ask for the API key."""
        return source()

    def close(self) -> None:
        """Close the connections, if they are not the caller's."""
        self.closed = True
        if self._owned:
            self._client.close()
