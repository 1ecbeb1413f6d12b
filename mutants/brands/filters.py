"""Name filters and ``enabled`` that let the wrong brands pass."""

from __future__ import annotations

import fnmatch
import re
from typing import Any
from urllib.parse import unquote

from mutants.brands.listing import listing, match, requery
from mutants.catalogue import Category
from mutants.gateway import Fault

PLAIN = ("equal", "not_equal", "starts_with", "ends_with", "contains")
SENSITIVE = ("starts_with_case_sensitive", "ends_with_case_sensitive", "contains_case_sensitive")


def filters(operators: str | tuple[str, ...], matches: Any) -> Fault:
    """Return a fault in which some operators match otherwise."""
    wanted = (operators,) if isinstance(operators, str) else operators
    return listing(match=lambda o, n, v: matches(n, v) if o in wanted else match(o, n, v))


# --- one operator for another
INSTEAD = (
    ("starts_with", "contains"),
    ("ends_with", "contains"),
    ("contains", "starts_with"),
    ("contains", "ends_with"),
    ("ends_with", "starts_with"),
    ("starts_with", "ends_with"),
    ("equal", "contains"),
    ("equal", "starts_with"),
    ("equal", "not_equal"),
    ("not_equal", "equal"),
    ("starts_with", "starts_with_case_sensitive"),
    ("ends_with", "ends_with_case_sensitive"),
    ("contains", "contains_case_sensitive"),
    ("starts_with_case_sensitive", "starts_with"),
    ("ends_with_case_sensitive", "ends_with"),
    ("contains_case_sensitive", "contains"),
    ("starts_with_case_sensitive", "contains_case_sensitive"),
    ("ends_with_case_sensitive", "contains_case_sensitive"),
    ("contains_case_sensitive", "starts_with_case_sensitive"),
)


# --- values as patterns
def _like(name: str, pattern: str) -> bool:
    parts = (".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), name, re.IGNORECASE | re.DOTALL) is not None


def _regex(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name, re.IGNORECASE) is not None
    except re.error:
        return False


CATEGORY = Category("brands: filters", profile="read")
CATEGORY.rows(
    *((f"{operator}-acts-as-{other}", f"`{operator}` does what `{other}` does.",
       filters(operator, lambda n, v, o=other: match(o, n, v)))
      for operator, other in INSTEAD),
    ("not_equal-acts-as-not-contains", "`not_equal` hides all names that contain the text.",
     filters("not_equal", lambda n, v: v not in n)),
    *((f"{operator}-ignored", f"`{operator}` lets every name pass.",
       filters(operator, lambda _n, _v: True))
      for operator in (*PLAIN, *SENSITIVE)),
    *((f"{operator}-finds-nothing", f"`{operator}` lets no name pass.",
       filters(operator, lambda _n, _v: False))
      for operator in ("equal", "starts_with", "contains", "ends_with_case_sensitive")),
    ("name-ignored", "The bare `name` filter is ignored.",
     requery(lambda g: {k: v for k, v in g.items() if k != "name"},
             lambda g: "name" in g and not any(k.startswith("name[") for k in g))),
    ("name-acts-as-contains", "The bare `name` filter does what `contains` does.",
     requery(lambda g: {"name[contains]" if k == "name" else k: v for k, v in g.items()},
             lambda g: "name" in g and not any(k.startswith("name[") for k in g))),
    # --- case, the other way round
    ("starts_with-lowers-value-only", "`starts_with` lowers its value but not the names.",
     filters("starts_with", lambda n, v: n.startswith(v.lower()))),
    ("contains-lowers-names-only", "`contains` lowers the names but not its value.",
     filters("contains", lambda n, v: v in n.lower())),
    ("ends_with-lowers-names-only", "`ends_with` lowers the names but not its value.",
     filters("ends_with", lambda n, v: n.lower().endswith(v))),
    ("case-sensitive-lowers-value", "Case-sensitive filters lower their value.",
     filters(SENSITIVE, lambda n, v: v.lower() in n)),
    ("contains-sql-wildcards", "`contains` takes % and _ for wildcards.",
     filters("contains", lambda n, v: _like(n, f"%{v}%"))),
    ("starts_with-sql-wildcards", "`starts_with` takes % and _ for wildcards.",
     filters("starts_with", lambda n, v: _like(n, f"{v}%"))),
    ("ends_with-sql-wildcards", "`ends_with` takes % and _ for wildcards.",
     filters("ends_with", lambda n, v: _like(n, f"%{v}"))),
    ("equal-sql-wildcards", "`equal` takes % and _ for wildcards.",
     filters("equal", lambda n, v: _like(n, v) and (n == v or "%" in v or "_" in v))),
    ("not_equal-sql-wildcards", "`not_equal` takes % and _ for wildcards.",
     filters("not_equal", lambda n, v: not (n == v or (("%" in v or "_" in v) and _like(n, v))))),
    ("contains-percent-only", "`contains` takes % for a wildcard, and _ literally.",
     filters("contains",
             lambda n, v: (re.search(".*".join(map(re.escape, v.split("%"))), n,
                                     re.IGNORECASE) is not None))),
    ("contains-underscore-only", "`contains` takes _ for a wildcard, and % literally.",
     filters("contains",
             lambda n, v: (re.search(".".join(map(re.escape, v.split("_"))), n,
                                     re.IGNORECASE) is not None))),
    ("contains-globs", "`contains` takes * and ? for wildcards.",
     filters("contains", lambda n, v: fnmatch.fnmatchcase(n.lower(), f"*{v.lower()}*"))),
    ("contains-regular-expressions", "`contains` takes its value for a regular expression.",
     filters("contains", lambda n, v: _regex(v, n))),
    ("starts_with-regular-expressions", "`starts_with` takes its value for a regular expression.",
     filters("starts_with", lambda n, v: _regex(f"^(?:{v})", n))),
    ("case-sensitive-sql-wildcards", "`contains_case_sensitive` takes % for a wildcard.",
     filters("contains_case_sensitive",
             lambda n, v: re.search(".*".join(map(re.escape, v.split("%"))), n) is not None)),
    ("starts-case-sensitive-globs", "`starts_with_case_sensitive` takes * and ? for wildcards.",
     filters("starts_with_case_sensitive", lambda n, v: fnmatch.fnmatchcase(n, f"{v}*"))),
    ("ends-case-sensitive-sql-wildcards", "`ends_with_case_sensitive` takes _ for a wildcard.",
     filters("ends_with_case_sensitive",
             lambda n, v: re.search(".".join(map(re.escape, v.split("_"))) + "$", n) is not None)),
    # --- parts of values
    ("filter-value-trimmed", "White space around a filter's value is ignored.",
     filters("contains", lambda n, v: match("contains", n, v.strip()))),
    ("filter-first-word", "`contains` regards the first word of its value only.",
     filters("contains", lambda n, v: match("contains", n, (v.split() or [""])[0]))),
    ("filter-first-three-letters", "`starts_with` regards three letters only.",
     filters("starts_with", lambda n, v: match("starts_with", n, v[:3]))),
    *((f"{operator}-takes-a-list", f"`{operator}` takes a comma to part alternatives.",
       filters(operator, lambda n, v, o=operator: any(match(o, n, part) for part in v.split(","))))
      for operator in ("equal", "starts_with", "contains", "ends_with_case_sensitive")),
    *((f"{operator}-cut-at-semicolon", f"The value of `{operator}` ends at its first semicolon.",
       filters(operator, lambda n, v, o=operator: match(o, n, v.split(";")[0])))
      for operator in (*PLAIN, *SENSITIVE)),
    *((f"{operator}-decoded-twice", f"The value of `{operator}` is percent-decoded twice.",
       filters(operator, lambda n, v, o=operator: match(o, n, unquote(v))))
      for operator in (*PLAIN, *SENSITIVE)),
    *((f"{operator}-cut-at-a-dozen",
       f"`{operator}` regards no more than a dozen letters of its value.",
       filters(operator, lambda n, v, o=operator: match(o, n, v[:12])))
      for operator in (*PLAIN, *SENSITIVE)),
    ("filter-ascii-only", "`contains` drops what is not ASCII from its value.",
     filters("contains", lambda n, v: match("contains", n, v.encode("ascii", "ignore").decode()))),
    ("filter-any-word", "`contains` lets names pass that contain any word of its value.",
     filters("contains", lambda n, v: any(match("contains", n, w) for w in v.split()) or not v)),
    *((f"{operator}-words-ignored",
       f"`{operator}` with `null`, `true`, `false` or `0` lists all brands.",
       filters(operator,
               lambda n, v, o=operator: v in {"null", "true", "false", "0"} or match(o, n, v)))
      for operator in ("equal", "starts_with", "contains")),
)  # fmt: skip
