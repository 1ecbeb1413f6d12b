"""The journal of a job: which rows are finished, so that the job can be continued.

It is an SQLite database that holds what the job is (its operation, its target, how its input is
read, and the SHA-256 of the input) and what became of each finished row, by the number of its line.
It holds no API key, no address and no hash of one.

Rows are added in transactions, each of which is on the disk when it ends (`synchronous=FULL` with a
rollback journal). Whatever ends the program, the file is whole, and what was not yet in it is done
again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import attrs

from optizmo_deploy.bulk.files.errors import FileError, OutputError
from optizmo_deploy.bulk.files.line_set import LineSet
from optizmo_deploy.bulk.files.result import RowResult, Status, without_contacts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

__all__ = ["Journal", "JournalError", "KnownRow"]

_APPLICATION: Final = 0x4F644A31  # "OdJ1": what SQLite and `file` recognise the format by
_PAGE = 1000
_SCHEMA = """
CREATE TABLE job (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rows (
    line INTEGER PRIMARY KEY,
    status TEXT NOT NULL,
    code TEXT,
    reason TEXT,
    attempts INTEGER NOT NULL
);
"""


class JournalError(FileError):
    """The journal is that of another job, is in use, or is not a journal at all."""


@attrs.frozen
class KnownRow:
    """What a journal knows of a row."""

    line: int
    status: Status
    code: str | None
    reason: str | None
    attempts: int


class Journal:
    """An open journal, which no other process can open as long as it is.

    Args:
        path: The file; it is created when it is not there.

    Raises:
        JournalError: It is in use, or it is not a journal.
        OutputError: It cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_new: bool = not path.exists() or not path.stat().st_size
        if self.is_new:
            _create_private(path)
        self._pending: list[tuple[int, str, str | None, str | None, int]] = []
        with self._writing():
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with self._writing():
                self._open()
        except BaseException:
            self._database.close()
            raise

    def _open(self) -> None:
        execute = self._database.execute
        execute("PRAGMA locking_mode=EXCLUSIVE")
        execute("PRAGMA synchronous=FULL")
        execute("BEGIN EXCLUSIVE")
        application = execute("PRAGMA application_id").fetchone()[0]
        tables = execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not tables and application == 0:
            self.is_new = True
            for statement in _SCHEMA.split(";"):
                execute(statement)
            execute(f"PRAGMA application_id={_APPLICATION}")
        elif application != _APPLICATION:
            raise JournalError(f"{self.path} is a database, but not a journal of this program")
        execute("COMMIT")

    def check(self, job: Mapping[str, object]) -> None:
        """Make sure that the journal is that of a job; a new one becomes that.

        Args:
            job: What the job is, by names that messages can show.

        Raises:
            JournalError: It is that of another job; the message says what differs.
        """
        known = self.facts()
        wanted = {name: json.dumps(value, sort_keys=True) for name, value in job.items()}
        differing = [name for name, value in wanted.items() if known.get(name, value) != value]
        if differing:
            words = "; ".join(_difference(name, known[name], wanted[name]) for name in differing)
            raise JournalError(
                f"the journal {self.path} is that of another job: {words}. Name another one with"
                " --journal, or delete it if that job needs no continuation"
            )
        self.note({name: value for name, value in wanted.items() if name not in known})

    def facts(self) -> dict[str, str]:
        """Return what is noted about the job."""
        with self._writing():
            return dict(self._database.execute("SELECT name, value FROM job").fetchall())

    def note(self, facts: Mapping[str, str]) -> None:
        """Note something about the job, at once."""
        with self._writing():
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("REPLACE INTO job VALUES (?, ?)", list(facts.items()))
            self._database.execute("COMMIT")

    def add(self, result: RowResult) -> None:
        """Add a row whose result is final; it is written with the next commit."""
        reason = None if result.reason is None else without_contacts(result.reason)
        code = None if result.code is None else without_contacts(result.code)
        self._pending.append((result.line, str(result.status), code, reason, result.attempts))

    def commit(self, facts: Mapping[str, str] | None = None) -> None:
        """Write the rows that were added, and note something about the job, in one transaction.

        Raises:
            OutputError: They cannot be written, for example because the disk is full.
        """
        if not self._pending:
            return
        with self._writing():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.executemany(
                    "REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", self._pending
                )
                self._database.executemany(
                    "REPLACE INTO job VALUES (?, ?)", list((facts or {}).items())
                )
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
        self._pending.clear()

    def rows(self) -> Iterator[KnownRow]:
        """Return the rows that it knows, in the order of their lines.

        Rows may be added meanwhile; it then depends on their place whether they are among them.
        """
        line = -1
        while True:
            with self._writing():
                page = self._database.execute(
                    "SELECT line, status, code, reason, attempts FROM rows WHERE line > ?"
                    " ORDER BY line LIMIT ?",
                    (line, _PAGE),
                ).fetchall()
            for line, status, code, reason, attempts in page:
                yield KnownRow(line, Status(status), code, reason, attempts)
            if len(page) < _PAGE:
                return

    def lines(self, *, failed: bool) -> LineSet:
        """Return the lines of the rows that it knows.

        Args:
            failed: Whether those of rows that failed are among them.
        """
        lines = LineSet()
        for row in self.rows():
            if failed or row.status is not Status.FAILED:
                lines.add(row.line)
        return lines

    def close(self) -> None:
        """Close the file; what was not committed is dropped."""
        self._database.close()

    def delete(self) -> None:
        """Close the file and delete it."""
        self._database.close()
        self.path.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Generator[None, None, None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _explained(error, self.path) from None


def _explained(error: sqlite3.DatabaseError, path: Path) -> FileError:
    code: Any = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return JournalError(
            f"the journal {path} is in use: another run of this job goes on; wait for it to end"
        )
    if primary in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return JournalError(
            f"{path} is not a journal, or it is damaged ({error}); name another one with --journal"
        )
    if primary in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return OutputError(
            f"cannot write the journal {path}: {error}; free some space, then run the same command"
            " again"
        )
    return OutputError(f"cannot write the journal {path}: {error}")


def _create_private(path: Path) -> None:
    """Create the file so that other users cannot read it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise OutputError(
            f"cannot create the journal {path}: {error.strerror}; name another place with --journal"
        ) from None


def _difference(name: str, known: str, wanted: str) -> str:
    if name == "input":
        return "the content of the input has changed"
    return f"{name} {known} in the journal, {wanted} now"
