"""The account's contacts and brands, kept in SQLite.

A contact is one row, so that it is written whole or not at all.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import urandom
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

__all__ = ["Contact", "Content", "DatabaseLockedError", "Store", "StoreError"]

_APPLICATION_ID = 0x4F44_5342  # "ODSB": distinguishes a sandbox's file from any other database
_VERSION = 1
_START_TIMEOUT = 5.0  # seconds to wait at the start for a database that is locked
_LAYOUT = """
CREATE TABLE contact (
    md5 TEXT PRIMARY KEY, email TEXT NOT NULL, attributes TEXT NOT NULL, brand_ids TEXT NOT NULL,
    enabled INTEGER NOT NULL, created_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE brand (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, enabled INTEGER NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class StoreError(Exception):
    """The database cannot be used; the message says why in one line."""


class DatabaseLockedError(StoreError):
    """Another process has locked the database; nothing was done."""


class Content:
    """All contacts and brands of an account, ready to be written repeatedly."""

    def __init__(self, brands: Iterable[dict[str, Any]], contacts: Iterable[Contact]) -> None:
        self.brands: list[tuple[str, str, bool, str]] = [_brand_row(brand) for brand in brands]
        self.contacts: list[tuple[str, str, str, str, bool, str]] = [
            _row(contact) for contact in contacts
        ]


@dataclass(slots=True)
class Contact:
    """A contact as it is stored: no derived attributes, brands as they were added."""

    email_md5: str
    email: str
    created_at: str
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    brand_ids: list[str] = field(default_factory=list[str])
    enabled: bool = True


class Store:
    """An SQLite database of one account; it is in memory unless a file is given."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(
                path or ":memory:",
                isolation_level=None,
                check_same_thread=False,
                timeout=_START_TIMEOUT,
            )
        except sqlite3.Error as error:
            raise self._failure(error) from None
        try:
            self._prepare()
            # From now on it is the server that waits for a lock, and goes on with other requests.
            self._execute("PRAGMA busy_timeout = 0")
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Make everything inside happen at once or, when an exception leaves, not at all."""
        execute = self._execute
        execute("BEGIN IMMEDIATE")
        try:
            yield
            execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise

    def replace_contacts(self, content: Content) -> None:
        """Replace all contacts; call it inside a transaction."""
        self._execute("DELETE FROM contact")
        self._insert("INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?)", content.contacts)

    def replace_brands(self, content: Content) -> None:
        """Replace all brands; call it inside a transaction."""
        self._execute("DELETE FROM brand")
        self._insert("INSERT INTO brand VALUES (?, ?, ?, ?)", content.brands)
        self._note_change_of_brands()

    def content(self) -> Content:
        """Return all contacts and brands as they are now."""
        content = Content([], [])
        content.brands = self._rows("SELECT * FROM brand")
        content.contacts = self._rows("SELECT * FROM contact")
        return content

    def contact(self, email_md5: str) -> Contact | None:
        """Return the contact with an identity, if there is one."""
        row = self._execute(
            "SELECT md5, email, created_at, attributes, brand_ids, enabled "
            "FROM contact WHERE md5 = ?",
            (email_md5,),
        ).fetchone()
        if row is None:
            return None
        return Contact(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4]), bool(row[5]))

    def subscribed_contact(self) -> tuple[str, str | None] | None:
        """Return the `emailMd5` of a contact and a brand of its subscriptions, if there is one.

        An enabled contact with a subscription is preferred; without one, the brand is None.
        """
        rows = self._rows(
            "SELECT md5, brand.id FROM contact LEFT JOIN json_each(brand_ids) "
            "LEFT JOIN brand ON brand.id = json_each.value "
            "ORDER BY brand.id IS NULL, contact.enabled DESC, created_at DESC, md5 LIMIT 1"
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def add_contact(self, contact: Contact) -> bool:
        """Add a contact and return whether it was new."""
        cursor = self._execute(
            "INSERT OR IGNORE INTO contact VALUES (?, ?, ?, ?, ?, ?)", _row(contact)
        )
        return cursor.rowcount == 1

    def save_contact(self, contact: Contact) -> None:
        """Overwrite a contact's attributes, brands and state, or add it."""
        self._execute("REPLACE INTO contact VALUES (?, ?, ?, ?, ?, ?)", _row(contact))

    def delete_contact(self, email_md5: str) -> None:
        """Forget a contact; the API itself never does."""
        self._execute("DELETE FROM contact WHERE md5 = ?", (email_md5,))

    def brands(self) -> list[tuple[str, str, bool]]:
        """Return the id, the name and the state of every brand."""
        rows = self._rows("SELECT id, name, enabled FROM brand")
        return [(id_, name, bool(enabled)) for id_, name, enabled in rows]

    def brands_version(self) -> str | None:
        """Return a text that changes whenever a brand does, in any process."""
        return self.setting("brands")

    def brand(self, brand_id: str) -> dict[str, Any] | None:
        """Return a brand with all its settings, if there is one with this lower-case id."""
        row = self._execute("SELECT document FROM brand WHERE id = ?", (brand_id,)).fetchone()
        return cast("dict[str, Any]", json.loads(row[0])) if row else None

    def brand_names(self, brand_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of those of the ids that are brands."""
        names: dict[str, str] = {}
        for brand_id in brand_ids:
            row = self._execute("SELECT name FROM brand WHERE id = ?", (brand_id,)).fetchone()
            if row is not None:
                names[brand_id] = row[0]
        return names

    def save_brand(self, brand: dict[str, Any]) -> None:
        """Add a brand, or overwrite the one with its id."""
        row = _brand_row(brand)
        self._execute("REPLACE INTO brand VALUES (?, ?, ?, ?)", row)
        self._note_change_of_brands()

    def delete_brand(self, brand_id: str) -> None:
        """Delete a brand; contacts keep its id."""
        self._execute("DELETE FROM brand WHERE id = ?", (brand_id,))
        self._note_change_of_brands()

    def count_contacts(self) -> int:
        """Return how many contacts there are."""
        return int(self._execute("SELECT count(*) FROM contact").fetchone()[0])

    def setting(self, name: str) -> str | None:
        """Return what was remembered under a name."""
        row = self._execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row and str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Remember a text under a name."""
        self._execute("REPLACE INTO setting VALUES (?, ?)", (name, value))

    def _note_change_of_brands(self) -> None:
        self.remember("brands", urandom(16).hex())

    def _execute(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, parameters)
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _insert(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _rows(self, sql: str) -> list[Any]:
        try:
            return self._connection.execute(sql).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _failure(self, error: sqlite3.Error) -> StoreError:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return DatabaseLockedError(f"the database {self.path} is locked by another process")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return StoreError(
                f"{self.path} is damaged or not an SQLite database ({error}); "
                "it was left as it is, use another file"
            )
        reason = str(error)
        if self.path is not None and not self.path.parent.is_dir():
            reason = f"the folder {self.path.parent} does not exist"
        elif self.path is not None and self.path.is_dir():
            reason = "it is a folder"
        return StoreError(f"{self.path} cannot be used as the sandbox's database: {reason}")

    def _prepare(self) -> None:
        if self.path is None:
            self._connection.executescript(_LAYOUT)
            return
        application_id = self._pragma("application_id")
        version = self._pragma("user_version")
        tables = self._rows("SELECT count(*) FROM sqlite_schema")[0][0]
        if tables and application_id != _APPLICATION_ID:
            raise StoreError(f"{self.path} is a database of another program; it was left as it is")
        if tables and version != _VERSION:
            raise StoreError(
                f"{self.path} was written by another version of the sandbox "
                f"(its layout is {version}, this one's {_VERSION}); use a new file"
            )
        if tables and self._pragma("quick_check") != "ok":
            raise StoreError(f"{self.path} is damaged; it was left as it is, use another file")
        # A killed process loses nothing that was committed to the log; only a power cut could.
        self._execute("PRAGMA journal_mode = WAL")
        self._execute("PRAGMA synchronous = NORMAL")
        if not tables:
            with self.transaction():
                if not self._rows("SELECT count(*) FROM sqlite_schema")[0][0]:
                    for statement in filter(str.strip, _LAYOUT.split(";")):
                        self._execute(statement)
                    self._execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                    self._execute(f"PRAGMA user_version = {_VERSION}")

    def _pragma(self, name: str) -> Any:
        return self._rows(f"PRAGMA {name}")[0][0]


def _brand_row(brand: dict[str, Any]) -> tuple[str, str, bool, str]:
    return brand["id"], brand["name"], brand["enabled"], _dump(brand)


def _row(contact: Contact) -> tuple[str, str, str, str, bool, str]:
    return (
        contact.email_md5,
        contact.email,
        _dump(contact.attributes),
        _dump(contact.brand_ids),
        contact.enabled,
        contact.created_at,
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
