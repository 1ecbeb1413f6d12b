"""Name filters and ``enabled`` that let the wrong brands pass."""

from __future__ import annotations

import fnmatch
import re
from typing import Any
from urllib.parse import unquote

from .catalogue import Shelf
from .listing import listing, match, requery

SHELF = Shelf("brands: filters", "BRANDS", profile="read")
add = SHELF.add
PLAIN = ("equal", "not_equal", "starts_with", "ends_with", "contains")
SENSITIVE = ("starts_with_case_sensitive", "ends_with_case_sensitive", "contains_case_sensitive")


def filters(name: str, says: str, operators: str | tuple[str, ...], matches: Any) -> None:
    """Add a variant in which some operators match otherwise."""
    wanted = (operators,) if isinstance(operators, str) else operators
    add(name, says, listing(match=lambda o, n, v: matches(n, v) if o in wanted else match(o, n, v)))


def acting(operator: str, other: str) -> None:
    """Add a variant in which one operator does what another does."""
    filters(
        f"{operator}-acts-as-{other}",
        f"`{operator}` does what `{other}` does.",
        operator,
        lambda n, v: match(other, n, v),
    )


# --- one operator for another
acting("starts_with", "contains")
acting("ends_with", "contains")
acting("contains", "starts_with")
acting("contains", "ends_with")
acting("ends_with", "starts_with")
acting("starts_with", "ends_with")
acting("equal", "contains")
acting("equal", "starts_with")
acting("equal", "not_equal")
acting("not_equal", "equal")
acting("starts_with", "starts_with_case_sensitive")
acting("ends_with", "ends_with_case_sensitive")
acting("contains", "contains_case_sensitive")
acting("starts_with_case_sensitive", "starts_with")
acting("ends_with_case_sensitive", "ends_with")
acting("contains_case_sensitive", "contains")
acting("starts_with_case_sensitive", "contains_case_sensitive")
acting("ends_with_case_sensitive", "contains_case_sensitive")
acting("contains_case_sensitive", "starts_with_case_sensitive")
filters(
    "not_equal-acts-as-not-contains",
    "`not_equal` hides all names that contain the text.",
    "not_equal",
    lambda n, v: v not in n,
)
for operator in (*PLAIN, *SENSITIVE):
    filters(
        f"{operator}-ignored", f"`{operator}` lets every name pass.", operator, lambda _n, _v: True
    )
for operator in ("equal", "starts_with", "contains", "ends_with_case_sensitive"):
    filters(
        f"{operator}-finds-nothing",
        f"`{operator}` lets no name pass.",
        operator,
        lambda _n, _v: False,
    )
add(
    "name-ignored",
    "The bare `name` filter is ignored.",
    requery(
        lambda g: {k: v for k, v in g.items() if k != "name"},
        lambda g: "name" in g and not any(k.startswith("name[") for k in g),
    ),
)
add(
    "name-acts-as-contains",
    "The bare `name` filter does what `contains` does.",
    requery(
        lambda g: {"name[contains]" if k == "name" else k: v for k, v in g.items()},
        lambda g: "name" in g and not any(k.startswith("name[") for k in g),
    ),
)

# --- case, the other way round
filters(
    "starts_with-lowers-value-only",
    "`starts_with` lowers its value but not the names.",
    "starts_with",
    lambda n, v: n.startswith(v.lower()),
)
filters(
    "contains-lowers-names-only",
    "`contains` lowers the names but not its value.",
    "contains",
    lambda n, v: v in n.lower(),
)
filters(
    "ends_with-lowers-names-only",
    "`ends_with` lowers the names but not its value.",
    "ends_with",
    lambda n, v: n.lower().endswith(v),
)
filters(
    "case-sensitive-lowers-value",
    "Case-sensitive filters lower their value.",
    SENSITIVE,
    lambda n, v: v.lower() in n,
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


filters(
    "contains-sql-wildcards",
    "`contains` takes % and _ for wildcards.",
    "contains",
    lambda n, v: _like(n, f"%{v}%"),
)
filters(
    "starts_with-sql-wildcards",
    "`starts_with` takes % and _ for wildcards.",
    "starts_with",
    lambda n, v: _like(n, f"{v}%"),
)
filters(
    "ends_with-sql-wildcards",
    "`ends_with` takes % and _ for wildcards.",
    "ends_with",
    lambda n, v: _like(n, f"%{v}"),
)
filters(
    "equal-sql-wildcards",
    "`equal` takes % and _ for wildcards.",
    "equal",
    lambda n, v: _like(n, v) and (n == v or "%" in v or "_" in v),
)
filters(
    "not_equal-sql-wildcards",
    "`not_equal` takes % and _ for wildcards.",
    "not_equal",
    lambda n, v: not (n == v or (("%" in v or "_" in v) and _like(n, v))),
)
filters(
    "contains-percent-only",
    "`contains` takes % for a wildcard, and _ literally.",
    "contains",
    lambda n, v: re.search(".*".join(map(re.escape, v.split("%"))), n, re.IGNORECASE) is not None,
)
filters(
    "contains-underscore-only",
    "`contains` takes _ for a wildcard, and % literally.",
    "contains",
    lambda n, v: re.search(".".join(map(re.escape, v.split("_"))), n, re.IGNORECASE) is not None,
)
filters(
    "contains-globs",
    "`contains` takes * and ? for wildcards.",
    "contains",
    lambda n, v: fnmatch.fnmatchcase(n.lower(), f"*{v.lower()}*"),
)
filters(
    "contains-regular-expressions",
    "`contains` takes its value for a regular expression.",
    "contains",
    lambda n, v: _regex(v, n),
)
filters(
    "starts_with-regular-expressions",
    "`starts_with` takes its value for a regular expression.",
    "starts_with",
    lambda n, v: _regex(f"^(?:{v})", n),
)
filters(
    "case-sensitive-sql-wildcards",
    "`contains_case_sensitive` takes % for a wildcard.",
    "contains_case_sensitive",
    lambda n, v: re.search(".*".join(map(re.escape, v.split("%"))), n) is not None,
)
filters(
    "starts-case-sensitive-globs",
    "`starts_with_case_sensitive` takes * and ? for wildcards.",
    "starts_with_case_sensitive",
    lambda n, v: fnmatch.fnmatchcase(n, f"{v}*"),
)
filters(
    "ends-case-sensitive-sql-wildcards",
    "`ends_with_case_sensitive` takes _ for a wildcard.",
    "ends_with_case_sensitive",
    lambda n, v: re.search(".".join(map(re.escape, v.split("_"))) + "$", n) is not None,
)

# --- parts of values
filters(
    "filter-value-trimmed",
    "White space around a filter's value is ignored.",
    "contains",
    lambda n, v: match("contains", n, v.strip()),
)
filters(
    "filter-first-word",
    "`contains` regards the first word of its value only.",
    "contains",
    lambda n, v: match("contains", n, (v.split() or [""])[0]),
)
filters(
    "filter-first-three-letters",
    "`starts_with` regards three letters only.",
    "starts_with",
    lambda n, v: match("starts_with", n, v[:3]),
)
for operator in ("equal", "starts_with", "contains", "ends_with_case_sensitive"):
    filters(
        f"{operator}-takes-a-list",
        f"`{operator}` takes a comma to part alternatives.",
        operator,
        lambda n, v, o=operator: any(match(o, n, part) for part in v.split(",")),
    )
for operator in (*PLAIN, *SENSITIVE):
    filters(
        f"{operator}-cut-at-semicolon",
        f"The value of `{operator}` ends at its first semicolon.",
        operator,
        lambda n, v, o=operator: match(o, n, v.split(";")[0]),
    )
    filters(
        f"{operator}-decoded-twice",
        f"The value of `{operator}` is percent-decoded twice.",
        operator,
        lambda n, v, o=operator: match(o, n, unquote(v)),
    )
for operator in (*PLAIN, *SENSITIVE):
    filters(
        f"{operator}-cut-at-a-dozen",
        f"`{operator}` regards no more than a dozen letters of its value.",
        operator,
        lambda n, v, o=operator: match(o, n, v[:12]),
    )
filters(
    "filter-ascii-only",
    "`contains` drops what is not ASCII from its value.",
    "contains",
    lambda n, v: match("contains", n, v.encode("ascii", "ignore").decode()),
)
filters(
    "filter-any-word",
    "`contains` lets names pass that contain any word of its value.",
    "contains",
    lambda n, v: any(match("contains", n, w) for w in v.split()) or not v,
)
for operator in ("equal", "starts_with", "contains"):
    filters(
        f"{operator}-words-ignored",
        f"`{operator}` with `null`, `true`, `false` or `0` lists all brands.",
        operator,
        lambda n, v, o=operator: v in {"null", "true", "false", "0"} or match(o, n, v),
    )
