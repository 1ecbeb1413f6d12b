"""What the adapters have in common: bodies within bounds, and failures in words."""

from __future__ import annotations

import errno
import os
import socket
import ssl

from optizmo_deploy.client.core.effects import Failure, RawHeaders, RawResponse

__all__ = ["Body", "describe", "timed_out"]

_MOST_OF_AN_ERROR = 1 << 20
_MOST_OF_A_SUCCESS = 64 << 20
_FIRST_ERROR = 300


class Body:
    """The body of an answer as it arrives."""

    __slots__ = ("_chunks", "_left", "headers", "status")

    def __init__(self, status: int, headers: RawHeaders) -> None:
        self.status: int = status
        self.headers: RawHeaders = headers
        self._chunks: list[bytes] = []
        self._left = _MOST_OF_A_SUCCESS if status < _FIRST_ERROR else _MOST_OF_AN_ERROR

    def add(self, chunk: bytes) -> bool:
        """Take a piece, and say whether there is room for more."""
        self._chunks.append(chunk)
        self._left -= len(chunk)
        return self._left >= 0

    def complete(self) -> RawResponse:
        """Return the answer with all that came."""
        return RawResponse(
            self.status,
            self.headers,
            b"".join(self._chunks),
            None if self._left >= 0 else "it is too long",
        )

    def undecodable(self) -> RawResponse:
        """Return the answer although its body cannot be decompressed."""
        return RawResponse(self.status, self.headers, b"", "it cannot be decompressed")

    def cut_off(self, failure: Failure) -> RawResponse | Failure:
        """Return what a body that broke off is good for: an error's status says enough."""
        if self.status < _FIRST_ERROR:
            return failure
        return RawResponse(self.status, self.headers, b"".join(self._chunks), failure.reason)


def describe(error: BaseException) -> str:
    """Put the failure of an HTTP library into words of ours.

    Its own words are not repeated, because they may name the URL. What the operating system or
    TLS said is kept.
    """
    for cause in reversed(_causes(error)):  # the innermost knows most
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the server's certificate cannot be trusted: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed: {cause.reason or 'protocol error'}"
        if isinstance(cause, socket.gaierror):
            return "the server's name cannot be resolved"
        if isinstance(cause, OSError) and cause.errno and cause.errno in errno.errorcode:
            return f"the connection failed: {os.strerror(cause.errno)}"
    return f"the connection failed: {type(error).__name__}"


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def timed_out(*, sent: bool) -> Failure:
    """Return the failure of an attempt whose time ran out."""
    what = "complete answer came" if sent else "connection was made"
    return Failure(f"no {what} in time", sent=sent, timed_out=True)
