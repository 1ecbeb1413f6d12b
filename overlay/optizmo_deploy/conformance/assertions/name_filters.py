"""Which names a filter must list, must not list, or may list, by operator."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

__all__ = ["INSENSITIVE", "OPERATORS", "SENSITIVE", "distinguishing", "matches", "swapped"]

Comparison = Callable[[str, str], bool]

_PLAIN: dict[str, Comparison] = {
    "equal": str.__eq__,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "contains": str.__contains__,
}
INSENSITIVE = ("starts_with", "ends_with", "contains")
"""The operators that ignore case."""
SENSITIVE = tuple(f"{name}_case_sensitive" for name in INSENSITIVE)
"""The operators that do not."""
OPERATORS = ("equal", "not_equal", *INSENSITIVE, *SENSITIVE)
"""All operators of the name filter."""


def matches(operator: str, name: str, value: str) -> bool | None:
    """Return whether a filter lists a name; `None` where the documentation leaves it open.

    Open are whether ``equal`` ignores case, what ignoring case means beyond ASCII, and whether
    outer white space or accents count.
    """
    if operator == "not_equal":
        equal = matches("equal", name, value)
        return None if equal is None else not equal
    sensitive = operator.endswith("_case_sensitive")
    compare = _PLAIN[operator.removesuffix("_case_sensitive")]
    if compare(name, value):
        return True
    if sensitive:
        return None if compare(_bare(name), _bare(value)) else False
    if operator != "equal" and compare(_ascii_lower(name), _ascii_lower(value)):
        return True
    return None if compare(_folded(name), _folded(value)) else False


def swapped(text: str) -> str:
    """Return a text with the case of its ASCII letters swapped."""
    return "".join(char.swapcase() if char.isascii() else char for char in text)


def distinguishing(operator: str, names: Sequence[str], candidates: Sequence[str]) -> list[str]:
    """Choose values for which an operator lists other names than any operator like it.

    Args:
        operator: The operator.
        names: The names to try them on.
        candidates: Values to choose from, the best first.
    """
    rivals = [rival for rival in (*OPERATORS, "all", "none") if rival != operator]
    chosen: list[str] = []
    for value in candidates:
        due = [matches(operator, name, value) for name in names]
        distinct = [rival for rival in rivals if _differs(rival, due, names, value)]
        if distinct:
            chosen.append(value)
            rivals = [rival for rival in rivals if rival not in distinct]
        if not rivals:
            break
    return chosen


def _differs(rival: str, due: Sequence[bool | None], names: Sequence[str], value: str) -> bool:
    """Return whether the other operator lists other names."""
    for name, is_due in zip(names, due, strict=True):
        if is_due is None:
            continue
        other = rival == "all" if rival in {"all", "none"} else matches(rival, name, value)
        if other is not None and other is not is_due:
            return True
    return False


@cache
def _ascii_lower(text: str) -> str:
    return "".join(char.lower() if char.isascii() else char for char in text)


@cache
def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()


@cache
def _folded(text: str) -> str:
    return _bare(text).casefold()
