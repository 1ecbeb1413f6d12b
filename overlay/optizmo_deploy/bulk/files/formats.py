"""The formats of files, and how a file's name tells its format."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from optizmo_deploy.bulk.files.errors import InputError, OutputError

if TYPE_CHECKING:
    from pathlib import PurePath

__all__ = ["Format", "input_format", "output_format"]


class Format(StrEnum):
    """How rows are written in a file."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


_ENDINGS = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".tab": Format.CSV,
    ".txt": Format.CSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
}
_COMPRESSED = {".gz", ".gzip"}


def input_format(name: PurePath | None) -> Format:
    """Return the format of an input file by the ending of its name, `.gz` left aside.

    Raises:
        InputError: The ending tells no format, or the input is standard input.
    """
    if name is None:
        raise InputError("standard input has no name: say its format with --input-format")
    endings = [ending.lower() for ending in name.suffixes if ending.lower() not in _COMPRESSED]
    known = _ENDINGS.get(endings[-1]) if endings else None
    if known is None:
        listed = ", ".join(_ENDINGS)
        raise InputError(
            f"the name of {name} does not tell its format ({listed}): say it with --input-format"
        )
    return known


def output_format(name: PurePath, *, otherwise: Format) -> Format:
    """Return the format of an output file by the ending of its name.

    Args:
        name: The file.
        otherwise: The format of a name whose ending tells none.

    Raises:
        OutputError: The ending is that of a format which is not written.
    """
    ending = name.suffix.lower()
    if ending in _COMPRESSED or _ENDINGS.get(ending) is Format.PARQUET:
        raise OutputError(
            f"cannot write {name}: results and rejects are written as .csv or .jsonl, uncompressed"
        )
    return _ENDINGS.get(ending, otherwise)
