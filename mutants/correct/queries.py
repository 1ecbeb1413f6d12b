"""Servers that read the query of listBrands otherwise."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from mutants.brands.listing import accepting, listing, match, order
from mutants.catalogue import Category
from mutants.correct.readings import rejected
from mutants.faults import problem
from mutants.gateway import Fault, Request, Response, Server


async def _empty_page(
    request: Request, server: Server, treat: Callable[[Request, Response], Response]
) -> Response:
    response = await server(request)
    if request.operation == "listBrands" and response.ok and not response.json()["data"]:
        return treat(request, response)
    return response


def _past(request: Request, response: Response, status: int) -> Response:
    page = response.json()["pagination"]
    return (
        problem(
            request,
            status,
            "No such page",
            errors=[{"detail": "No such page", "parameter": "page"}],
        )
        if page["page"] > max(page["totalPages"], 1)
        else response
    )


def _last(request: Request, response: Response) -> Response:
    body = response.json()
    return (
        response.with_json({**body, "pagination": {**body["pagination"], "totalPages": 1}})
        if not body["pagination"]["totalCount"]
        else response
    )


def query(when: Any, treat: Callable[..., Awaitable[Response]]) -> Fault:
    """Return a server that treats some queries of listBrands otherwise."""

    async def fault(request: Request, server: Server) -> Response:
        pairs = parse_qsl(request.query, keep_blank_values=True)
        if request.operation == "listBrands" and when(pairs):
            gate = await server(request.to("/v1/brands"))
            if gate.ok:
                return await treat(request, server, pairs)
        return await server(request)

    return fault


KNOWN = {"page", "pageSize", "sort", "enabled", "name"}


async def _unknown(request: Request, _server: Server, pairs: Any) -> Response:
    name = next(k for k, _ in pairs if k not in KNOWN and not k.startswith("name["))
    return rejected(request, f"{name} is not a parameter", parameter=name)


async def _blank(request: Request, _server: Server, pairs: Any) -> Response:
    name = next(k for k, v in pairs if k.startswith("name") and not v)
    return rejected(request, f"{name} is empty", parameter=name)


async def _blank_ignored(request: Request, server: Server, pairs: Any) -> Response:
    return await server(
        request.to(
            request.path,
            query=urlencode([(k, v) for k, v in pairs if v or not k.startswith("name")]),
        )
    )


async def _blank_finds_nothing(request: Request, server: Server, pairs: Any) -> Response:
    return await server(
        request.to(
            request.path,
            query=urlencode([(k, v or "no brand has this name at all") for k, v in pairs]),
        )
    )


async def _first_given(request: Request, server: Server, pairs: Any) -> Response:
    return await server(request.to(request.path, query=urlencode(dict(reversed(pairs)))))


async def _last_given(request: Request, server: Server, pairs: Any) -> Response:
    return await server(request.to(request.path, query=urlencode(dict(pairs))))


def _blank_filter(pairs: Any) -> bool:
    return any(k.startswith("name") and not v for k, v in pairs)


def _repeated(pairs: Any) -> bool:
    return len({k for k, _ in pairs}) < len(pairs)


CATEGORY = Category("correct: other readings", correct=True)
CATEGORY.rows(
    # --- listBrands
    ("sort-by-code-point", "Names are sorted by code point.",
     listing(order=lambda f, a: order(sorted(f, key=lambda b: b["name"]), a)), "read"),
    ("sort-ties-stable", "Equal names keep their order when the list is reversed.",
     listing(order=lambda f, a: sorted(f, key=lambda b: b["name"].casefold(),
                                       reverse=a.descending)), "read"),
    ("sort-ignores-punctuation", "The sort regards letters and digits only.",
     listing(
         order=lambda f, a: order(
             sorted(f, key=lambda b: (re.sub(r"[\W_]", "", b["name"]).casefold(), b["name"])), a
         )
     ), "read"),
    ("equal-ignores-case", "`equal`, `not_equal` and `name` ignore case.",
     listing(match=lambda o, n, v: match(o,
                                         *((n.casefold(), v.casefold())
                                           if o in {"equal", "not_equal"} else (n, v)))), "read"),
    ("page-past-last-404", "A page past the last is 404.",
     lambda q, s: _empty_page(q, s, lambda r, a: _past(r, a, 404)), "read"),
    ("page-past-last-400", "A page past the last is 400.",
     lambda q, s: _empty_page(q, s, lambda r, a: _past(r, a, 400)), "read"),
    ("empty-list-has-a-page", "An empty list has one page.",
     lambda q, s: _empty_page(q, s, _last), "read"),
    ("unknown-parameter-400", "An unknown query parameter is 400.",
     query(lambda p: any(k not in KNOWN and not k.startswith("name[") for k, _ in p), _unknown),
     "read"),
    ("empty-filter-400", "An empty filter value is 400.", query(_blank_filter, _blank), "read"),
    ("empty-filter-ignored", "An empty filter value is as good as none.",
     query(_blank_filter, _blank_ignored), "read"),
    ("empty-filter-finds-nothing", "An empty filter value finds nothing.",
     query(_blank_filter, _blank_finds_nothing), "read"),
    ("repeated-parameter-first", "Of a repeated parameter the first counts.",
     query(_repeated, _first_given), "read"),
    ("repeated-parameter-last", "Of a repeated parameter the last counts.",
     query(_repeated, _last_given), "read"),
    ("numbers-loosely-read", "Numbers may have a plus sign, leading zeros or white space.",
     accepting(lambda g: {k: str(int(v)) if k in {"page", "pageSize"}
                          and re.fullmatch(r"\s*\+?\d+\s*", v) else v for k, v in g.items()},
               lambda g: any(re.fullmatch(r"\s*\+?\d+\s*", g.get(k, ""))
                             for k in ("page", "pageSize"))), "read"),
    ("booleans-loosely-read", "`enabled` may be 1, 0 or in capitals.",
     accepting(
         lambda g: {
             **g,
             "enabled": {"1": "true", "0": "false"}.get(g["enabled"], g["enabled"].lower()),
         },
         lambda g: "enabled" in g,
     ), "read"),
)  # fmt: skip
