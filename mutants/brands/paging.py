"""Pages that overlap, miss something, or are counted wrong; orders that are none."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from mutants.brands.listing import Asked, Brand, accepting, count, listing, requery
from mutants.catalogue import Category
from mutants.faults import problem
from mutants.gateway import Fault, Request, Response, Server


def counts(change: Any) -> Fault:
    """Return a fault with another pagination, made of the right one and of what is found."""

    def counted(
        found: list[Brand], shown: list[Brand], asked: Asked, everything: list[Brand]
    ) -> dict[str, int]:
        right = count(found, shown, asked, everything)
        return {**right, **change(right, found, shown, asked, everything)}

    return listing(count=counted)


def pages(cut: Any) -> Fault:
    """Return a fault that cuts pages otherwise."""
    return listing(cut=cut)


def start(asked: Asked) -> int:
    """Return where the page begins."""
    return (asked.page - 1) * asked.size


# --- values out of range
OUT = {
    "page-zero": ("page", "0", "1"),
    "page-negative": ("page", "-1", "1"),
    "page-text": ("page", "abc", "1"),
    "page-fraction": ("page", "1.5", "1"),
    "page-null": ("page", "null", "1"),
    "size-9": ("pageSize", "9", "10"),
    "size-zero": ("pageSize", "0", "10"),
    "size-1": ("pageSize", "1", "10"),
    "size-201": ("pageSize", "201", "200"),
    "size-1000": ("pageSize", "1000", "200"),
    "size-negative": ("pageSize", "-10", "10"),
    "size-text": ("pageSize", "abc", "200"),
    "sort-id": ("sort", "id", "name"),
    "sort-enabled": ("sort", "enabled", "name"),
    "sort-asc": ("sort", "asc", "name"),
    "sort-capitals": ("sort", "NAME", "name"),
    "sort-minus-minus": ("sort", "--name", "name"),
}


def _number(given: dict[str, str], key: str) -> int:
    try:
        return int(given.get(key, "x"))
    except ValueError:
        return 50


def rejects(parameter: str, bad: str, only_if: Any = lambda _: True) -> Fault:
    """Return a fault that rejects a valid value."""

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        given = dict(parse_qsl(request.query, keep_blank_values=True))
        if (
            request.operation == "listBrands"
            and response.ok
            and given.get(parameter) == bad
            and only_if(given)
        ):
            said = f"{parameter} is not valid"
            return problem(request, 400, said, errors=[{"detail": said, "parameter": parameter}])
        return response

    return fault


def _read_as(parameter: str, bad: str, good: str) -> Fault:
    return accepting(lambda g: {**g, parameter: good}, lambda g: g.get(parameter) == bad)


def _default_size(size: int) -> Fault:
    return requery(lambda g: {**g, "pageSize": str(size)}, lambda g: "pageSize" not in g)


CATEGORY = Category("brands: paging and sorting", profile="read")
CATEGORY.rows(
    *((f"{name}-accepted", f"`{parameter}={bad}` is read as {good}.",
       _read_as(parameter, bad, good))
      for name, (parameter, bad, good) in OUT.items()),
    ("size-too-large-clamped", "A pageSize above 200 is read as 200.",
     accepting(lambda g: {**g, "pageSize": "200"}, lambda g: _number(g, "pageSize") > 200)),
    ("size-too-small-clamped", "A pageSize below 10 is read as 10.",
     accepting(lambda g: {**g, "pageSize": "10"}, lambda g: _number(g, "pageSize") < 10)),
    ("page-below-one-clamped", "A page below 1 is read as 1.",
     accepting(lambda g: {**g, "page": "1"}, lambda g: _number(g, "page") < 1)),
    ("any-sort-accepted", "Whatever cannot be sorted by is ignored.",
     accepting(lambda g: {k: v for k, v in g.items() if k != "sort"}, lambda g: "sort" in g)),
    ("size-10-rejected", "`pageSize=10` is rejected.", rejects("pageSize", "10")),
    ("size-200-rejected", "`pageSize=200` is rejected.", rejects("pageSize", "200")),
    ("page-1-rejected", "`page=1` is rejected, pages count from 2.", rejects("page", "1")),
    ("sort-name-rejected", "`sort=name` is rejected, being the default.", rejects("sort", "name")),
    ("sort-descending-rejected", "`sort=-name` is rejected.", rejects("sort", "-name")),
    # --- defaults
    *((f"default-size-{size}", f"A page has {size} brands when nothing else is asked for.",
       _default_size(size))
      for size in (10, 20, 50, 100, 119)),
    ("size-ignored", "pageSize is ignored.",
     requery(lambda g: {k: v for k, v in g.items() if k != "pageSize"},
             lambda g: 10 <= _number(g, "pageSize") <= 200)),
    ("size-at-most-100", "No page has more than 100 brands.",
     requery(lambda g: {**g, "pageSize": "100"}, lambda g: 100 < _number(g, "pageSize") <= 200)),
    ("page-ignored", "page is ignored.",
     requery(lambda g: {k: v for k, v in g.items() if k != "page"},
             lambda g: _number(g, "page") >= 1)),
    # --- counts
    ("page-echoes-one", "`pagination.page` is always 1.", counts(lambda *_: {"page": 1})),
    ("page-from-zero", "`pagination.page` counts from 0.",
     counts(lambda r, *_: {"page": r["page"] - 1})),
    ("size-echoes-default", "`pagination.pageSize` is always 200.",
     counts(lambda *_: {"pageSize": 200})),
    ("size-echoes-shown", "`pagination.pageSize` is the number of brands shown.",
     counts(lambda _r, _f, shown, *_: {"pageSize": len(shown)})),
    ("total-of-page", "`totalCount` is the number of brands on the page.",
     counts(lambda _r, _f, shown, *_: {"totalCount": len(shown)})),
    ("total-one-less", "`totalCount` is one too small.",
     counts(lambda r, *_: {"totalCount": max(r["totalCount"] - 1, 0)})),
    ("total-enabled-only", "`totalCount` leaves disabled brands out.",
     counts(lambda _r, found, *_: {"totalCount": sum(b["enabled"] for b in found)})),
    ("total-unfiltered", "`totalCount` does not regard the filter.",
     counts(lambda _r, _f, _s, _a, everything: {"totalCount": len(everything)})),
    ("total-rest", "`totalCount` is what is left from this page on.",
     counts(lambda _r, found, _s, asked, _e: {"totalCount": max(len(found) - start(asked), 0)})),
    ("pages-rounded-down", "`totalPages` is rounded down.",
     counts(lambda r, *_: {"totalPages": r["totalCount"] // r["pageSize"]})),
    ("pages-one-more", "`totalPages` is one too large when the pages are full.",
     counts(lambda r, *_: {"totalPages": r["totalCount"] // r["pageSize"] + 1} if r["totalCount"]
            else {})),
    ("pages-always-one", "`totalPages` is always 1.", counts(lambda *_: {"totalPages": 1})),
    ("pages-of-default-size", "`totalPages` is computed with 200 brands a page.",
     counts(lambda r, *_: {"totalPages": -(-r["totalCount"] // 200)})),
    ("pages-unfiltered", "`totalPages` does not regard the filter.",
     counts(lambda r, _f, _s, _a, all_: {"totalPages": -(-len(all_) // r["pageSize"])})),
    # --- pages
    ("pages-overlap", "Each page begins with the last brand of the page before.",
     pages(lambda f, a: f[max(start(a) - 1, 0) :][: a.size])),
    ("pages-skip", "Each page but the first misses its first brand.",
     pages(lambda f, a: f[start(a) + (a.page > 1) :][: a.size])),
    ("pages-one-too-many", "Pages hold one brand more than asked for.",
     pages(lambda f, a: f[start(a) :][: a.size + 1])),
    ("pages-one-too-few", "Full pages lack their last brand.",
     pages(lambda f, a: f[start(a) :][: a.size - 1])),
    ("last-page-short", "The last page lacks its last brand.",
     pages(lambda f, a: f[start(a) :][: a.size][: -1 if start(a) + a.size >= len(f) > a.size
                                                else None])),
    ("last-page-empty", "The last page of several is empty.",
     pages(lambda f, a: [] if a.page > 1 and start(a) + a.size >= len(f)
           else f[start(a) :][: a.size])),
    ("page-two-is-page-one", "The second page is the first again.",
     pages(lambda f, a: f[: a.size] if a.page == 2 else f[start(a) :][: a.size])),
    ("pages-from-third-wrong", "From the third page on, pages are shifted by one.",
     pages(lambda f, a: f[start(a) + (a.page > 2) :][: a.size])),
    ("second-of-large-pages-empty", "Pages of more than half of the brands have no second one.",
     pages(lambda f, a: [] if a.page > 1 and 2 * a.size > len(f) else f[start(a) :][: a.size])),
    ("page-is-offset", "page is taken for the number of the first brand.",
     pages(lambda f, a: f[a.page - 1 :][: a.size])),
    ("pages-of-default-offset", "The offset is computed with 200 brands a page.",
     pages(lambda f, a: f[(a.page - 1) * 200 :][: a.size])),
    ("first-brand-missing", "The first brand never shows.",
     pages(lambda f, a: f[max(start(a), 1) :][: a.size])),
    ("page-at-most-50", "No page shows more than 50 brands.",
     pages(lambda f, a: f[start(a) :][: min(a.size, 50)])),
    ("size-200-shows-100", "A page of exactly 200 shows 100 brands.",
     pages(lambda f, a: f[start(a) :][: 100 if a.given.get("pageSize") == "200" else a.size])),
    ("brand-twice", "The first brand of a page shows twice.",
     pages(lambda f, a: (f[start(a) :][:1] + f[start(a) :])[: a.size])),
)  # fmt: skip
