"""Filters, each of which goes wrong together with one other parameter."""

from __future__ import annotations

from typing import Any

from .catalogue import Shelf
from .filters import PLAIN, SENSITIVE
from .listing import Asked, Brand, by_enabled, cut, listing, match, order

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
