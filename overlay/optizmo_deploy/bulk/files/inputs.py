"""An input of rows, whatever its format is."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import attrs

from optizmo_deploy.bulk.files.csv_input import CsvInput
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.jsonl_input import JsonlInput
from optizmo_deploy.bulk.files.parquet_input import ParquetInput
from optizmo_deploy.bulk.files.source import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from optizmo_deploy.bulk.files.rows import RowReader
    from optizmo_deploy.bulk.files.source import Source, Stamp, Stream

__all__ = ["Input", "Opened", "Reader", "Survey"]

Reader: TypeAlias = "CsvInput | JsonlInput | ParquetInput"
"""What reads the rows of an input, and knows the form that they have there."""

_STEP = 5000


@attrs.frozen
class Survey:
    """What a first reading of an input found.

    Attributes:
        digest: The SHA-256 of its bytes.
        rows: How many rows it has, bad ones too.
        stamp: The stamp that the file had.
        began_ns: When the reading began, in nanoseconds of the system's clock.
    """

    digest: str
    rows: int
    stamp: Stamp
    began_ns: int


@attrs.frozen
class Opened:
    """An input while it is read.

    Attributes:
        name: What messages call it.
        reader: Reads its rows.
        stream: Its bytes.
        digest: The SHA-256 of an input that was copied before it is read; else None.
    """

    name: str
    reader: Reader
    stream: Stream
    digest: str | None = None

    @property
    def may_block(self) -> bool:
        """Whether reading may have to wait for another program, as for the writer of a pipe."""
        return self.stream.stamp is None and not isinstance(self.reader, ParquetInput)

    def checkpoint(self) -> str | None:
        """Return what tells whether another input begins like this one, as far as it was read.

        It is None where a whole file can be compared.
        """
        return self.reader.checkpoint() if not isinstance(self.reader, ParquetInput) else None

    def check_unchanged(self, survey: Survey | None = None) -> None:
        """Make sure that the file is still what it was when it was opened.

        Args:
            survey: An earlier reading, whose content it must also have.

        Raises:
            InputError: It was written to.
        """
        opened = self.stream.stamp
        before = opened if survey is None else survey.stamp
        if opened and before and (self.stream.has_changed() or not before.same_content(opened)):
            raise changed(self.name)


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
    def open(self, rows: RowReader, *, digest: bool = False) -> Generator[Opened, None, None]:
        """Open the input and read its header.

        Raises:
            InputError: It cannot be read, or its header is not one.
        """
        name, hashed = self.source.name, not self.source.repeatable
        with self.source.open(digest=digest) as stream:
            if self.format is Format.PARQUET:
                with self.source.seekable(stream) as file:
                    copied = hashlib.file_digest(file, "sha256").hexdigest() if hashed else None  # type: ignore[arg-type]
                    yield Opened(name, ParquetInput(file, name), stream, copied)
            elif self.format is Format.JSONL:
                lines = JsonlInput(
                    stream,
                    name,
                    encoding=self.encoding,
                    contact=rows.email_column or "email",
                    hashed=hashed,
                )
                yield Opened(name, lines, stream)
            else:
                table = CsvInput(
                    stream,
                    name,
                    encoding=self.encoding,
                    delimiter=self.delimiter,
                    has_contact=rows.has_contact,
                    hashed=hashed,
                )
                yield Opened(name, table, stream)

    def survey(
        self, rows: RowReader, progress: Callable[[float | None], None] = lambda _: None
    ) -> Survey | None:
        """Read the input once from its beginning to its end, before anything is sent.

        That finds what would stop the job halfway, such as a quote that is never closed.

        Args:
            rows: What will read its rows.
            progress: Is called now and then with the part that has been read, from 0 to 1.

        Returns:
            What was found; None for an input that can be read only once.

        Raises:
            InputError: It cannot be read to its end.
        """
        if not self.source.repeatable:
            return None
        began_ns = time.time_ns()
        with self.open(rows, digest=True) as opened:
            reader, stream = opened.reader, opened.stream
            rows.check_header(reader.header, opened.name, offline=True)
            if isinstance(reader, ParquetInput):
                count = reader.rows
            else:
                texts = reader.texts() if isinstance(reader, JsonlInput) else reader.records()
                count = 0
                for count, _ in enumerate(texts, start=1):
                    if count % _STEP == 0:
                        progress(stream.fraction)
            digest = stream.digest()
            opened.check_unchanged()
            assert stream.stamp is not None, "a file that can be read again has a stamp"  # noqa: S101
            return Survey(digest, count, stream.stamp, began_ns)
