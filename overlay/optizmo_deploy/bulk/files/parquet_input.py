"""Parquet, read by pyarrow in small batches."""

from __future__ import annotations

from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final, cast

from optizmo_deploy.bulk.files.errors import InputError, reason
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ParquetInput"]

_BATCH = 1000


class ParquetInput:
    """The rows of a Parquet input. A row's line is its number, counted from 1.

    A binary column is read as UTF-8 text, as programs of old wrote text. A null is left out: it
    leaves its attribute alone.

    Args:
        file: The bytes; it has to be seekable.
        name: What messages call the input.

    Raises:
        InputError: It is not Parquet.
        ModuleNotFoundError: pyarrow is not installed; it comes with the extra `parquet`.
    """

    format: Final = Format.PARQUET
    delimiter: Final = None
    encoding: Final = "utf-8"
    mark: Final = b""
    newline: Final = "\n"

    def __init__(self, file: IO[bytes], name: str) -> None:
        # It comes with an extra, takes long to import, and has no types.
        pa: Any = import_module("pyarrow")
        pq: Any = import_module("pyarrow.parquet")
        self._name = name
        self._errors: tuple[type[Exception], ...] = (pa.ArrowException, OSError)
        try:
            # Without its own read-ahead and threads it holds a batch, not a whole row group.
            self._file: Any = pq.ParquetFile(file, pre_buffer=False, buffer_size=1 << 16)
        except self._errors as error:
            raise InputError(f"cannot read {name}: it is not Parquet ({reason(error)})") from None
        self.header: list[str] = list(self._file.schema_arrow.names)
        self.rows: int = self._file.metadata.num_rows

    def records(self) -> Iterator[Record]:
        """Read the rows.

        Raises:
            InputError: It cannot be read further.
        """
        number = 0
        batches: Any = self._file.iter_batches(batch_size=_BATCH, use_threads=False)
        while True:
            try:
                batch: Any = next(batches, None)
                rows = cast("list[dict[str, Any]]", [] if batch is None else batch.to_pylist())
            except self._errors as error:
                raise InputError(f"cannot read {self._name}: {reason(error)}") from None
            except ValueError as error:  # a value that Python has no type for, such as year 10000
                raise InputError(f"cannot read {self._name}: {error}") from None
            if batch is None:
                return
            for row in rows:
                number += 1
                values = {name: value for name, value in row.items() if value is not None}
                yield Record(number, values, row)
