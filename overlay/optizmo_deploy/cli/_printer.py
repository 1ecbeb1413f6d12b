"""Prints the records of a command as they come, in the form that the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from optizmo_deploy.cli._output import Format, as_json, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from optizmo_deploy.cli._records import Record
    from optizmo_deploy.cli._tables import Column

__all__ = ["Printer"]

_ROWS = 100
"""Rows that are collected before a part of a table is printed."""


class Printer:
    """Prints records: JSON Lines and JSON one by one, tables in parts.

    It is a context manager; what was written is complete JSON or a complete table also when the
    block ends with an error. An error before the first record leaves standard output empty.

    Args:
        form: How to print.
        columns: The columns of the table of several records.
        single: Whether there is exactly one record: an object in JSON and a list of fields as a
            table, where several are an array and a row each.
        rows_of: Returns the rows of a record, when it has not exactly one; there is no list of
            fields then.
    """

    def __init__(
        self,
        form: Format,
        columns: Sequence[Column],
        *,
        single: bool = False,
        rows_of: Callable[[Record], list[Record]] | None = None,
    ) -> None:
        self._form = form
        self._columns = columns
        self._single = single
        self._rows_of = rows_of
        self._rows: list[Record] = []
        self._last: str | None = None
        self._has_heading = False

    def write(self, record: Record) -> bool:
        """Print a record, and return whether somebody may still be reading."""
        if self._form is Format.TABLE:
            return self._tabulate(record)
        if self._form is Format.JSONL:
            return write_text(f"{as_json(record)}\n")
        text = as_json(record, indent=2)
        if self._single:
            return write_text(f"{text}\n")
        return self._add_to_array(text)

    def close(self) -> None:
        """Print what is missing to a complete document."""
        if self._form is Format.TABLE:
            self._print_rows()
        elif self._last is not None:
            write_text(f"{self._last}\n]\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._form is Format.JSON and not self._single and error is None and self._last is None:
            write_text("[]\n")
        self.close()

    def _add_to_array(self, text: str) -> bool:
        """Print the element before this one, since only now is it known to need a comma."""
        before, self._last = self._last, "  " + text.replace("\n", "\n  ")
        if before is None:
            self._last = f"[\n{self._last}"
            return True
        return write_text(f"{before},\n")

    def _tabulate(self, record: Record) -> bool:
        if self._single and self._rows_of is None:
            from optizmo_deploy.cli import _tables  # noqa: PLC0415 - it needs rich, JSON does not

            return write_text(_tables.details(record))
        self._rows += [record] if self._rows_of is None else self._rows_of(record)
        return self._print_rows() if len(self._rows) >= _ROWS else True

    def _print_rows(self) -> bool:
        from optizmo_deploy.cli import _tables  # noqa: PLC0415 - it needs rich, JSON does not

        if not self._rows:
            return True
        text = _tables.rows(self._columns, self._rows, heading=not self._has_heading)
        self._has_heading = True
        self._rows.clear()
        return write_text(text)
