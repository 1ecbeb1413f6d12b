"""The account's contacts and brands, kept in SQLite.

A contact is one row, so that it is written whole or not at all.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

__all__ = ["Contact", "Content", "Store", "StoreError"]

_APPLICATION_ID = 0x4F44_5342  # "ODSB": distinguishes a sandbox's file from any other database
_VERSION = 1
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
                path or ":memory:", isolation_level=None, check_same_thread=False, timeout=10
            )
            self._prepare()
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be used as the sandbox's database: {error}") from error

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Make everything inside happen at once or, when an exception leaves, not at all."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            yield
            execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise

    def replace_all(self, content: Content) -> None:
        """Replace all brands and contacts; call it inside a transaction."""
        self._connection.execute("DELETE FROM contact")
        self._connection.execute("DELETE FROM brand")
        self._connection.executemany("INSERT INTO brand VALUES (?, ?, ?, ?)", content.brands)
        self._connection.executemany(
            "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?)", content.contacts
        )

    def contact(self, email_md5: str) -> Contact | None:
        """Return the contact with an identity, if there is one."""
        row = self._connection.execute(
            "SELECT md5, email, created_at, attributes, brand_ids, enabled "
            "FROM contact WHERE md5 = ?",
            (email_md5,),
        ).fetchone()
        if row is None:
            return None
        return Contact(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4]), bool(row[5]))

    def add_contact(self, contact: Contact) -> bool:
        """Add a contact and return whether it was new."""
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO contact VALUES (?, ?, ?, ?, ?, ?)", _row(contact)
        )
        return cursor.rowcount == 1

    def save_contact(self, contact: Contact) -> None:
        """Overwrite a contact's attributes, brands and state, or add it."""
        self._connection.execute("REPLACE INTO contact VALUES (?, ?, ?, ?, ?, ?)", _row(contact))

    def delete_contact(self, email_md5: str) -> None:
        """Forget a contact; the API itself never does."""
        self._connection.execute("DELETE FROM contact WHERE md5 = ?", (email_md5,))

    def brands(self) -> list[tuple[str, str, bool]]:
        """Return the id, the name and the state of every brand."""
        rows = self._connection.execute("SELECT id, name, enabled FROM brand")
        return [(id_, name, bool(enabled)) for id_, name, enabled in rows]

    def brand(self, brand_id: str) -> dict[str, Any] | None:
        """Return a brand with all its settings, if there is one with this lower-case id."""
        row = self._connection.execute(
            "SELECT document FROM brand WHERE id = ?", (brand_id,)
        ).fetchone()
        return cast("dict[str, Any]", json.loads(row[0])) if row else None

    def brand_names(self, brand_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of those of the ids that are brands."""
        names: dict[str, str] = {}
        for brand_id in brand_ids:
            row = self._connection.execute(
                "SELECT name FROM brand WHERE id = ?", (brand_id,)
            ).fetchone()
            if row is not None:
                names[brand_id] = row[0]
        return names

    def save_brand(self, brand: dict[str, Any]) -> None:
        """Add a brand, or overwrite the one with its id."""
        row = _brand_row(brand)
        self._connection.execute("REPLACE INTO brand VALUES (?, ?, ?, ?)", row)

    def delete_brand(self, brand_id: str) -> None:
        """Delete a brand; contacts keep its id."""
        self._connection.execute("DELETE FROM brand WHERE id = ?", (brand_id,))

    def count_contacts(self) -> int:
        """Return how many contacts there are."""
        return int(self._connection.execute("SELECT count(*) FROM contact").fetchone()[0])

    def setting(self, name: str) -> str | None:
        """Return what was remembered under a name."""
        row = self._connection.execute(
            "SELECT value FROM setting WHERE name = ?", (name,)
        ).fetchone()
        return row and str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Remember a text under a name."""
        self._connection.execute("REPLACE INTO setting VALUES (?, ?)", (name, value))

    def _prepare(self) -> None:
        execute = self._connection.execute
        if self.path is None:
            self._connection.executescript(_LAYOUT)
            return
        application_id = execute("PRAGMA application_id").fetchone()[0]
        version = execute("PRAGMA user_version").fetchone()[0]
        tables = execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and application_id != _APPLICATION_ID:
            raise StoreError(f"{self.path} is a database of another program; it was left as it is")
        if tables and version != _VERSION:
            raise StoreError(
                f"{self.path} was written by another version of the sandbox; use a new file"
            )
        # A killed process loses nothing that was committed to the log; only a power cut could.
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")
        if not tables:
            with self.transaction():
                if not execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                    for statement in filter(str.strip, _LAYOUT.split(";")):
                        execute(statement)
                    execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                    execute(f"PRAGMA user_version = {_VERSION}")


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
