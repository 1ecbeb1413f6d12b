"""Cross-origin resource sharing: which web pages may use the API from a browser.

The API takes its key from `Authorization`, which no page can send without a preflight, so that
allowing an origin gives it nothing that it has no key for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from .message import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .message import RawHeaders, Request

__all__ = ["Cors", "chosen_origins"]

_ANY = "*"
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?|null")
_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE"
_MAX_AGE = b"600"  # seconds; browsers cap it at two hours or less


def chosen_origins(cors: str | Sequence[str] | None, *, loopback: bool) -> list[str]:
    """Return the origins of a setting: an origin, several, `off`, or None for the default.

    Args:
        cors: The setting.
        loopback: Whether only this machine can reach the sandbox; by default any origin may then.
    """
    if cors is None:
        return [_ANY] if loopback else []
    origins = [cors] if isinstance(cors, str) else list(cors)
    return [] if origins == ["off"] else origins


class Cors:
    """The origins that may read responses.

    Args:
        origins: Origins such as `http://localhost:3000`; `*` stands for any, none for off.
        exposed: Returns the names of the response's header fields that pages may read.

    Raises:
        ValueError: One of them is not an origin.
    """

    def __init__(self, origins: Iterable[str], exposed: Callable[[], Iterable[str]]) -> None:
        self._origins = {origin.lower() for origin in origins}
        self._exposed = cache(lambda: ", ".join(sorted(exposed())).encode())
        for origin in self._origins - {_ANY}:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin!r} is not an origin; write one without a path, as "
                    "http://localhost:3000, or * for any"
                )

    def allows(self, origin: bytes) -> bool:
        """Return whether pages of an origin may read responses."""
        origins = self._origins
        return bool(origins) and (_ANY in origins or origin.decode("latin-1").lower() in origins)

    def preflight(self, request: Request, origin: bytes) -> Response | None:
        """Return the response to a preflight, None when the request is not one."""
        if request.method != "OPTIONS" or not request.header_values(
            b"access-control-request-method"
        ):
            return None
        headers = [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-max-age", _MAX_AGE),
            (b"vary", b"Origin, Access-Control-Request-Headers"),
        ]
        requested = request.header_values(b"access-control-request-headers")
        if requested:
            headers.append((b"access-control-allow-headers", b", ".join(requested)))
        if request.header_values(b"access-control-request-private-network"):
            headers.append((b"access-control-allow-private-network", b"true"))
        return Response(204, headers, reason="preflight")

    def headers(self, origin: bytes) -> RawHeaders:
        """Return the header fields that let a page of an allowed origin read a response."""
        return [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-expose-headers", self._exposed()),
            (b"vary", b"Origin"),
        ]
