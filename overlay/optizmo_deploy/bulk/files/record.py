"""One row as it stands in the input, before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ADDED_COLUMNS", "Record"]

ADDED_COLUMNS = ("_line", "_status", "_code", "_reason")
"""The columns that results and rejects have besides the input's; an input's own are ignored."""


@attrs.define
class Record:
    """One row of the input.

    Attributes:
        line: The physical line that the row starts on, counted from 1 with the header; in a
            Parquet file the row's number.
        values: What the row has in each column; None when the row cannot be read.
        raw: The row in the input's own form, for the rejects: the cells of a CSV row, the values
            by column, or the text of a row that has no such form, with its line end.
        problem: Why the row cannot be read, or None.
    """

    line: int
    values: Mapping[str, Any] | None
    raw: list[str] | Mapping[str, Any] | str
    problem: str | None = None
