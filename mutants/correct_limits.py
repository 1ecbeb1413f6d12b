"""Servers that limit the rate now and then, and say so in different ways."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import problem

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("correct: other answers", profile="read", correct=True)


# --- limits
def _limited(refuse: Any, every: int = 401) -> Any:
    def make() -> Fault:
        count = 0

        async def fault(request: Request, server: Server) -> Response:
            nonlocal count
            count += 1
            return refuse(request) if count % every == 0 else await server(request)

        return fault

    return make


def _too_many(request: Request) -> Response:
    return problem(request, 429, "Too many requests", code="api_error")


SHELF.remembering(
    "limits-now-and-then", "Now and then a request is 429 with Retry-After.", alone=True
)(_limited(lambda q: _too_many(q).with_header("retry-after", "1")))
SHELF.remembering(
    "limits-with-date", "Now and then a request is 429 with Retry-After as a date.", alone=True
)(
    _limited(
        lambda q: _too_many(q).with_header(
            "retry-after", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 1))
        )
    )
)
SHELF.remembering(
    "limits-with-reset", "Now and then a request is 429 with x-rate-limit-reset only.", alone=True
)(_limited(lambda q: _too_many(q).with_header("x-rate-limit-reset", "1")))


# --- sizes
async def _too_large(request: Request, server: Server) -> Response:
    if len(request.body) > 20_000:
        return problem(request, 413, "The body is too large", code="invalid_request_error")
    return await server(request)


SHELF.add("bodies-of-20-kb-at-most", "Larger bodies are 413.", _too_large)
