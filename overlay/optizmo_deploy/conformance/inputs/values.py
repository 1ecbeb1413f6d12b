"""Attribute values that a server is likely to damage, and when two values are the same."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "KINDS",
    "MISFITS",
    "SAMPLES",
    "Sample",
]

KINDS = ("string", "number", "boolean", "array", "email")
"""The types of the contact schema."""


@frozen
class Sample:
    """Attribute values that a server may damage when it stores them."""

    name: str
    """Its part of the name of the requirement that it is stored."""
    kind: str
    """The type of attribute that it fits."""
    what: str
    values: Sequence[Any]
    may_be_rejected: bool = False
    """Whether a server may have a reason of its own to reject it."""


SAMPLES = (
    Sample("plain-text", "string", "plain text", ("Alice",)),
    Sample(
        "non-ascii-text",
        "string",
        "text outside ASCII",
        (
            f"{unicodedata.normalize('NFC', 'Zoë')} {unicodedata.normalize('NFD', 'Zoë')} Łİß",
            "李 😀 שלום",
        ),
    ),
    Sample(
        "special-text",
        "string",
        "text with special characters",
        ('"it\'s" \\ <b>&amp;</b> % {x} ${y}\tand\nmore;--',),
    ),
    Sample("padded-text", "string", "text with white space around it", ("  padded  ",)),
    Sample(
        "ambiguous-text",
        "string",
        "text that looks like something else",
        (
            *("00123.50", "0", "1e5", "+1 555"),
            *("true", "false", "null", "undefined"),
            *("2024-01-02", "2024-01-02T03:04:05Z", "12:30"),
        ),
    ),
    Sample(
        "long-text",
        "string",
        "a long text",
        ("0123456789" * 30, "0123456789" * 400),
        may_be_rejected=True,
    ),
    Sample("integer", "number", "an integer", (42, 1)),
    Sample("fraction", "number", "a fraction", (1234.5678, 0.1)),
    Sample("negative-number", "number", "a negative number", (-17, -0.25)),
    Sample("zero", "number", "zero", (0,)),
    Sample("large-integer", "number", "a large integer", (2**53 - 1,)),
    Sample("true", "boolean", "true", (True,)),
    Sample("false", "boolean", "false", (False,)),
    Sample(
        "array",
        "array",
        "an array of several items",
        ([*"qwertyuiopas", "two words", "10", "9"], [f"item {n}" for n in range(60, 0, -1)]),
    ),
    Sample("array-of-one", "array", "an array of one item", (["pear"],)),
    Sample(
        "array-of-texts",
        "array",
        "an array of unusual items",
        (["a,b", 'say "hi"; [x]', "Zoë 😀", "null", "true", "0"],),
    ),
    Sample("email", "email", "an e-mail address", ("conformance.else@example.org",)),
)
"""The values of each requirement on storing."""

MISFITS: Mapping[str, Sequence[Any]] = {
    "string": (5, True, ["text"]),
    "number": ("five", True, [5]),
    "boolean": ("yes", 1, [True]),
    "array": ("text", 5, True),
    "email": (5, True, ["conformance.someone@example.org"]),
}
"""Values that no attribute of the type can hold."""
