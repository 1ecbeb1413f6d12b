"""Carries the generator's requests over the wire, where they are guarded and recorded."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.http.session import Wire

__all__ = ["NO_ANSWER", "Traffic"]

NO_ANSWER = 599
"""Stands for no response, after which the generator would stop."""
_OWN_HEADERS = frozenset(
    {"user-agent", "accept-encoding", "accept", "connection", "content-length", "host"}
)


class Traffic(BaseAdapter):
    """A transport of requests' sessions that sends everything over a wire.

    Args:
        wire: The way out.
        limit: How many requests are sent to each operation at most.
        prefix: The path of the base URL.
        on_end: Called when nothing more may be sent.
        is_harmless: Tells whether a request touches nothing but what the run owns.
        evaluate: Called by checks with their name and the exchange of a request.
    """

    def __init__(
        self,
        wire: Wire,
        limit: int,
        prefix: str,
        *,
        on_end: Callable[[], None],
        is_harmless: Callable[[str | None, bytes | None], bool],
        evaluate: Callable[[str, Exchange], object],
    ) -> None:
        super().__init__()
        self._wire = wire
        self._limit = limit
        self._sent: Counter[str | None] = Counter()
        self._prefix = prefix
        self._on_end = on_end
        self._is_harmless = is_harmless
        self._evaluate = evaluate
        self.ended: bool = False

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Send a request of the generator and return the response in the form that it expects."""
        exchange = self._exchange(request)
        if exchange is not None:  # the checks find it there
            evaluate = partial(self._evaluate_exchange, exchange)
            request.evaluate = evaluate  # type: ignore[attr-defined]
        status = exchange.status if exchange and exchange.status else NO_ANSWER
        headers = exchange.headers if exchange else ()
        body = exchange.body if exchange else b""
        response = Response()
        response.request = request
        response.url = request.url or ""
        response.status_code = status
        response.headers = CaseInsensitiveDict(headers)
        response.elapsed = timedelta(seconds=exchange.elapsed if exchange else 0)
        response.raw = HTTPResponse(io.BytesIO(body), dict(headers), status, preload_content=False)
        return response

    def _evaluate_exchange(self, exchange: Exchange, name: str) -> object:
        return self._evaluate(name, exchange)

    def close(self) -> None:
        """Leave the wire open: it belongs to the run."""

    def _exchange(self, request: PreparedRequest) -> Exchange | None:
        parts = urlsplit(request.url or "")
        path = parts.path.removeprefix(self._prefix)
        target = path + (f"?{parts.query}" if parts.query else "")
        method = request.method or "GET"
        operation = _operation(method, path)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        content = cast("bytes | None", body)
        if self._sent[operation] >= self._limit or not self._is_harmless(operation, content):
            return None
        self._sent[operation] += 1
        # Some web servers reject any request with a malformed media type, or with one but no body.
        left_out = _OWN_HEADERS if content else _OWN_HEADERS | {"content-type"}
        headers = {
            name: value if isinstance(value, str) else value.decode("latin-1")
            for name, value in request.headers.items()
            if name.lower() not in left_out and not name.lower().startswith("x-schemathesis")
        }
        try:
            return self._wire.send(
                method,
                target,
                operation=operation,
                headers=headers,
                body=content,
            )
        except NotReached:
            if self._wire.spent is not None:
                self.ended = True
                self._on_end()
            return None


def _operation(method: str, path: str) -> str | None:
    for operation in operations().values():
        if operation.method == method and _pattern(operation.template).fullmatch(path):
            return operation.id
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", template))
