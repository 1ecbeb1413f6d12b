"""HTTP/1.1 as uvicorn speaks it, with problems for what it refuses by itself."""

from __future__ import annotations

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .api import BASE_PATH
from .jsontext import dump
from .problems import invalid_request

__all__ = ["ProblemProtocol"]


class ProblemProtocol(HttpToolsProtocol):
    """Answers octets that are not HTTP with a problem, like any other bad request."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """Answer a request that cannot be parsed, and close the connection."""
        body = dump(invalid_request("This is not an HTTP/1.1 request").document(BASE_PATH))
        status = HTTPStatus.BAD_REQUEST
        head = (
            f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
