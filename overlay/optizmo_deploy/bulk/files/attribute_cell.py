"""Attribute values from cells, by the types of the contact schema."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.bulk.files.contact_cell import TRIMMED
from optizmo_deploy.bulk.files.encoding import undecodable

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["convert"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MOST_DIGITS = 400  # more than a double can have
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def convert(value: object, type_: str, *, array_separator: str | None = None) -> object:
    """Return the value that a cell stands for.

    A text is converted to the attribute's type. What has a type already, as in JSON or Parquet,
    stays what it is: whether it fits is for the contact schema to say.

    Args:
        value: The cell, not empty; a text is trimmed.
        type_: The attribute's type in the contact schema.
        array_separator: What separates the values of an array that is not JSON; None when arrays
            have to be JSON.

    Raises:
        ValueError: It cannot be converted; the message does not quote it.
    """
    if isinstance(value, bytes):
        try:
            value = value.decode().strip(TRIMMED)
        except UnicodeDecodeError:
            raise ValueError("is binary and not UTF-8 text") from None
    if isinstance(value, str):
        _check_text(value)
        return (
            _array(value, array_separator) if type_ == "array" else _CONVERT.get(type_, str)(value)
        )
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        for item in cast("list[object]", value):
            if isinstance(item, str):
                _check_text(item)
        return cast("list[object]", value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise ValueError(f"is of the type {type(value).__name__}, which no attribute has")


def _check_text(text: str) -> None:
    if not text.isascii() and (wrong := undecodable(text)):
        raise ValueError(f"holds {wrong} which is not of the file's encoding; see --encoding")
    if "\0" in text:
        raise ValueError("holds a NUL character; if the file is UTF-16, say so with --encoding")


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or len(text) > _MOST_DIGITS:
        hint = " with a point, not a comma" if "," in text else ""
        raise ValueError(f"is not a number; write one such as 12 or -3.5{hint}")
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("is too large a number")
    return number if any(char in text for char in ".eE") else int(text)


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise ValueError("is not a boolean; write true or false") from None


def _array(text: str, separator: str | None) -> list[str]:
    if text.startswith("["):
        try:
            values = cast("object", json.loads(text))
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, list) or not all(
            isinstance(item, str) for item in cast("list[object]", values)
        ):
            raise ValueError('is not a JSON array of strings such as ["red", "blue"]')
        return cast("list[str]", values)
    if separator is None:
        raise ValueError(
            'is not a JSON array such as ["red", "blue"]; text is split with --array-separator'
        )
    parts = (part.strip(TRIMMED) for part in text.split(separator))
    return [part for part in parts if part]


_CONVERT: dict[str, Callable[[str], Any]] = {"number": _number, "boolean": _boolean}
