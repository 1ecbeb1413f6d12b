"""Whether the query of listBrands is to be accepted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from optizmo_deploy.conformance.generated.expectation import Due

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["query"]

OPERATORS = frozenset(
    {"equal", "not_equal", "starts_with", "ends_with", "contains"}
    | {f"{operator}_case_sensitive" for operator in ("starts_with", "ends_with", "contains")}
)
INTEGER = re.compile(r"-?[0-9]+")
FRACTION = re.compile(r"-?[0-9]+\.[0-9]*[1-9][0-9]*")
WORD = re.compile(r"[a-z]{3,}")
_LIKE_BOOLEANS = frozenset({"yes", "true", "false", "null", "none", "off"})
_LARGE = 10**6


def query(text: str) -> Due:
    """Return what is expected for a raw query string."""
    pairs = [part.partition("=") for part in text.split("&") if part]
    names = [unquote_plus(name) for name, _, _ in pairs]
    if not pairs:
        return Due.ACCEPTED
    filters = {
        name
        for name in names
        if name == "name" or (name.startswith("name[") and name.endswith("]"))
    }
    unknown = {name for name in filters if name != "name" and name[5:-1] not in OPERATORS}
    repeated = Due.OPEN if len(set(names)) < len(names) else Due.ACCEPTED
    if repeated is Due.OPEN:
        return Due.OPEN
    if unknown or len(filters) > 1:
        # An empty filter may count as none at all.
        empty = any(not value for name, _, value in pairs if unquote_plus(name) in filters)
        return Due.OPEN if empty else Due.REJECTED
    return max(
        _parameter(unquote_plus(name), unquote_plus(value, errors="replace"), value)
        for name, _, value in pairs
    )


def _parameter(name: str, value: str, raw: str) -> Due:
    if not value:
        return Due.OPEN
    evaluate: Callable[[str], Due] | None = _PARAMETERS.get(name)
    if evaluate is not None:
        return evaluate(value)
    if name == "name" or name[5:-1] in OPERATORS:
        plain = (
            value.isascii() and value.isprintable() and value == value.strip() and "+" not in raw
        )
        return Due.ACCEPTED if plain else Due.OPEN
    return Due.OPEN


def _page(value: str) -> Due:
    expected = _integer(value, 1, _LARGE)
    # The response for a page past the last is not documented; only the first surely exists.
    return Due.OPEN if expected is Due.ACCEPTED and value != "1" else expected


def _page_size(value: str) -> Due:
    return _integer(value, 10, 200)


def _integer(value: str, least: int, most: int) -> Due:
    if INTEGER.fullmatch(value):
        digits = value.lstrip("-")
        if len(digits) > len(str(_LARGE)):
            return Due.REJECTED if value.startswith("-") else Due.OPEN
        number = int(value)
        if number > most:
            return Due.OPEN if most == _LARGE else Due.REJECTED
        if number < least:
            return Due.REJECTED
        return Due.ACCEPTED if value == str(number) else Due.OPEN
    if FRACTION.fullmatch(value) or WORD.fullmatch(value):
        return Due.REJECTED
    return Due.OPEN


def _sort(value: str) -> Due:
    if value in {"name", "-name"}:
        return Due.ACCEPTED
    return Due.OPEN if value.strip().lstrip("+-").lower() == "name" else Due.REJECTED


def _enabled(value: str) -> Due:
    if value in {"true", "false"}:
        return Due.ACCEPTED
    folded = value.strip().lower()
    return Due.REJECTED if WORD.fullmatch(folded) and folded not in _LIKE_BOOLEANS else Due.OPEN


_PARAMETERS: dict[str, Callable[[str], Due]] = {
    "page": _page,
    "pageSize": _page_size,
    "sort": _sort,
    "enabled": _enabled,
}
