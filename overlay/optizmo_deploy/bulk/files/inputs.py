"""An input of rows, whatever its format is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import attrs

from optizmo_deploy.bulk.files.csv_input import CsvInput
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.jsonl_input import JsonlInput
from optizmo_deploy.bulk.files.parquet_input import ParquetInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.bulk.files.rows import RowReader
    from optizmo_deploy.bulk.files.source import Source, Stamp, Stream

__all__ = ["Input", "Opened", "Survey"]

Reader: TypeAlias = "CsvInput | JsonlInput | ParquetInput"


@attrs.frozen
class Survey:
    """What a first reading of an input found.

    Attributes:
        digest: The SHA-256 of its bytes.
        rows: How many rows it has, bad ones too.
        stamp: The stamp that it had.
    """

    digest: str
    rows: int
    stamp: Stamp


@attrs.frozen
class Opened:
    """An input while it is read."""

    name: str
    reader: Reader
    stream: Stream

    @property
    def fraction(self) -> float | None:
        """The part of the input that has been read, from 0 to 1; None when its size is unknown."""
        return (
            self.reader.fraction if isinstance(self.reader, ParquetInput) else self.stream.fraction
        )

    def check_unchanged(self, survey: Survey | None = None) -> None:
        """Make sure that the file is still what it was when it was opened.

        Args:
            survey: An earlier reading, whose content it must also have.

        Raises:
            InputError: It was written to.
        """
        changed = self.stream.has_changed() or (
            survey is not None
            and self.stream.stamp is not None
            and not survey.stamp.same_content(self.stream.stamp)
        )
        if changed:
            raise InputError(f"{self.name} was changed while it was read")


@attrs.frozen(kw_only=True)
class Input:
    """A file or standard input, and how it is to be read.

    Attributes:
        source: Where the bytes come from.
        format: How rows are written in it.
        encoding: The encoding of text; None for what a byte order mark tells, else UTF-8.
        delimiter: What separates the cells of CSV; None to find it.
    """

    source: Source
    format: Format
    encoding: str | None = None
    delimiter: str | None = None

    @contextmanager
    def open(self, rows: RowReader, *, digest: bool = False) -> Iterator[Opened]:
        """Open the input and read its header.

        Raises:
            InputError: It cannot be read, or its header is not one.
        """
        name = self.source.name
        with self.source.open(digest=digest) as stream:
            if self.format is Format.PARQUET:
                with self.source.seekable(stream) as file:
                    yield Opened(name, ParquetInput(file, name), stream)
            elif self.format is Format.JSONL:
                contact = rows.email_column or "email"
                reader = JsonlInput(stream, name, encoding=self.encoding, contact=contact)
                yield Opened(name, reader, stream)
            else:
                table = CsvInput(
                    stream,
                    name,
                    encoding=self.encoding,
                    delimiter=self.delimiter,
                    has_contact=rows.has_contact,
                )
                yield Opened(name, table, stream)

    def survey(self, rows: RowReader) -> Survey | None:
        """Read the input once from its beginning to its end, before anything is sent.

        That finds what would stop the job halfway, such as a quote that is never closed.

        Returns:
            What was found; None for an input that can be read only once.

        Raises:
            InputError: It cannot be read to its end.
        """
        if not self.source.repeatable:
            return None
        with self.open(rows, digest=True) as opened:
            reader, stream = opened.reader, opened.stream
            rows.check_header(reader.header, self.source.name, offline=True)
            if isinstance(reader, ParquetInput):
                count = reader.rows
            elif isinstance(reader, JsonlInput):
                count = reader.count()
            else:
                count = sum(1 for _ in reader.records())
            digest = stream.digest()
            opened.check_unchanged()
            assert stream.stamp is not None, "a file that can be read again has a stamp"  # noqa: S101
            return Survey(digest, count, stream.stamp)
