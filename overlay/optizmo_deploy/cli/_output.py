"""Data on standard output, whatever becomes of its reader and whatever its encoding is."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Format", "as_json", "default_format", "write_text"]

_INVISIBLE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What JSON leaves as it is: control characters beyond ASCII, text direction, lone surrogates."""


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


def default_format() -> Format:
    """Return what suits standard output: a table for a terminal, JSON for anything else."""
    return Format.TABLE if sys.stdout is not None and sys.stdout.isatty() else Format.JSON


def write_text(text: str) -> bool:
    """Write text to standard output at once.

    Characters that its encoding lacks are written as backslash escapes. A reader that has gone,
    as in `… | head -1`, is not an error: what is written from then on is dropped.

    Returns:
        Whether somebody may still be reading.

    Raises:
        click.ClickException: It cannot be written, for example because the disk is full.
    """
    stream = sys.stdout
    if stream is None:  # closed before the program started
        return False
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _discard_the_rest()
        return False
    except OSError as error:
        _discard_the_rest()
        reason = error.strerror or type(error).__name__
        raise click.ClickException(f"cannot write to standard output: {reason}") from None
    return True


def as_json(data: Mapping[str, Any] | list[Any], *, indent: int | None = None) -> str:
    """Return data as JSON text: safe on a terminal, and ASCII where stdout is not Unicode."""
    text = json.dumps(data, ensure_ascii=not _is_unicode(), indent=indent)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _is_unicode() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        return codecs.lookup(encoding).name.startswith("utf")
    except LookupError:
        return False


def _discard_the_rest() -> None:
    """Let the rest go nowhere, so that Python does not fail at exit when it flushes the stream."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
