"""Bodies that come with a 204, which has none: aiohttp would lose the whole response over them."""

from __future__ import annotations

import asyncio
import re
from typing import Any

__all__ = ["NoContentGuard", "expect_response"]

_STATUS_LINES = (b"HTTP/1.1 204", b"HTTP/1.0 204")
_LONGEST_HEAD = 1 << 16
_BODY = re.compile(rb"\r\n(?:content-length: *0*[1-9]|transfer-encoding:)", re.IGNORECASE)


class NoContentGuard(asyncio.Protocol):
    """Passes what arrives on a connection to aiohttp, except what follows the head of a 204.

    When something follows, or is announced, the connection is closed afterwards.
    """

    def __init__(self, handler: Any, transport: asyncio.Transport) -> None:
        self._handler = handler
        self._transport = transport
        self._start = b""
        self._is_start = False
        self._is_over = False

    def expect_response(self) -> None:
        """Look at the next bytes as the start of a response."""
        self._start, self._is_start, self._is_over = b"", True, False

    def data_received(self, data: bytes) -> None:
        """Take the next bytes."""
        if self._is_over:
            self._transport.close()
            return
        if not self._is_start:
            self._handler.data_received(data)
            return
        start = self._start = self._start + data
        if not any(start.startswith(line) or line.startswith(start) for line in _STATUS_LINES):
            self._is_start = False
            self._handler.data_received(start)
            return
        head, end, surplus = start.partition(b"\r\n\r\n")
        if end or len(start) > _LONGEST_HEAD:
            self._is_over = True
            self._handler.data_received(head + end)
        if surplus or _BODY.search(head):
            self._transport.close()

    def eof_received(self) -> bool | None:
        """Pass it on."""
        handled: bool | None = self._handler.eof_received()
        return handled

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass it on."""
        self._handler.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass it on."""
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        """Pass it on."""
        self._handler.resume_writing()


def expect_response(transport: asyncio.Transport, method: str) -> None:
    """Guard a connection, on which a request is about to be sent. A GET is never met by a 204."""
    protocol = transport.get_protocol()
    if isinstance(protocol, NoContentGuard):
        protocol.expect_response()
    elif method != "GET":
        guard = NoContentGuard(protocol, transport)
        transport.set_protocol(guard)
        guard.expect_response()
