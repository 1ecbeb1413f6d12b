"""Filters, each of which goes wrong together with one other parameter."""

from __future__ import annotations

import re
from typing import Any

from mutants.brands.filters import PLAIN, SENSITIVE
from mutants.brands.listing import Asked, Brand, by_enabled, count, cut, listing, match, order
from mutants.catalogue import Category
from mutants.gateway import Fault


def _enabled_ignored(operator: str) -> Any:
    return lambda brand, asked: asked.operator == operator or by_enabled(brand, asked)


def _ascending(operator: str) -> Any:
    return lambda found, asked: found if asked.operator == operator else order(found, asked)


def _first_page(operator: str) -> Any:
    return lambda found, asked: (
        found[: asked.size] if asked.operator == operator else cut(found, asked)
    )


def _one_of_twins(brand: Brand, asked: Asked) -> bool:
    named = asked.operator is None or match(asked.operator, brand["name"], asked.value)
    return (named or not brand["enabled"]) and by_enabled(brand, asked)


# --- anchors, spaces, single letters
def filters(operator: str, instead: Any) -> Fault:
    """Return a fault that matches otherwise with one operator."""
    return listing(
        match=lambda asked, brand, value: (
            instead(brand, value) if asked == operator else match(asked, brand, value)
        )
    )


def _one_page_more(found: list[Brand], shown: list[Brand], asked: Asked, every: list[Brand]) -> Any:
    pages = count(found, shown, asked, every)
    exactly = asked.operator is not None and found and len(found) % asked.size == 0
    return {**pages, "totalPages": pages["totalPages"] + 1} if exactly else pages


CATEGORY = Category("brands: filters", profile="read")
CATEGORY.rows(
    *((f"{_operator}-ignores-enabled", f"With `{_operator}`, `enabled` is ignored.",
       listing(by_enabled=_enabled_ignored(_operator)))
      for _operator in (*PLAIN, *SENSITIVE)),
    *((f"{_operator}-ignores-sort", f"With `{_operator}`, the list is always ascending.",
       listing(order=_ascending(_operator)))
      for _operator in (*PLAIN, *SENSITIVE) if _operator != "equal"),
    *((f"{_operator}-first-page-only", f"With `{_operator}`, every page is the first.",
       listing(cut=_first_page(_operator)))
      for _operator in ("not_equal", "contains", "contains_case_sensitive")),
    ("not-equal-leaves-out-one", "`not_equal` leaves out the enabled brands of that name only.",
     listing(
         passes=lambda brand, asked: (
             _one_of_twins(brand, asked)
             if asked.operator == "not_equal"
             else (asked.operator is None or match(asked.operator, brand["name"], asked.value))
             and by_enabled(brand, asked)
         )
     )),
    # --- plus signs
    ("plus-sign-is-a-space", "A plus sign in a filter, though encoded, is taken for a space.",
     listing(match=lambda operator, name, value: match(operator, name, value.replace("+", " ")))),
    ("contains-dollar-is-the-end", "`contains` with a dollar sign at its end looks at the end.",
     filters("contains",
             lambda n, v: match("ends_with", n, v[:-1]) if v[-1:] == "$"
             else match("contains", n, v))),
    ("contains-caret-is-the-beginning", "`contains` with a caret before it looks at the beginning.",
     filters("contains",
             lambda n, v: match("starts_with", n, v[1:]) if v[:1] == "^"
             else match("contains", n, v))),
    ("ends-with-star-is-anything", "`ends_with` takes a star before it for anything.",
     filters("ends_with", lambda n, v: match("ends_with", n, v.removeprefix("*")))),
    *((f"{_operator}-collapses-spaces", f"`{_operator}` takes several spaces for one.",
       filters(_operator, lambda n, v, o=_operator: match(o, n, re.sub(" +", " ", v))))
      for _operator in ("equal", "contains")),
    *((f"{_operator}-ignores-case-of-one-letter",
       f"`{_operator}` ignores the case of a single letter.",
       filters(
           _operator,
           lambda n, v, o=_operator: match(
               o.removesuffix("_case_sensitive") if len(v) == 1 else o, n, v
           ),
       ))
      for _operator in SENSITIVE),
    ("filtered-full-pages-one-more",
     "Of a filtered list that fills its pages, there is one page more.",
     listing(count=_one_page_more)),
    ("equal-negated-by-bang", "`equal` with an exclamation mark before it is `not_equal`.",
     filters("equal",
             lambda n, v: match("not_equal", n, v[1:]) if v[:1] == "!" else match("equal", n, v))),
    ("contains-takes-quotes-away", "`contains` takes quotes around its value away.",
     filters("contains",
             lambda n, v: match("contains", n,
                                v[1:-1] if len(v) > 2 and v[0] == v[-1] == '"' else v))),
    *((f"{_operator}-cut-at-equals-sign", f"`{_operator}` takes what stands before an equals sign.",
       filters(_operator, lambda n, v, o=_operator: match(o, n, v.partition("=")[0] or v)))
      for _operator in ("equal", "contains")),
    ("starts-with-needs-ascii",
     "`starts_with` finds nothing by a value that begins with a letter beyond ASCII.",
     filters("starts_with", lambda n, v: v[:1].isascii() and match("starts_with", n, v))),
)  # fmt: skip
