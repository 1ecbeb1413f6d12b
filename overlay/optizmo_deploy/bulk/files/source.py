"""The bytes of the input: from a file or from standard input, decompressed where they are gzip."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import stat
import sys
import tempfile
import zlib
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

import attrs

from optizmo_deploy.bulk.files.errors import InputError, reason

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["READ_ERRORS", "Source", "Stamp", "Stream", "changed", "explained", "reading"]

READ_ERRORS = (OSError, EOFError, zlib.error)
"""What reading bytes can raise."""

_BUFFER = 1 << 16
_GZIP = b"\x1f\x8b"
_LONGEST_MAGIC = 4
_NOT_TEXT = {
    b"PK\x03\x04": "a ZIP archive or a workbook; export the sheet as CSV, or unpack the file",
    b"\xd0\xcf\x11\xe0": "a workbook of old Excel; export the sheet as CSV",
    b"%PDF": "a PDF; export the list as CSV",
    b"\xfd7zX": "compressed with xz; decompress it first: xz -dc FILE | …",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; decompress it first: zstd -dc FILE | …",
    b"BZh9": "compressed with bzip2; decompress it first: bzip2 -dc FILE | …",
    b"SQLi": "an SQLite database; export the table as CSV",
}


@attrs.frozen
class Stamp:
    """What changes when a file does: where it is, its size, and when it was changed.

    The change time cannot be set by programs, so that a file with the same stamp has the same
    content, unless it was written in the very moment that the stamp was taken.
    """

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """Return the stamp of a file from its status."""
        return cls(
            status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        )

    def same_content(self, other: Stamp) -> bool:
        """Return whether nobody wrote to the file between two stamps of it."""
        return attrs.evolve(self, changed_ns=0) == attrs.evolve(other, changed_ns=0)

    def __str__(self) -> str:
        return ":".join(map(str, attrs.astuple(self)))


class _Counted(io.RawIOBase):
    """A binary stream that counts, and hashes when asked to, what is read from it.

    Its first bytes can be looked at before anything is read, also where a pipe brings them one by
    one. Bytes of a file that was written to are not given on: half a line could be one that names
    another contact.
    """

    def __init__(
        self, stream: IO[bytes], *, digest: bool, name: str = "", stamp: Stamp | None = None
    ) -> None:
        source: Any = stream
        self._source = stream
        self._name = name
        self._stamp = stamp
        self._into = getattr(source, "readinto1", None) or source.readinto
        self.count = 0
        self.digest = hashlib.sha256() if digest else None
        self.start = b""
        while len(self.start) < _LONGEST_MAGIC and (more := stream.read(1)):
            self.start += more
        self._ahead = self.start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        ahead, self._ahead = self._ahead, b""
        buffer[: len(ahead)] = ahead
        size = len(ahead) or cast("int", self._into(buffer)) or 0
        if self.has_changed():
            raise changed(self._name)
        self.count += size
        if self.digest is not None:
            self.digest.update(memoryview(buffer)[:size])
        return size

    def has_changed(self) -> bool:
        """Return whether the file was written to since it was opened."""
        return self._stamp is not None and not self._stamp.same_content(
            Stamp.of(os.fstat(self._source.fileno()))
        )


@attrs.define
class Stream:
    """The decompressed bytes of an input while it is read.

    Attributes:
        content: The bytes, buffered.
        compressed: Whether they come out of gzip.
        stamp: The stamp of the file when it was opened; None for what is not a file.
    """

    content: io.BufferedReader
    compressed: bool
    stamp: Stamp | None
    _counted: _Counted

    @property
    def fraction(self) -> float | None:
        """The part of the input that has been read, from 0 to 1; None when its size is unknown."""
        if self.stamp is None or not self.stamp.size:
            return None
        return min(1.0, self._counted.count / self.stamp.size)

    def has_changed(self) -> bool:
        """Return whether the file was written to since it was opened."""
        return self._counted.has_changed()

    def digest(self) -> str:
        """Read what is left and return the SHA-256 of the whole input, as it is in the file."""
        while self._counted.read(_BUFFER):
            pass
        return self._counted.digest.hexdigest() if self._counted.digest is not None else ""


class Source:
    """Where the input comes from.

    Args:
        path: The file; None for standard input.

    Raises:
        InputError: The file is not there, or is a directory.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.name: str = "standard input" if path is None else str(path)
        """What messages call it."""
        self.repeatable: bool = False
        """Whether it can be read again, as a file can and a pipe cannot."""
        if path is not None:
            with reading(self.name):
                mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise InputError(f"cannot read {self.name}: it is a directory")
            self.repeatable = stat.S_ISREG(mode)

    def stamp(self) -> Stamp | None:
        """Return what tells whether the file has changed; None for what is not a file.

        Raises:
            InputError: The file is gone.
        """
        if self.path is None or not self.repeatable:
            return None
        with reading(self.name):
            return Stamp.of(self.path.stat())

    @contextmanager
    def open(self, *, digest: bool = False) -> Generator[Stream, None, None]:
        """Open the input, decompressed where it is gzip, whatever its name.

        Args:
            digest: Whether `Stream.digest` will be asked for.

        Raises:
            InputError: It cannot be opened, or begins like something that is not text or Parquet.
        """
        with ExitStack() as stack:
            with reading(self.name):
                file = _standard_input() if self.path is None else self.path.open("rb", buffering=0)
                if self.path is not None:
                    stack.callback(file.close)
                stamp = Stamp.of(os.fstat(file.fileno())) if self.repeatable else None
                counted = _Counted(file, digest=digest, name=self.name, stamp=stamp)
                plain = cast("io.BufferedReader", io.BufferedReader(counted, _BUFFER))
            if what := _NOT_TEXT.get(counted.start):
                raise InputError(f"cannot read {self.name}: it is {what}")
            compressed = counted.start.startswith(_GZIP)
            # GzipFile has all of a raw stream that a buffer around it needs.
            unzipped = cast("io.RawIOBase", gzip.GzipFile(fileobj=plain)) if compressed else None
            content = plain if unzipped is None else io.BufferedReader(unzipped, _BUFFER)
            yield Stream(cast("io.BufferedReader", content), compressed, stamp, counted)

    @contextmanager
    def seekable(self, stream: Stream) -> Generator[IO[bytes], None, None]:
        """Give the bytes of a stream in a form that can be read in any order.

        What is not a plain file is copied to a temporary one first, which has no name and is gone
        when it is closed.

        Raises:
            InputError: It cannot be read.
        """
        if self.path is not None and self.repeatable and not stream.compressed:
            with self.path.open("rb") as file:
                yield file
            return
        with tempfile.TemporaryFile() as copy:
            with reading(self.name):
                shutil.copyfileobj(stream.content, copy)
            copy.seek(0)
            yield copy


def _standard_input() -> IO[bytes]:
    """Return the standard input, without any buffer that somebody else may use."""
    if sys.stdin is None:
        raise InputError("cannot read standard input: it is closed")
    try:
        return open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    except io.UnsupportedOperation:  # replaced by a stream in memory, as tests do
        return sys.stdin.buffer


@contextmanager
def reading(name: str) -> Generator[None, None, None]:
    """Raise what can go wrong when bytes are read as an `InputError` that names the input."""
    try:
        yield
    except READ_ERRORS as error:
        raise explained(name, error) from None


def changed(name: str) -> InputError:
    """Return the error that says that a file was written to while it was read."""
    return InputError(
        f"{name} was changed while it was read; make sure that nothing writes to it, and start over"
    )


def explained(name: str, error: BaseException) -> InputError:
    """Return the error that says why the bytes of an input cannot be read."""
    if isinstance(error, EOFError):
        return InputError(f"cannot read {name}: the gzip data end too early; is it cut off?")
    if isinstance(error, (gzip.BadGzipFile, zlib.error)):
        return InputError(f"cannot read {name}: the gzip data are damaged ({error})")
    return InputError(f"cannot read {name}: {reason(error)}")
