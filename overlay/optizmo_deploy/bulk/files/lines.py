"""The lines of a text input, one by one, with their numbers."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Literal

from optizmo_deploy.bulk.files.encoding import KEEP_BYTES, detect_encoding
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.source import READ_ERRORS, explained, reading

if TYPE_CHECKING:
    from optizmo_deploy.bulk.files.source import Stream

__all__ = ["LONGEST_LINE", "Lines"]

LONGEST_LINE = 16 * 1024 * 1024
"""The most characters of a line; what is longer is not a list of contacts."""

_LONGEST_MARK = 4
_ORDERED = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class Lines:
    r"""An iterator over the lines of an input, each with its line end as it is there.

    A byte order mark is left out. `number` is the number of the latest line, counted from 1.
    Undecodable bytes are kept, see `optizmo_deploy.bulk.files.encoding`.

    Args:
        stream: The bytes.
        name: What messages call the input.
        encoding: The encoding; None for what the byte order mark tells, else UTF-8.
        newline: What ends a line: `""` for LF, CR and CR LF, or `"\n"` for LF alone.
        hashed: Whether `checkpoint` will be asked for.
    """

    def __init__(
        self,
        stream: Stream,
        name: str,
        encoding: str | None,
        newline: Literal["", "\n"],
        *,
        hashed: bool = False,
    ) -> None:
        with reading(name):
            start = stream.content.peek(_LONGEST_MARK)[:_LONGEST_MARK]
        detected, mark = detect_encoding(start) or (None, b"")
        self.mark: bytes = mark
        if encoding is not None and detected is not None and not detected.startswith(encoding):
            raise InputError(
                f"cannot read {name}: it begins with the byte order mark of {detected},"
                f" and {encoding} was asked for"
            )
        # Without a mark, Windows' byte order; with the name alone each write would add a mark.
        self.encoding: str = detected or _ORDERED.get(encoding or "utf-8", encoding or "utf-8")
        """The encoding that the lines are read with; the mark, if any, is not part of it."""
        self.number: int = 0
        self._name = name
        self._hash = hashlib.sha256() if hashed else None
        with reading(name):
            stream.content.read(len(self.mark))
        self._text = io.TextIOWrapper(
            stream.content, encoding=self.encoding, errors=KEEP_BYTES, newline=newline
        )

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(LONGEST_LINE)
        except READ_ERRORS as error:
            raise explained(self._name, error) from None
        if not line:
            raise StopIteration
        self.number += 1
        if self._hash is not None:
            self._hash.update(line.encode("utf-8", "surrogatepass"))
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise InputError(
                f"cannot read {self._name}: line {self.number} is longer than"
                f" {LONGEST_LINE:,} characters"
            )
        return line

    def checkpoint(self) -> str:
        """Return what tells whether another input begins with the same lines: count and hash."""
        return f"{self.number}:{self._hash.hexdigest() if self._hash is not None else ''}"
