"""The body of a response as it arrives, within bounds."""

from __future__ import annotations

from optizmo_deploy.client.core.effects import Failure, RawHeaders, RawResponse

__all__ = ["Body"]

_MOST_OF_AN_ERROR = 1 << 20
_MOST_OF_A_SUCCESS = 64 << 20
_FIRST_ERROR = 300


class Body:
    """The body of a response as it arrives."""

    __slots__ = ("_chunks", "_left", "headers", "status")

    def __init__(self, status: int, headers: RawHeaders) -> None:
        self.status: int = status
        self.headers: RawHeaders = headers
        self._chunks: list[bytes] = []
        self._left = _MOST_OF_A_SUCCESS if status < _FIRST_ERROR else _MOST_OF_AN_ERROR

    def add(self, chunk: bytes) -> bool:
        """Take a piece, and return whether there is room for more."""
        self._chunks.append(chunk)
        self._left -= len(chunk)
        return self._left >= 0

    def complete(self) -> RawResponse:
        """Return the response with all that came."""
        return self._response(None if self._left >= 0 else "it is too long")

    def undecodable(self) -> RawResponse:
        """Return the response although its body cannot be decompressed."""
        self._chunks.clear()
        return self._response("it cannot be decompressed")

    def cut_off(self, failure: Failure) -> RawResponse:
        """Return the response with what came before its body broke off."""
        response = self._response(failure.reason)
        response.failure = failure
        return response

    def _response(self, flaw: str | None) -> RawResponse:
        return RawResponse(self.status, self.headers, b"".join(self._chunks), flaw)
