"""Comparing attributes and their values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["derived", "own", "same_attributes", "same_value"]


def own(attributes: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the attributes without the read-only entries that are derived from those named."""
    heads = tuple(f"{name}:" for name in names)
    return {
        key: value for key, value in attributes.items() if key in names or not key.startswith(heads)
    }


def derived(attributes: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the read-only entries derived from an attribute of type email, by their sub-keys."""
    head = f"{name}:"
    return {
        key.removeprefix(head): value for key, value in attributes.items() if key.startswith(head)
    }


def same_value(one: object, other: object) -> bool:
    """Return whether two JSON values are equal, where 1 and 1.0 are the same number."""
    if isinstance(one, list) and isinstance(other, list):
        ones, others = cast("list[object]", one), cast("list[object]", other)
        return len(ones) == len(others) and all(map(same_value, ones, others))
    if isinstance(one, dict) and isinstance(other, dict):
        members = cast("dict[str, object]", one), cast("dict[str, object]", other)
        return same_attributes(*members)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        exact = (isinstance(one, int) or isinstance(other, int)) and abs(one) <= 2**53
        return one == other if exact else math.isclose(one, other, rel_tol=1e-9)
    return one == other


def same_attributes(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two sets of attributes have the same names and equal values."""
    return one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
