"""The rejects file: the rows that failed, in the input's own form, with the reason beside."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.bulk.files.csv_output import CsvOutput
from optizmo_deploy.bulk.files.encoding import KEEP_BYTES, undecodable
from optizmo_deploy.bulk.files.errors import OutputError
from optizmo_deploy.bulk.files.formats import Format, output_format
from optizmo_deploy.bulk.files.output import Output
from optizmo_deploy.bulk.files.record import ADDED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optizmo_deploy.bulk.files.inputs import Reader
    from optizmo_deploy.bulk.files.record import Record
    from optizmo_deploy.bulk.files.result import RowResult

__all__ = ["RejectsFile"]


class RejectsFile:
    """The rows that failed, to be mended and given to the same command as an input.

    A row that cannot be read is written as it is, byte for byte; why is in the results.

    Args:
        path: The file. Its ending may ask for JSON Lines where the input is CSV.
        form: What reads the input, whose form the rows keep.

    Raises:
        OutputError: It cannot be written, or not in the form that its ending asks for.
    """

    def __init__(self, path: Path, form: Reader) -> None:
        self._typed = form.format is Format.PARQUET
        own = Format.CSV if form.format is Format.CSV else Format.JSONL
        self._format = output_format(path, otherwise=own)
        if self._format is Format.CSV and own is not Format.CSV:
            raise OutputError(
                f"cannot write {path}: rejects of {form.format} are JSON Lines; call it .jsonl"
            )
        header = form.header or []
        self._kept = [at for at, name in enumerate(header) if name not in ADDED_COLUMNS]
        self._names = [header[at] for at in self._kept]
        self._newline = form.newline
        same = own is self._format
        self._output = Output(
            path,
            encoding=form.encoding if same else "utf-8",
            errors=KEEP_BYTES if same else "backslashreplace",
        )
        if same:
            self._output.write_bytes(form.mark)
        if self._format is Format.CSV:
            self._writer = CsvOutput(
                self._output, delimiter=form.delimiter or ",", newline=form.newline
            )
            self._writer.write_row([*self._names, *ADDED_COLUMNS])

    def write(self, record: Record, result: RowResult) -> None:
        """Add a row that failed."""
        added = (result.line, str(result.status), result.code, result.reason)
        raw = record.raw
        if self._format is Format.CSV:
            if isinstance(raw, list):
                self._writer.write_row([*(raw[at] for at in self._kept), *added])
            elif isinstance(raw, str):
                self._write_as_it_is(raw)
        elif isinstance(raw, str) and not self._names:
            self._write_as_it_is(raw)
        else:
            members = {**self._members(raw), **dict(zip(ADDED_COLUMNS, added, strict=True))}
            text = json.dumps(members, ensure_ascii=False, default=_plain)
            if undecodable(text) is not None:
                text = json.dumps(members, default=_plain)
            self._output.write(f"{text}\n")

    def _members(self, raw: list[str] | Mapping[str, Any] | str) -> dict[str, Any]:
        if isinstance(raw, str):  # a row of CSV that cannot be read
            return {"_row": raw}
        if isinstance(raw, list):
            return {name: raw[at] for name, at in zip(self._names, self._kept, strict=True)}
        members = {name: value for name, value in raw.items() if name not in ADDED_COLUMNS}
        if self._typed:  # a null of Parquet leaves alone, and one of JSON would remove
            members = {name: _finite(value) for name, value in members.items() if value is not None}
        return members

    def _write_as_it_is(self, text: str) -> None:
        self._output.write(text if text.endswith(("\n", "\r")) else text + self._newline)

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


def _finite(value: object) -> object:
    """Return a value of Parquet with the numbers that JSON does not have as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [_finite(item) for item in cast("list[object]", value)]
    return value


def _plain(value: object) -> str:
    """Return a value of Parquet that JSON has no form for as text."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
