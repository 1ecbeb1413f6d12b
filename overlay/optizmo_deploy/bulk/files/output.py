"""Output files that are written in steps, so that what is in them is known after every step."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optizmo_deploy.bulk.files.errors import OutputError, reason

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["Output", "writing"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Output:
    """A file of text that is written when it is flushed, and never in between.

    Args:
        path: The file.
        encoding: Its encoding.
        errors: What is done with characters that the encoding lacks.
        append: Whether to go on at its end; it is begun anew otherwise.

    Raises:
        OutputError: It cannot be opened.
    """

    def __init__(
        self,
        path: Path,
        *,
        encoding: str = "utf-8",
        errors: str = "backslashreplace",
        append: bool = False,
    ) -> None:
        self._path = path
        self._encoding, self._errors = encoding, errors
        self._pending: list[str] = []
        with writing(path):
            self._file = path.open("ab" if append else "wb", buffering=0)

    def write(self, text: str) -> None:
        """Add text, to be written with the next flush."""
        self._pending.append(text)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes at once."""
        with writing(self._path):
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]

    def flush(self) -> None:
        """Write what was added.

        Raises:
            OutputError: It cannot be written, for example because the disk is full.
        """
        if self._pending:
            data = "".join(self._pending).encode(self._encoding, self._errors)
            self._pending.clear()
            self.write_bytes(data)

    def sync(self) -> None:
        """Have the operating system write it to the disk, where it is a file on one."""
        with writing(self._path):
            if stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what was added since the last flush is dropped."""
        self._file.close()


@contextmanager
def writing(path: Path) -> Generator[None, None, None]:
    """Raise what can go wrong when a file is written as an `OutputError` that names it."""
    try:
        yield
    except OSError as error:
        hint = "; free some space, then run the same command again" if error.errno in _FULL else ""
        raise OutputError(f"cannot write {path}: {reason(error)}{hint}") from None
