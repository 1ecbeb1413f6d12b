"""What the two adapters for httpx have in common."""

from __future__ import annotations

from typing import Any

import httpx

from optizmo_deploy.client.adapters.common import describe, timed_out
from optizmo_deploy.client.core.effects import Failure

__all__ = ["FAILURES", "Progress", "failure_of"]

FAILURES = (httpx.TransportError, httpx.InvalidURL, OSError)
"""What a request can fail with before, or while, its answer comes."""

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

    __slots__ = ("sent",)

    def __init__(self, *, sent: bool) -> None:
        self.sent: bool = sent

    def note(self, event: str, info: dict[str, Any]) -> None:
        """Take note of an event of httpcore, whose names are part of its documented interface."""
        if event.endswith("send_request_headers.started"):
            self.sent = (
                info["request"].method != b"CONNECT"
            )  # that one goes to a proxy, ahead of the request
        elif event.startswith("connection.connect_"):
            self.sent = False

    async def anote(self, event: str, info: dict[str, Any]) -> None:
        """Do the same for asynchronous clients."""
        self.note(event, info)


def failure_of(error: Exception, progress: Progress) -> Failure:
    """Put a failure of httpx into the terms of the core."""
    sent = progress.sent and not isinstance(error, _NEVER_SENT)
    if isinstance(error, httpx.TimeoutException):
        return timed_out(sent=sent)
    return Failure(describe(error), sent=sent)
