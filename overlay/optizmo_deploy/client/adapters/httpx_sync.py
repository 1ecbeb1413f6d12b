"""The adapter for blocking use of httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from optizmo_deploy.client.adapters.body import Body
from optizmo_deploy.client.adapters.deadline import DeadlineTransport, Until
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
from optizmo_deploy.client.adapters.pauses import Pauses
from optizmo_deploy.client.adapters.pools import Pools

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from optizmo_deploy.client.adapters.options import ConnectionOptions
    from optizmo_deploy.client.core.effects import Failure, RawResponse, Send

__all__ = ["HttpxAdapter"]


class HttpxAdapter:
    """Carries out the steps of a call with an `httpx.Client`: the caller's, or one of its own."""

    def __init__(self, client: httpx.Client | ConnectionOptions) -> None:
        if isinstance(client, httpx.Client):
            self._theirs: httpx.Client | None = client
            self._place = Place(None, None)
        else:
            options = client
            self._theirs = None
            self._place = options.place
            self._pools = Pools(
                lambda: httpx.Client(transport=DeadlineTransport(options), **OWN_CLIENT)
            )
        self._requests = Requests(self._theirs)
        self._pauses = Pauses()
        self.closed: bool = False

    def exchange(self, step: Send) -> RawResponse | Failure:
        """Send a request and collect its response."""
        if self._theirs is None:
            client, progress = self._pools.get(), Progress(sent=False)
        else:
            client, progress = self._theirs, Progress(sent=True)
            check_open(client)
        until = Until(step.timeout)
        timeouts = {"connect": until, "read": until, "write": until, "pool": until}
        request = self._requests.build(step, {"timeout": timeouts, "trace": progress.note})
        bodies: list[Body] = []
        try:
            return self._collect(client, request, until, bodies)
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

    def _collect(
        self, client: httpx.Client, request: httpx.Request, until: Until, bodies: list[Body]
    ) -> RawResponse:
        # The caller's client may have credentials of its own, for something else.
        response = client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            body = Body(response.status_code, response.headers.raw)
            bodies.append(body)
            for chunk in response.iter_bytes():
                if not body.add(chunk):
                    break
                if until.has_passed():  # the caller's client does not know about `until`
                    return body.cut_off(timed_out(self._place, sent=True))
            if stream := stream_with_surplus(response):
                stream.close()
            return body.complete()
        finally:
            response.close()

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
        if self._theirs is None:
            for client in self._pools.all().values():
                client.close()
