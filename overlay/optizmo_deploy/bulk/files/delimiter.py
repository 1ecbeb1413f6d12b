"""Which character separates the cells of a CSV input."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from optizmo_deploy.bulk.files.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check_delimiter", "check_separator", "find_delimiter", "separator_line"]

_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "pipe": "|"}
_KNOWN = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*[\r\n]*', re.IGNORECASE)


def check_delimiter(text: str) -> str:
    """Return the delimiter that an option names: a character, or comma, semicolon, tab or bar.

    Raises:
        InputError: It cannot be a delimiter.
    """
    delimiter = _NAMES.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ' or delimiter.isalnum():
        raise InputError(
            "a delimiter must be a single character that is not a letter, a digit, a space, a"
            f" quote or a line end, or one of the words {', '.join(_KNOWN.values())}"
        )
    return delimiter


def separator_line(line: str) -> str | None:
    """Return the character that a first line such as `sep=;` tells; None for any other line."""
    found = _SEPARATOR_LINE.fullmatch(line)
    return found[1] if found else None


def check_separator(char: str, name: str) -> str:
    """Return the character of a `sep=` line when it is one of those that are looked for.

    Raises:
        InputError: It is another one.
    """
    if char not in _KNOWN:
        raise InputError(
            f"cannot read {name}: line 1 says that {char!r} separates the columns;"
            " if it does, say so with --delimiter"
        )
    return char


def find_delimiter(header: str, name: str, has_contact: Callable[[list[str]], bool]) -> str:
    """Return the delimiter of a header: of comma, semicolon, tab and bar the one that splits it.

    Args:
        header: The text of the header, of one line or more.
        name: What messages call the input.
        has_contact: Whether the column of contacts is among some names; where it is, the
            delimiter counts more than one that makes more columns.

    Raises:
        InputError: Several would do equally well.
    """
    columns = {char: names for char in _KNOWN if len(names := _split(header, char)) > 1}
    if not columns:
        return ","  # one column
    ranks = {char: (has_contact(names), len(names)) for char, names in columns.items()}
    best = [char for char, rank in ranks.items() if rank == max(ranks.values())]
    if len(best) > 1:
        words = " or ".join(_KNOWN[char] for char in best)
        raise InputError(
            f"cannot read {name}: its header could be separated by {words}: say which with"
            " --delimiter"
        )
    return best[0]


def _split(header: str, delimiter: str) -> list[str]:
    lines = header.splitlines(keepends=True)
    try:
        names = next(
            csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True), list[str]()
        )
    except csv.Error:
        return []
    return [name.strip(" \t") for name in names]
