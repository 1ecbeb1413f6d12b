"""Filters that go wrong beside each other, beside ``enabled``, or on later pages."""

from __future__ import annotations

import re
from typing import Any

from mutants.brands.filters import PLAIN, SENSITIVE
from mutants.brands.listing import Asked, Brand, accepting, by_enabled, listing, match
from mutants.catalogue import Category
from mutants.faults import problem
from mutants.gateway import Fault, Request, Response, Server

# --- more than one, or unknown
NAMES = re.compile(r"name(\[\w*\])?")


def _filters(given: dict[str, str]) -> list[str]:
    return [k for k in given if NAMES.fullmatch(k)]


def _known(given: dict[str, str]) -> list[str]:
    return [k for k in _filters(given) if k == "name" or k[5:-1] in (*PLAIN, *SENSITIVE)]


async def _crash(request: Request, server: Server) -> Response:
    response = await server(request)
    unknown = "name[" in request.query.replace("%5B", "[") and response.status == 400
    return (
        problem(request, 500, "unexpected")
        if unknown and "name[" in str(response.json())
        else response
    )


async def _empty(request: Request, server: Server) -> Response:
    response = await server(request)
    if response.status == 400 and "name[" in str((response.json() or {}).get("errors")):
        return Response(200).with_json(
            {
                "data": [],
                "pagination": {"page": 1, "pageSize": 200, "totalCount": 0, "totalPages": 0},
            }
        )
    return response


# --- enabled
def enabled(passes: Any) -> Fault:
    """Return a fault in which enabled lets other brands pass."""
    return listing(by_enabled=passes)


def _or(brand: Brand, asked: Asked) -> bool:
    named = asked.operator is not None and match(asked.operator, brand["name"], asked.value)
    switched = asked.enabled is not None and brand["enabled"] is asked.enabled
    return named or switched or (asked.operator is None and asked.enabled is None)


async def _all_when_none(request: Request, server: Server) -> Response:
    response = await server(request)
    if (
        request.operation == "listBrands"
        and response.ok
        and "name" in request.query
        and not response.json()["pagination"]["totalCount"]
    ):
        return await server(request.to("/v1/brands"))
    return response


async def _404_when_none(request: Request, server: Server) -> Response:
    response = await server(request)
    if (
        request.operation == "listBrands"
        and response.ok
        and "name" in request.query
        and not response.json()["pagination"]["totalCount"]
    ):
        return problem(request, 404, "No brand found")
    return response


async def _brackets_only(request: Request, server: Server) -> Response:
    if request.operation == "listBrands" and "%5B" in request.query.upper():
        kept = "&".join(p for p in request.query.split("&") if "%5B" not in p.upper())
        return await server(request.to(request.path, query=kept))
    return await server(request)


def _enabled_accepted(value: str) -> Fault:
    return accepting(
        lambda g: {k: v for k, v in g.items() if k != "enabled"},
        lambda g: g.get("enabled") == value,
    )


CATEGORY = Category("brands: filters", profile="read")
CATEGORY.rows(
    ("two-filters-last-wins", "Of two name filters the last counts.",
     accepting(lambda g: {k: v for k, v in g.items() if k not in _filters(g)[:-1]},
               lambda g: len(_filters(g)) > 1)),
    ("two-filters-first-wins", "Of two name filters the first counts.",
     accepting(lambda g: {k: v for k, v in g.items() if k not in _filters(g)[1:]},
               lambda g: len(_filters(g)) > 1)),
    ("bare-name-with-another", "The bare `name` may stand beside another filter.",
     accepting(lambda g: {k: v for k, v in g.items() if k != "name"},
               lambda g: "name" in g and len(_filters(g)) > 1)),
    ("case-sensitive-with-another", "A case-sensitive filter may stand beside another.",
     accepting(lambda g: {k: v for k, v in g.items() if not k.endswith("_case_sensitive]")},
               lambda g: len(_filters(g)) > 1 and any(k.endswith("_case_sensitive]") for k in g))),
    ("equal-case-sensitive-accepted", "`equal_case_sensitive` does what `equal` does.",
     accepting(lambda g: {k.replace("equal_case_sensitive", "equal"): v for k, v in g.items()},
               lambda g: any("equal_case_sensitive" in k for k in g))),
    ("unknown-operator-ignored", "Unknown operators are ignored.",
     accepting(lambda g: {k: v for k, v in g.items() if k not in _filters(g) or k in _known(g)},
               lambda g: _filters(g) != _known(g))),
    ("unknown-operator-as-equal", "An unknown operator does what `equal` does.",
     accepting(lambda g: {"name" if k in _filters(g) else k: v for k, v in g.items()},
               lambda g: len(_filters(g)) == 1 and not _known(g))),
    ("unknown-operator-500", "An unknown operator fails with 500.", _crash),
    ("unknown-operator-lists-nothing", "An unknown operator finds nothing.", _empty),
    ("enabled-ignored", "`enabled` is ignored.", enabled(lambda _b, _a: True)),
    ("enabled-false-ignored", "`enabled=false` lists all brands.",
     enabled(lambda b, a: b["enabled"] if a.enabled else True)),
    ("enabled-true-ignored", "`enabled=true` lists all brands.",
     enabled(lambda b, a: not b["enabled"] if a.enabled is False else True)),
    ("enabled-reversed", "`enabled` is inverted.",
     enabled(lambda b, a: a.enabled is None or b["enabled"] is not a.enabled)),
    ("enabled-false-is-true", "`enabled=false` lists the enabled brands.",
     enabled(lambda b, a: b["enabled"] or a.enabled is None)),
    ("disabled-hidden", "Disabled brands are listed only when asked for.",
     enabled(lambda b, a: b["enabled"] is (a.enabled is not False))),
    ("enabled-lost-with-filter", "A name filter makes `enabled` ignored.",
     enabled(lambda b, a: bool(a.operator) or by_enabled(b, a))),
    ("disabled-hidden-with-filter", "A name filter hides disabled brands.",
     enabled(lambda b, a: b["enabled"] if a.operator and a.enabled is None else by_enabled(b, a))),
    ("enabled-lost-on-second-page", "From the second page on, `enabled` is ignored.",
     enabled(lambda b, a: a.page > 1 or by_enabled(b, a))),
    ("enabled-lost-with-sort", "With `sort=-name`, `enabled` is ignored.",
     enabled(lambda b, a: a.descending or by_enabled(b, a))),
    *((f"enabled-{value}-accepted", f"`enabled={value}` is ignored.",
       _enabled_accepted(value))
      for value in ("maybe", "2", "null")),
    ("any-enabled-accepted", "Any value of `enabled` that is not a boolean is ignored.",
     accepting(lambda g: {k: v for k, v in g.items() if k != "enabled"}, lambda g: "enabled" in g)),
    ("filter-or-enabled", "A name filter and `enabled` let pass what either does.",
     listing(passes=_or)),
    ("filter-lost-on-second-page", "From the second page on, name filters are ignored.",
     listing(passes=lambda b, a: ((a.page > 1 or a.operator is None
                                   or match(a.operator, b["name"], a.value))
                                  and by_enabled(b, a)))),
    ("filter-on-page-only", "Filters look at the first ten brands only when pages are of ten.",
     listing(cut=lambda f, a: (f[:3] if a.operator and a.size == 10
                               else f[(a.page - 1) * a.size :][: a.size]))),
    ("filter-without-hit-lists-all", "A filter that finds nothing is ignored.", _all_when_none),
    ("filter-without-hit-404", "A filter that finds nothing is 404.", _404_when_none),
    ("encoded-brackets-ignored", "Filters with percent-encoded brackets are ignored.",
     _brackets_only),
)  # fmt: skip
