"""A request and an response as values, free of any server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from .jsontext import dump

if TYPE_CHECKING:
    from .problems import Problem

__all__ = [
    "InvalidEncodingError",
    "RawHeaders",
    "Request",
    "Response",
    "json_response",
    "percent_decoded",
]

RawHeaders = list[tuple[bytes, bytes]]
"""Header fields in their order, names in lower case."""

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class InvalidEncodingError(ValueError):
    """A percent-encoding is cut off, is not hexadecimal, or does not decode to UTF-8."""


@dataclass(slots=True)
class Request:
    """A request; path and query are still percent-encoded, header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: RawHeaders = field(default_factory=list[tuple[bytes, bytes]])
    body: bytes = b""
    key: str | None = None  # the bearer token, once it has been looked for
    operation: str | None = None  # its id, once the path has been matched
    prefix: str = ""  # the path prefix that a proxy removed from the path
    rate: tuple[RawHeaders, Problem | None] | None = None  # once it has been counted

    def header_values(self, name: bytes) -> list[bytes]:
        """Return every value of a header, whose name is given in lower case."""
        return [value for header, value in self.headers if header == name]

    def instance(self) -> str:
        """Return the path as it was sent, with characters that no URI may contain escaped."""
        if _PLAIN_PATH.fullmatch(self.path):
            return self.prefix + self.path
        escaped = quote(_BROKEN_ESCAPE.sub("%25", self.path), safe="/%:@!$&'()*+,;=~")
        return self.prefix + ("/." + escaped if escaped.startswith("//") else escaped)

    def query_pairs(self) -> list[tuple[str, str]]:
        """Return the query's names and values, decoded, in the order in which they were sent.

        Raises:
            InvalidEncodingError: A name or a value is not percent-encoded UTF-8; its text is
                the parameter's name.
        """
        pairs: list[tuple[str, str]] = []
        for part in self.query.split("&"):
            if part:
                name, _, value = part.replace("+", " ").partition("=")
                try:
                    pairs.append((percent_decoded(name), percent_decoded(value)))
                except InvalidEncodingError:
                    raise InvalidEncodingError(
                        unquote_to_bytes(name).decode("utf-8", "replace")
                    ) from None
        return pairs


@dataclass(slots=True)
class Response:
    """A response; the content length is added when it is sent.

    Attributes:
        status: The status code.
        headers: The header fields, names in lower case.
        body: The body.
        reason: Why the request was not carried out, for the log; empty when it was.
        cut_at: Close the connection after so many bytes of the body; None sends all of it.
        dropped: Close the connection without sending anything.
    """

    status: int
    headers: RawHeaders
    body: bytes = b""
    reason: str = ""
    cut_at: int | None = None
    dropped: bool = False


def json_response(status: int, document: object, headers: RawHeaders | None = None) -> Response:
    """Return an response whose body is JSON."""
    return Response(
        status, [(b"content-type", b"application/json"), *(headers or ())], dump(document)
    )


def percent_decoded(text: str) -> str:
    """Return a text without its percent-encoding.

    Raises:
        InvalidEncodingError: An escape is broken, or the bytes are not UTF-8.
    """
    if "%" not in text and text.isascii():
        return text
    if _BROKEN_ESCAPE.search(text):
        raise InvalidEncodingError(text)
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidEncodingError(text) from None


_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/?)?")
