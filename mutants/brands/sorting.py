"""Orders of brands that are none, and lists that move."""

from __future__ import annotations

import hashlib
from typing import Any

from mutants.brands.listing import Brand, accepting, listing, order
from mutants.brands.paging import start
from mutants.catalogue import Category, Stateful
from mutants.faults import edit, put, turn
from mutants.gateway import Fault, Request, Response, Server


# --- order
def sorts(reorder: Any) -> Fault:
    """Return a fault with another order."""
    return listing(order=reorder)


def _hash(brand: Brand) -> str:
    return hashlib.md5(brand["id"].encode()).hexdigest()


# --- sequences
@Stateful
def _moving() -> Fault:
    calls: list[int] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation != "listBrands" or not response.ok:
            return response
        calls.append(1)
        return response if len(calls) % 2 else edited(response)

    def edited(response: Response) -> Response:
        body = response.json()
        turn("data", lambda d: d[1:] + d[:1])(body)
        return response.with_json(body)

    return fault


async def _past(request: Request, server: Server) -> Response:
    response = await server(request)
    if (
        request.operation == "listBrands"
        and response.ok
        and not response.json()["data"]
        and "page=" in request.query
    ):
        return Response(404, (("content-type", "text/plain"),), b"no such page")
    return response


def _sort_with(bad: str) -> Fault:
    return accepting(
        lambda g: {**g, "sort": "name"}, lambda g: bad in g.get("sort", "") and "name" in g["sort"]
    )


CATEGORY = Category("brands: paging and sorting", profile="read")
CATEGORY.rows(
    ("sort-by-id", "Brands come in the order of their ids.",
     sorts(lambda f, a: order(sorted(f, key=lambda b: b["id"]), a))),
    ("sort-by-creation", "Brands come in an order of their own whatever is asked for.",
     sorts(lambda f, _: sorted(f, key=_hash))),
    ("sort-descending-ignored", "`sort=-name` sorts ascending.", sorts(lambda f, _: f)),
    ("sort-reversed", "`name` sorts descending and `-name` ascending.",
     sorts(lambda f, a: f if a.descending else f[::-1])),
    ("sort-default-descending", "Without sort, brands come in descending order.",
     sorts(lambda f, a: f if a.given.get("sort") == "name" else f[::-1])),
    ("sort-default-none", "Without sort, brands come in an order of their own.",
     sorts(lambda f, a: order(f, a) if "sort" in a.given else sorted(f, key=_hash))),
    ("sort-enabled-first", "Enabled brands come first.",
     sorts(lambda f, a: sorted(order(f, a), key=lambda b: not b["enabled"]))),
    ("sort-last-letter", "Brands are sorted by the ends of their names.",
     sorts(lambda f, a: order(sorted(f, key=lambda b: b["name"][::-1]), a))),
    ("sort-by-length", "Brands are sorted by the lengths of their names.",
     sorts(lambda f, a: order(sorted(f, key=lambda b: len(b["name"])), a))),
    ("sort-lost-with-filter", "A filter makes the list unordered.",
     sorts(lambda f, a: sorted(f, key=_hash) if a.operator else order(f, a))),
    ("sort-lost-with-enabled", "With enabled, `sort=-name` sorts ascending.",
     sorts(lambda f, a: f if a.enabled is not None else order(f, a))),
    ("sort-lost-on-second-page", "From the second page on, the order is ascending again.",
     sorts(lambda f, a: f if a.page > 1 else order(f, a))),
    ("sort-within-page", "Only the page itself is sorted, not the list.",
     listing(order=lambda f, a: f if a.size >= 200 else sorted(f, key=_hash),
             cut=lambda f, a: order(sorted(f[start(a) :][: a.size],
                                           key=lambda b: b["name"].lower()), a))),
    ("sort-unstable", "Every second listBrands shows its first brand last.", _moving),
    ("page-past-last-text", "A page past the last is a 404 in plain text.", _past),
    ("page-numbers-as-text", "`pagination.page` is a string when it was asked for.",
     edit("listBrands", turn("pagination", lambda p: put("page", str(p["page"]))(p)),
          when=lambda q, _: "page=" in q.query.replace("pageSize", ""))),
    # --- values that sort has not
    *((f"sort-with-{_name}-accepted", f"A sort with a `{_bad}` is accepted.",
       _sort_with(_bad))
      for _name, _bad in (("two", ","), ("plus", "+"))),
)  # fmt: skip
