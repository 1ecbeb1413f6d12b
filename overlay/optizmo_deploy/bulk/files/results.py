"""The results file: what became of every row."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

from optizmo_deploy.bulk.files.contact_cell import is_md5
from optizmo_deploy.bulk.files.csv_output import CsvOutput
from optizmo_deploy.bulk.files.encoding import undecodable
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.line_set import LineSet
from optizmo_deploy.bulk.files.output import Output, writing
from optizmo_deploy.bulk.files.record import ADDED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from optizmo_deploy.bulk.files.result import RowResult

_STEP = 1000

__all__ = ["CONTACT_COLUMNS", "ResultsFile", "as_members"]

CONTACT_COLUMNS: Final = ("email", "emailMd5", "enabled", "createdAt", "brandIds", "attributes")
"""The columns of contacts that were read; the last two hold JSON in a CSV file."""


def as_members(result: RowResult, contact_column: str | None) -> dict[str, Any]:
    """Return a result as names and values, as results and standard output have it.

    Args:
        result: The result.
        contact_column: The input's column of contacts; None when contacts are read, which have
            the columns of `CONTACT_COLUMNS`.
    """
    if contact_column is not None:
        members: dict[str, Any] = {contact_column: result.contact}
    elif result.value is not None:
        data = result.value.to_dict()
        members = {name: data.get(name) for name in CONTACT_COLUMNS}
        members["createdAt"] = members["createdAt"].replace("+00:00", "Z")  # as the API writes it
    else:
        members = {"emailMd5" if is_md5(result.contact) else "email": result.contact}
    added = (result.line, str(result.status), result.code, result.reason)
    return {**members, **dict(zip(ADDED_COLUMNS, added, strict=True))}


class ResultsFile:
    """The results as CSV or JSON Lines, one entry a row, in the order in which rows are finished.

    Args:
        path: The file.
        format: CSV or JSON Lines.
        contact_column: See `as_members`.
        keep: Which lines' entries of an earlier run stay; None to begin anew.

    Raises:
        OutputError: It cannot be written.
    """

    def __init__(
        self,
        path: Path,
        format: Format,  # noqa: A002 - what it is called everywhere
        contact_column: str | None,
        keep: LineSet | None = None,
    ) -> None:
        self._contact_column = contact_column
        named = CONTACT_COLUMNS if contact_column is None else (contact_column,)
        self._columns = (*named, *ADDED_COLUMNS)
        self._as_csv = format is Format.CSV
        self._delimiter = "\t" if path.suffix.lower() in {".tsv", ".tab"} else ","
        self._kept = LineSet()
        kept = keep is not None and path.is_file() and self._keep(path, keep)
        self._output = Output(path, append=kept)
        if self._as_csv:
            self._writer = CsvOutput(self._output, delimiter=self._delimiter)
            if not kept:
                self._output.write(self._header())

    def has(self, line: int) -> bool:
        """Return whether the entry of a row stayed from an earlier run."""
        return line in self._kept

    def write(self, result: RowResult) -> None:
        """Add the entry of a row."""
        members = as_members(result, self._contact_column)
        if self._as_csv:
            self._writer.write_row([_cell(members.get(name)) for name in self._columns])
        else:
            self._output.write(_line(members))

    def flush(self) -> None:
        """Write what was added."""
        self._output.flush()

    def finish(self) -> None:
        """Write what was added, to the disk itself."""
        self._output.flush()
        self._output.sync()

    def close(self) -> None:
        """Close the file."""
        self._output.close()

    def _keep(self, path: Path, keep: LineSet) -> bool:
        """Drop what does not stay from an existing file, and what is cut off at its end.

        Returns:
            Whether it is a results file of this form, which can be continued.
        """
        target = path.resolve()  # so that a link stays one
        partial = target.with_name(f".{target.name}.partial")
        with writing(path), target.open(encoding="utf-8", errors="replace", newline="\n") as old:
            entries = _csv_entries(old, self._delimiter) if self._as_csv else _json_entries(old)
            header = next(entries, (None, ""))[1] if self._as_csv else ""
            if self._as_csv and header != self._header():
                return False
            new = Output(partial)
            try:
                new.write(header)
                for number, (line, text) in enumerate(entries):
                    if line is not None and line in keep and line not in self._kept:
                        self._kept.add(line)
                        new.write(text)
                    if number % _STEP == 0:
                        new.flush()
                new.flush()
                new.sync()
            finally:
                new.close()
            partial.replace(target)
        return True

    def _header(self) -> str:
        return self._delimiter.join(self._columns) + "\n"


def _csv_entries(file: Iterable[str], delimiter: str) -> Iterator[tuple[int | None, str]]:
    """Read entries as pairs of line, None where it cannot be told, and text."""
    taken: list[str] = []

    def taking() -> Iterator[str]:
        for text in file:
            taken.append(text)
            yield text

    reader = csv.reader(taking(), delimiter=delimiter)
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        text = "".join(taken)
        whole = text.endswith("\n") and len(cells) > len(ADDED_COLUMNS)
        yield _number(cells[-len(ADDED_COLUMNS)]) if whole else None, text


def _json_entries(file: Iterable[str]) -> Iterator[tuple[int | None, str]]:
    """Read entries as pairs of line, None where it cannot be told, and text."""
    for text in file:
        try:
            entry = json.loads(text)
            line = entry[ADDED_COLUMNS[0]] if text.endswith("\n") else None
        except (ValueError, TypeError, KeyError, RecursionError):
            line = None
        yield line if isinstance(line, int) else None, text


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _line(members: dict[str, Any]) -> str:
    text = json.dumps(members, ensure_ascii=False)
    return f"{text if undecodable(text) is None else json.dumps(members)}\n"
