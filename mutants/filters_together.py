"""Filters, each of which goes wrong together with one other parameter."""

from __future__ import annotations

import re
from typing import Any

from .catalogue import Shelf
from .filters import PLAIN, SENSITIVE
from .listing import Asked, Brand, by_enabled, count, cut, listing, match, order

SHELF = Shelf("brands: filters", "BRANDS", profile="read")


def _enabled_ignored(operator: str) -> Any:
    return lambda brand, asked: asked.operator == operator or by_enabled(brand, asked)


def _ascending(operator: str) -> Any:
    return lambda found, asked: found if asked.operator == operator else order(found, asked)


def _first_page(operator: str) -> Any:
    return lambda found, asked: (
        found[: asked.size] if asked.operator == operator else cut(found, asked)
    )


for _operator in (*PLAIN, *SENSITIVE):
    SHELF.add(
        f"{_operator}-ignores-enabled",
        f"With `{_operator}`, `enabled` is ignored.",
        listing(by_enabled=_enabled_ignored(_operator)),
    )
    if _operator != "equal":
        SHELF.add(
            f"{_operator}-ignores-sort",
            f"With `{_operator}`, the list is always ascending.",
            listing(order=_ascending(_operator)),
        )


for _operator in ("not_equal", "contains", "contains_case_sensitive"):
    SHELF.add(
        f"{_operator}-first-page-only",
        f"With `{_operator}`, every page is the first.",
        listing(cut=_first_page(_operator)),
    )


def _one_of_twins(brand: Brand, asked: Asked) -> bool:
    named = asked.operator is None or match(asked.operator, brand["name"], asked.value)
    return (named or not brand["enabled"]) and by_enabled(brand, asked)


SHELF.add(
    "not-equal-leaves-out-one",
    "`not_equal` leaves out the enabled brands of that name only.",
    listing(
        passes=lambda brand, asked: (
            _one_of_twins(brand, asked)
            if asked.operator == "not_equal"
            else (asked.operator is None or match(asked.operator, brand["name"], asked.value))
            and by_enabled(brand, asked)
        )
    ),
)


# --- plus signs
SHELF.add(
    "plus-sign-is-a-space",
    "A plus sign in a filter, though encoded, is taken for a space.",
    listing(match=lambda operator, name, value: match(operator, name, value.replace("+", " "))),
)


# --- anchors, spaces, single letters
def filters(name: str, says: str, operator: str, instead: Any) -> None:
    """Add a variant that matches otherwise with one operator."""
    SHELF.add(
        name,
        says,
        listing(
            match=lambda asked, brand, value: (
                instead(brand, value) if asked == operator else match(asked, brand, value)
            )
        ),
    )


filters(
    "contains-dollar-is-the-end",
    "`contains` with a dollar sign at its end looks at the end.",
    "contains",
    lambda n, v: match("ends_with", n, v[:-1]) if v[-1:] == "$" else match("contains", n, v),
)
filters(
    "contains-caret-is-the-beginning",
    "`contains` with a caret before it looks at the beginning.",
    "contains",
    lambda n, v: match("starts_with", n, v[1:]) if v[:1] == "^" else match("contains", n, v),
)
filters(
    "ends-with-star-is-anything",
    "`ends_with` takes a star before it for anything.",
    "ends_with",
    lambda n, v: match("ends_with", n, v.removeprefix("*")),
)
for _operator in ("equal", "contains"):
    filters(
        f"{_operator}-collapses-spaces",
        f"`{_operator}` takes several spaces for one.",
        _operator,
        lambda n, v, o=_operator: match(o, n, re.sub(" +", " ", v)),
    )
for _operator in SENSITIVE:
    filters(
        f"{_operator}-ignores-case-of-one-letter",
        f"`{_operator}` ignores the case of a single letter.",
        _operator,
        lambda n, v, o=_operator: match(
            o.removesuffix("_case_sensitive") if len(v) == 1 else o, n, v
        ),
    )


def _one_page_more(found: list[Brand], shown: list[Brand], asked: Asked, every: list[Brand]) -> Any:
    pages = count(found, shown, asked, every)
    exactly = asked.operator is not None and found and len(found) % asked.size == 0
    return {**pages, "totalPages": pages["totalPages"] + 1} if exactly else pages


SHELF.add(
    "filtered-full-pages-one-more",
    "Of a filtered list that fills its pages, there is one page more.",
    listing(count=_one_page_more),
)
filters(
    "equal-negated-by-bang",
    "`equal` with an exclamation mark before it is `not_equal`.",
    "equal",
    lambda n, v: match("not_equal", n, v[1:]) if v[:1] == "!" else match("equal", n, v),
)
filters(
    "contains-takes-quotes-away",
    "`contains` takes quotes around its value away.",
    "contains",
    lambda n, v: match("contains", n, v[1:-1] if len(v) > 2 and v[0] == v[-1] == '"' else v),
)
for _operator in ("equal", "contains"):
    filters(
        f"{_operator}-cut-at-equals-sign",
        f"`{_operator}` takes what stands before an equals sign.",
        _operator,
        lambda n, v, o=_operator: match(o, n, v.partition("=")[0] or v),
    )
filters(
    "starts-with-needs-ascii",
    "`starts_with` finds nothing by a value that begins with a letter beyond ASCII.",
    "starts_with",
    lambda n, v: v[:1].isascii() and match("starts_with", n, v),
)
