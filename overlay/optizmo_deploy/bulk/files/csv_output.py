"""Rows of CSV for an output file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.bulk.files.output import Output

__all__ = ["CsvOutput"]

_NEWLINE = "\r\n"


class CsvOutput:
    """Writes rows in the CSV dialect of `csv`, with line breaks in cells quoted.

    `csv.writer` quotes a line break only when it is part of its own line end, and a carriage return
    that is not quoted ends a row when the file is read. So rows are made with both characters as
    the line end, which is replaced by the one that the file has.

    Args:
        output: Where the rows go.
        delimiter: What separates the cells.
        newline: What ends a row.
    """

    def __init__(self, output: Output, *, delimiter: str, newline: str = "\n") -> None:
        self._output = output
        self._newline = newline
        self._writer = csv.writer(self, delimiter=delimiter, lineterminator=_NEWLINE)

    def write_row(self, cells: Iterable[object]) -> None:
        """Add a row."""
        self._writer.writerow(cells)

    def write(self, row: str) -> int:
        """Take a row as text from `csv.writer`, which calls this once a row."""
        self._output.write(row.removesuffix(_NEWLINE) + self._newline)
        return len(row)
