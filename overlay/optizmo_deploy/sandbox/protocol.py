"""HTTP/1.1 by uvicorn, with problem details for requests that never reach an application.

A request that cannot be parsed, is too long or never ends gets an error response as well, and
the connection is closed only after the client had time to read it.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .asgi import TRANSPORT
from .message import Request, json_response
from .problems import Problem, invalid_request
from .request_log import write_rejected

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

__all__ = ["MAX_HEAD", "ProblemProtocol"]

MAX_HEAD = 64 * 1024
"""The maximum size in bytes of a request's target, and of all its header fields together."""

_REQUEST_TIMEOUT = 30.0  # seconds that a request may take to arrive
_CLOSE_DELAY = 2.0  # seconds in which a client may go on sending after it was rejected
_UPGRADE = re.compile(rb"\r\nupgrade[ \t]*:[^\r\n]*", re.IGNORECASE)
_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP/1\.[01]\r?\n")


def _without_upgrade(data: bytes) -> bytes:
    """Hide the offer of another protocol, which this server declines.

    The parser takes what follows such an offer for the other protocol, the request's body
    included; Java's HTTP client offers HTTP/2 with every first request.
    """
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"", head) + end + rest


class _TooLongError(Exception):
    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"{what} is longer than {MAX_HEAD} bytes")
        self.status = status


class ProblemProtocol(HttpToolsProtocol):
    """Responds to what no application can handle with problem details, like to any bad request."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.url = b""
        self._begun = 0
        self._head_size = 0
        self._arriving = False  # whether a request is, in whole or in part, still to come
        self._has_cycle = False  # whether what arrives has been handed to the application
        self._pending = 0
        self._ended = False
        self._rejected = False
        self._rejection: bytes | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, unless the connection is only waiting to be closed."""
        if self._rejected or self.parser is None:
            return
        self._unset_keepalive_if_required()
        if not self._arriving and (b"pgrade" in data or b"PGRADE" in data):
            data = _without_upgrade(data)
        begun = self._begun
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest = data[upgrade.args[0] :]
            if rest:
                self.data_received(rest)
            return
        except httptools.HttpParserError as error:
            alone = self._begun - begun <= 1  # else the rejected request is somewhere within
            self._reject(*self._explain(error, data if alone else b""))
            return
        if self._arriving and self._deadline is None:
            self._deadline = self.loop.call_later(_REQUEST_TIMEOUT, self._give_up)

    def eof_received(self) -> bool:  # type: ignore[override] # as asyncio has it, not uvicorn
        """Let a client that has nothing more to say still read its responses."""
        self._ended = True
        waiting = self._pending > 0 and not self._arriving and self.transport.can_write_eof()
        return waiting and not self._rejected

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._settle()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Start a request, and give the application the transport for its deliberate faults."""
        super().on_message_begin()
        self._begun += 1
        self._head_size = 0
        self._arriving, self._has_cycle = True, False
        extensions: dict[str, Any] = {TRANSPORT: self.transport}
        self.scope["extensions"] = extensions

    def on_url(self, url: bytes) -> None:
        """Take a part of the request's target."""
        super().on_url(url)
        if len(self.url) > MAX_HEAD:
            raise _TooLongError(HTTPStatus.REQUEST_URI_TOO_LONG, "The request's target")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field."""
        super().on_header(name, value)
        self._head_size += len(name) + len(value)
        if self._head_size > MAX_HEAD:
            raise _TooLongError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header")

    def on_headers_complete(self) -> None:
        """Hand a request to the application."""
        super().on_headers_complete()
        self._has_cycle = True
        self._pending += 1

    def on_response_complete(self) -> None:
        """Go on with the next request, or with the rejection that had to wait."""
        self._pending -= 1
        super().on_response_complete()
        if self._pending == 0:
            if self._rejection is not None:
                self._write_rejection(self._rejection)
            elif self._ended:
                self.transport.close()

    def on_message_complete(self) -> None:
        """Finish a request."""
        self._settle()
        super().on_message_complete()

    def _settle(self) -> None:
        self._arriving = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        detail = f"The request did not arrive within {_REQUEST_TIMEOUT:.0f} seconds"
        status = HTTPStatus.REQUEST_TIMEOUT
        self._reject(self._request("", self.url), invalid_request(detail, status=status))

    def _reject(self, request: Request, problem: Problem) -> None:
        if self._arriving and self._has_cycle and not self.cycle.response_complete:
            self._abandon(self.cycle)
        self._rejected = True
        self._settle()
        write_rejected(request, problem)
        response = json_response(problem.status, problem.document(request.instance()))
        phrase = HTTPStatus(response.status).phrase
        head = (
            f"HTTP/1.1 {response.status} {phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(response.body)}\r\nconnection: close\r\n\r\n"
        )
        self._rejection = head.encode() + (b"" if request.method == "HEAD" else response.body)
        if self._pending == 0:
            self._write_rejection(self._rejection)

    def _abandon(self, cycle: RequestResponseCycle) -> None:
        self._pending -= 1
        kept = [entry for entry in self.pipeline if entry[0] is not cycle]
        self.pipeline.clear()
        self.pipeline.extend(kept)
        cycle.disconnected = True
        cycle.message_event.set()

    def _write_rejection(self, data: bytes) -> None:
        self.transport.write(data)
        # Closing a socket with unread bytes resets the connection and loses the response.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_CLOSE_DELAY, self.transport.close)

    def _explain(self, error: Exception, data: bytes) -> tuple[Request, Problem]:
        cause = error.__context__
        if isinstance(cause, _TooLongError):
            problem = invalid_request(str(cause), status=cause.status)
            return self._request("", self.url), problem
        line = _REQUEST_LINE.match(data)
        request = self._request(line[1].decode(), line[2]) if line else self._request("", b"")
        if isinstance(error, httptools.HttpParserInvalidMethodError) and line:
            detail = f"The method {request.method[:100]} is not known"
            return request, invalid_request(detail, status=HTTPStatus.METHOD_NOT_ALLOWED)
        return request, invalid_request("This is not a valid HTTP/1.1 request")

    def _request(self, method: str, target: bytes) -> Request:
        path = target[:MAX_HEAD].partition(b"?")[0].decode("latin-1")
        return Request(method, path if path.startswith("/") else "/")
