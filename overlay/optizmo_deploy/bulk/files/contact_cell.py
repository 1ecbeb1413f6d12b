"""The contact of a row: a plain e-mail address or an MD5, and nothing that resembles one.

What is not plain is rejected with a hint and never repaired: a row may not reach another contact
than it names.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from optizmo_deploy.bulk.files.encoding import undecodable

__all__ = ["TRIMMED", "is_md5", "read_contact"]

TRIMMED: Final = " \t"
"""What is trimmed off a cell; other white space is a part of it."""

_HEX = re.compile(r"[0-9A-Fa-f]+")
_MD5_DIGITS = 32
_HASHES = {40: "SHA-1", 56: "SHA-224", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}
_PLAIN = re.compile(r"""[^\s@()<>\[\]{}:;,\\"]+@[^\s@()<>\[\]{}:;,\\"'=+/?&#!]+""")


def is_md5(text: str) -> bool:
    """Return whether a text is an MD5, in either case."""
    return len(text) == _MD5_DIGITS and _HEX.fullmatch(text) is not None


def read_contact(value: object, *, md5_allowed: bool = True) -> str:
    """Return the contact in a cell.

    Args:
        value: The cell.
        md5_allowed: Whether an MD5 will do in the place of an address.

    Raises:
        ValueError: It is neither a plain address nor an MD5; the message says what it is, and
            does not quote it.
    """
    if not isinstance(value, str):
        what = "empty" if value is None else f"of the type {type(value).__name__}, not text"
        raise ValueError(f"the contact is {what}")  # noqa: TRY004 - a row is bad, not the program
    text = value.strip(TRIMMED)
    if is_md5(text):
        if not md5_allowed:
            raise ValueError("the contact is an MD5; creating a contact takes its address")
        return text
    if _PLAIN.fullmatch(text) and text[0] not in "='" and text.isprintable():
        return text  # all that the client asks of an address is in the pattern
    raise ValueError(_explain(text))


_HINTS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), hint)
    for pattern, hint in (
        (r"=", "is a formula; export the values of the sheet, not its formulas"),
        (r"mailto:", "is a mailto: link; give the plain address"),
        (r".*[<>]", "has a name or angle brackets around the address; give the address alone"),
        (r"[\"'].*|.*[\"']$", "has quotes around it; give the plain address"),
        (r".*@.*@|.*[,;]", "looks like several addresses; give each a row of its own"),
        (r"[^@]*[\uff20\ufe6b]", "has an @ of another form (U+FF20 or U+FE6B); write a plain one"),
        (r"[^@]*%40", "is percent-encoded; write a plain @ in the place of %40"),
        (r"[^@]*$", "is neither an e-mail address nor the 32 hexadecimal digits of an MD5"),
        (r".* ", "holds a space; addresses have none"),
        (r"", "is not a plain e-mail address"),
    )
)
"""What a text looks like that is not a plain address; the first that fits is reported."""


def _explain(text: str) -> str:
    """Say why a text is not a plain address, and what to do about it."""
    if not text:
        return "the contact is empty"
    if not text.isascii() and (wrong := undecodable(text)):
        return f"the contact is not text: {wrong} is not of the file's encoding; see --encoding"
    if odd := next((char for char in text if char != " " and not char.isprintable()), None):
        return (
            f"the contact holds the character {_name(odd)}, which is no part of an address;"
            " remove it"
        )
    if _HEX.fullmatch(text) and len(text) in _HASHES:
        return (
            f"the contact looks like a {_HASHES[len(text)]} hash; contacts are known by the MD5 of"
            " their lower-case address"
        )
    return next(f"the contact {hint}" for pattern, hint in _HINTS if pattern.match(text))


def _name(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X}" + (f" ({name.lower()})" if name else "")
