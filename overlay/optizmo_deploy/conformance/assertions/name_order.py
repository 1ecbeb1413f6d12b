"""The order of names, as far as all collations agree on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["certain_order", "contradiction", "misplaced", "surely_differ"]

_IDEOGRAPHS = "一-鿿"
_SKELETON = re.compile(rf"[0-9]+|[a-z]|[{_IDEOGRAPHS}]")
_KNOWN = re.compile(rf"[\x20-\x7e{_IDEOGRAPHS}]*")


def certain_order(one: str, other: str) -> int:
    """Return -1 or 1 when one name comes before or after the other whatever the collation, else 0.

    That is certain if the first difference is between two ASCII letters in the same case, between
    two digits of numbers of the same length, or that one of them continues in ASCII after the
    other's end.
    """
    if one == other:
        return 0
    pairs = enumerate(zip(one, other, strict=False))
    start = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    if start in {len(one), len(other)}:
        if _goes_on(max(one, other, key=len), start):
            return 1 if len(one) > len(other) else -1
        return 0
    a, b = one[start], other[start]
    letters = (
        a.isascii()
        and b.isascii()
        and ((a.islower() and b.islower()) or (a.isupper() and b.isupper()))
    )
    digits = a in _DIGITS and b in _DIGITS and _number_at(one, start) == _number_at(other, start)
    if letters or digits:
        return -1 if a < b else 1
    return 0


_DIGITS = frozenset("0123456789")


def _number_at(name: str, place: int) -> int:
    """Return the length of the number that the digit at a place belongs to."""
    first = last = place
    while first > 0 and name[first - 1] in _DIGITS:
        first -= 1
    while last < len(name) and name[last] in _DIGITS:
        last += 1
    return last - first


def surely_differ(one: str, other: str) -> bool:
    """Return whether no sensible collation treats the two names as equal.

    A collation may ignore case, punctuation, white space and leading zeros, and may treat letters
    that are neither ASCII nor ideographs as others.
    """
    if not (_KNOWN.fullmatch(one) and _KNOWN.fullmatch(other)):
        return False
    return _skeleton(one) != _skeleton(other)


def _skeleton(name: str) -> list[str]:
    return [
        part.lstrip("0") or "0" if part.isdigit() else part
        for part in _SKELETON.findall(name.lower())
    ]


def misplaced(names: Sequence[str], *, descending: bool = False) -> tuple[str, str] | None:
    """Return two names, in the order given, that are in the wrong order in every collation.

    It finds what :func:`certain_order` finds for any pair, in one pass for each beginning.
    """
    found = _misplaced(list(reversed(names)) if descending else list(names), 0)
    return (found[1], found[0]) if found and descending else found


def _misplaced(names: list[str], start: int) -> tuple[str, str] | None:
    """Look for misplaced names among some that share their first ``start`` characters."""
    latest: dict[object, str] = {}
    longer: dict[str, list[str]] = {}
    for name in names:
        kind = _kind(name, start)
        before = latest.get(kind)
        if len(name) > start:
            longer.setdefault(name[start], []).append(name)
            if before is None or certain_order(before, name) < 0:
                latest[kind] = name
            if _goes_on(name, start):
                latest.setdefault("longer", name)
        else:
            before = latest.get("longer")
        if before is not None and certain_order(before, name) > 0:
            return before, name
    for group in longer.values():
        if len(group) > 1 and (found := _misplaced(group, start + 1)):
            return found
    return None


def _kind(name: str, place: int) -> object:
    """Return what a character must share with another for their order to be certain."""
    char = name[place : place + 1]
    if char in _DIGITS:
        return _number_at(name, place)
    return ("lower", "upper")[char.isupper()] if char.isascii() and char.isalpha() else char


def _goes_on(name: str, place: int) -> bool:
    rest = name[place:]
    return rest.isascii() and any(char.isalnum() for char in rest)


def contradiction(
    ids: Sequence[str], others: Sequence[str], names: dict[str, str], *, reversed_: bool = False
) -> tuple[str, str] | None:
    """Return two names that surely differ and that two listings order differently.

    Args:
        ids: The ids in the one order.
        others: The ids in the other order.
        names: The names by id.
        reversed_: Whether the second listing is due in the opposite order.
    """
    rank = {brand_id: place for place, brand_id in enumerate(others)}
    sign = -1 if reversed_ else 1
    common = [brand_id for brand_id in ids if brand_id in rank]
    for place, later in enumerate(common):
        for earlier in common[:place]:
            if (rank[earlier] - rank[later]) * sign > 0 and surely_differ(
                names[earlier], names[later]
            ):
                return names[earlier], names[later]
    return None
