"""Servers that limit the rate now and then, and say so in different ways."""

from __future__ import annotations

import time
from typing import Any

from mutants.catalogue import Category, Stateful
from mutants.faults import problem
from mutants.gateway import Fault, Request, Response, Server


# --- limits
def _limited(reject: Any, every: int = 401) -> Stateful:
    @Stateful
    def make() -> Fault:
        count = 0

        async def fault(request: Request, server: Server) -> Response:
            nonlocal count
            count += 1
            return reject(request) if count % every == 0 else await server(request)

        return fault

    return make


def _too_many(request: Request) -> Response:
    return problem(request, 429, "Too many requests", code="api_error")


# --- sizes
async def _too_large(request: Request, server: Server) -> Response:
    if len(request.body) > 20_000:
        return problem(request, 413, "The body is too large", code="invalid_request_error")
    return await server(request)


CATEGORY = Category("correct: other responses", profile="read", correct=True)
CATEGORY.rows(
    ("limits-now-and-then", "Now and then a request is 429 with Retry-After.",
     _limited(lambda q: _too_many(q).with_header("retry-after", "1"))),
    ("limits-with-date", "Now and then a request is 429 with Retry-After as a date.",
     _limited(
         lambda q: _too_many(q).with_header(
             "retry-after", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 1))
         )
     )),
    ("limits-with-reset", "Now and then a request is 429 with x-rate-limit-reset only.",
     _limited(lambda q: _too_many(q).with_header("x-rate-limit-reset", "1"))),
    alone=True,
)  # fmt: skip
CATEGORY.rows(
    ("bodies-of-20-kb-at-most", "Larger bodies are 413.", _too_large),
)  # fmt: skip
