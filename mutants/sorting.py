"""Orders of brands that are none, and lists that move."""

from __future__ import annotations

import hashlib
from typing import Any

from .catalogue import Shelf
from .faults import edit, put, turn
from .gateway import Fault, Request, Response, Server
from .listing import Brand, accepting, listing, order
from .paging import start

SHELF = Shelf("brands: paging and sorting", "BRANDS", profile="read")
add = SHELF.add


# --- order
def sorts(name: str, says: str, reorder: Any) -> None:
    """Add a variant with another order."""
    add(name, says, listing(order=reorder))


def _hash(brand: Brand) -> str:
    return hashlib.md5(brand["id"].encode()).hexdigest()


sorts(
    "sort-by-id",
    "Brands come in the order of their ids.",
    lambda f, a: order(sorted(f, key=lambda b: b["id"]), a),
)
sorts(
    "sort-by-creation",
    "Brands come in an order of their own whatever is asked for.",
    lambda f, _: sorted(f, key=_hash),
)
sorts("sort-descending-ignored", "`sort=-name` sorts ascending.", lambda f, _: f)
sorts(
    "sort-reversed",
    "`name` sorts descending and `-name` ascending.",
    lambda f, a: f if a.descending else f[::-1],
)
sorts(
    "sort-default-descending",
    "Without sort, brands come in descending order.",
    lambda f, a: f if a.given.get("sort") == "name" else f[::-1],
)
sorts(
    "sort-default-none",
    "Without sort, brands come in an order of their own.",
    lambda f, a: order(f, a) if "sort" in a.given else sorted(f, key=_hash),
)
sorts(
    "sort-enabled-first",
    "Enabled brands come first.",
    lambda f, a: sorted(order(f, a), key=lambda b: not b["enabled"]),
)
sorts(
    "sort-last-letter",
    "Brands are sorted by the ends of their names.",
    lambda f, a: order(sorted(f, key=lambda b: b["name"][::-1]), a),
)
sorts(
    "sort-by-length",
    "Brands are sorted by the lengths of their names.",
    lambda f, a: order(sorted(f, key=lambda b: len(b["name"])), a),
)
sorts(
    "sort-lost-with-filter",
    "A filter makes the list unordered.",
    lambda f, a: sorted(f, key=_hash) if a.operator else order(f, a),
)
sorts(
    "sort-lost-with-enabled",
    "With enabled, `sort=-name` sorts ascending.",
    lambda f, a: f if a.enabled is not None else order(f, a),
)
sorts(
    "sort-lost-on-second-page",
    "From the second page on, the order is ascending again.",
    lambda f, a: f if a.page > 1 else order(f, a),
)
add(
    "sort-within-page",
    "Only the page itself is sorted, not the list.",
    listing(
        order=lambda f, a: f if a.size >= 200 else sorted(f, key=_hash),
        cut=lambda f, a: order(sorted(f[start(a) :][: a.size], key=lambda b: b["name"].lower()), a),
    ),
)


# --- sequences
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


SHELF.remembering("sort-unstable", "Every second listBrands shows its first brand last.")(_moving)


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


add(
    "page-past-last-text",
    "A page past the last is a 404 in plain text.",
    _past,
)


add(
    "page-numbers-as-text",
    "`pagination.page` is a string when it was asked for.",
    edit(
        "listBrands",
        turn("pagination", lambda p: put("page", str(p["page"]))(p)),
        when=lambda q, _: "page=" in q.query.replace("pageSize", ""),
    ),
)


# --- values that sort has not
for _name, _bad in (("two", ","), ("plus", "+")):
    add(
        f"sort-with-{_name}-accepted",
        f"A sort with a `{_bad}` is accepted.",
        accepting(
            lambda g: {**g, "sort": "name"},
            lambda g, bad=_bad: bad in g.get("sort", "") and "name" in g["sort"],
        ),
    )
