"""CSV, as Python's `csv` reads it: strictly, and with the line that each row starts on."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING, Final

from optizmo_deploy.bulk.files.delimiter import check_separator, find_delimiter, separator_line
from optizmo_deploy.bulk.files.encoding import undecodable
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.lines import Lines
from optizmo_deploy.bulk.files.record import ADDED_COLUMNS, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optizmo_deploy.bulk.files.source import Stream

__all__ = ["CsvInput"]

_LONGEST_FIELD = 1024 * 1024
_MOST_HEADER_LINES = 100
_WRONG_END = "expected after"
_TOO_LONG = "field larger than field limit"


class CsvInput:
    """The rows of a CSV input with a header.

    Args:
        stream: The bytes.
        name: What messages call the input.
        encoding: The encoding; None for what a byte order mark tells, else UTF-8.
        delimiter: The delimiter; None for the one that a `sep=` line or the header tells.
        has_contact: Whether the column of contacts is among some names, which helps to find the
            delimiter.
        hashed: Whether `checkpoint` will be asked for.

    Raises:
        InputError: There is no header, it cannot be read, or its delimiter is not clear.
    """

    format: Final = Format.CSV

    def __init__(
        self,
        stream: Stream,
        name: str,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        has_contact: Callable[[list[str]], bool] = bool,
        hashed: bool = False,
    ) -> None:
        self._name = name
        self._lines = Lines(stream, name, encoding, newline="", hashed=hashed)
        self.mark: bytes = self._lines.mark
        self.encoding: str = self._lines.encoding
        head = self._head()
        if self._lines.number == 1 and (told := separator_line(head[0])):
            delimiter = delimiter or check_separator(told, name)
            head = self._head()
        self.newline: str = head[-1][len(head[-1].rstrip("\r\n")) :] or "\n"
        self.delimiter: str = delimiter or find_delimiter("".join(head), name, has_contact)
        self._skipped = self._lines.number - len(head)
        self._taken: list[str] = []
        """The lines of the row that is being read."""
        # The limit is one for the whole process: it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_FIELD))
        self._reader = csv.reader(
            self._taking(itertools.chain(head, self._lines)),
            delimiter=self.delimiter,
            strict=True,
            skipinitialspace=True,  # a space must not hide a quote; cells are trimmed anyway
        )
        self.header: list[str] = self._header()
        """The names of the columns, trimmed, in their order."""
        self._needed = len(self.header)
        while self._needed and self.header[self._needed - 1] in ADDED_COLUMNS:
            self._needed -= 1

    def records(self) -> Iterator[Record]:
        """Read the rows; empty lines are none.

        Raises:
            InputError: It cannot be read further: a quote is not closed, or reading failed.
        """
        header, width = self.header, len(self.header)
        while True:
            line = self._line() + 1
            self._taken.clear()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(line, None, "".join(self._taken), self._problem(line, error))
                continue
            if not cells:
                continue
            if len(cells) != width and (problem := self._misfit(cells)):
                yield Record(line, None, "".join(self._taken), problem)
                continue
            yield Record(line, dict(zip(header, cells, strict=False)), cells)

    def checkpoint(self) -> str:
        """Return what tells whether another input begins with the same rows."""
        return self._lines.checkpoint()

    def _line(self) -> int:
        return self._skipped + self._reader.line_num

    def _taking(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self._taken.append(line)
            yield line

    def _head(self) -> list[str]:
        """Return the lines of the first row that is not empty, as far as its quotes are closed."""
        head: list[str] = []
        for line in self._lines:
            if head or line.strip():
                head.append(line)
                if len(head) == _MOST_HEADER_LINES or _is_closed(head):
                    return head
        if not head:
            raise InputError(f"cannot read {self._name}: it has no header line")
        return head

    def _header(self) -> list[str]:
        try:
            names = next(self._reader)
        except csv.Error as error:
            raise InputError(
                f"cannot read {self._name}: its header is not valid CSV: {error}"
            ) from None
        if any("\0" in name for name in names):
            raise InputError(
                f"cannot read {self._name}: its header holds NUL characters; if it is UTF-16, say"
                " so with --encoding utf-16-le or utf-16-be"
            )
        if wrong := undecodable("".join(names)):
            raise InputError(
                f"cannot read {self._name}: {wrong} in its header is not {self.encoding}; say which"
                " encoding it has with --encoding, such as cp1252"
            )
        return [name.strip(" \t") for name in names]

    def _misfit(self, cells: list[str]) -> str | None:
        """Say what is wrong with a row that has not as many cells as the header, if it matters.

        Empty cells beyond the header, as spreadsheets write them, name nothing; and a row of
        rejects that was mended by hand may lack the cells of the columns that were added.
        """
        width = len(self.header)
        if len(cells) > width and not any(cell.strip(" \t") for cell in cells[width:]):
            del cells[width:]
            return None
        if self._needed <= len(cells) < width:
            cells.extend([""] * (width - len(cells)))
            return None
        return f"the row has {_counted(len(cells))}, and the header has {_counted(width)}"

    def _problem(self, line: int, error: csv.Error) -> str:
        """Say what is wrong with a row that is not valid CSV.

        Raises:
            InputError: It is not clear where the next row starts: a quote is open.
        """
        if not _is_closed(self._taken):
            # A quote that is closed at the wrong place was opened before the line that shows it.
            lines = self._taken[:-1] if _WRONG_END in str(error) else []
            raise InputError(
                f"cannot read {self._name} beyond line {line + _opening(lines or self._taken)}: a"
                " quote that is opened there is not closed"
            )
        if _TOO_LONG in str(error):
            return f"a cell is longer than {_LONGEST_FIELD:,} characters"
        return f"the row is not valid CSV: {error}"


def _opening(lines: list[str]) -> int:
    """Return which of the lines opens the quote that is open after them."""
    opening, is_open = 0, False
    for number, text in enumerate(lines):
        quotes = text.replace('""', "").count('"')  # two of them are one of the cell's text
        is_open ^= quotes % 2 == 1
        if quotes and is_open:
            opening = number
    return opening


def _is_closed(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 0


def _counted(cells: int) -> str:
    return "1 cell" if cells == 1 else f"{cells:,} cells"
