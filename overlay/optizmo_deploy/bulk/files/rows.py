"""Rows of work from the records of an input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

import attrs

from optizmo_deploy.bulk.files.attribute_cell import convert
from optizmo_deploy.bulk.files.columns import check_columns, contact_column
from optizmo_deploy.bulk.files.contact_cell import TRIMMED, read_contact
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.record import ADDED_COLUMNS
from optizmo_deploy.bulk.model import Operation, Row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from optizmo_deploy import ContactSchema
    from optizmo_deploy.bulk.files.record import Record

__all__ = ["PREDEFINED", "RowReader"]

PREDEFINED = frozenset({"Email", "Brand"})
"""What every contact schema has and nobody can write (documentation page "Get contact schema")."""

_NESTED = "attributes"
_BRANDS = ("brandIds", "brand_ids")


@attrs.frozen(kw_only=True)
class RowReader:
    """Makes rows of work from records.

    Attributes:
        operation: What is to be done.
        schema: The account's contact schema, which `upsert` needs.
        email_column: The column that holds the contacts; None to find it by its name.
        ignored: Columns to leave out.
        empty: What an empty cell means for an attribute: to leave it alone or to remove it.
        array_separator: What separates the values of arrays in text that is not JSON.
        known_brands: The ids of all brands that rows may name; None to leave that to the server.
    """

    operation: Operation
    schema: ContactSchema | None = None
    email_column: str | None = None
    ignored: frozenset[str] = frozenset()
    empty: Literal["keep", "unset"] = "keep"
    array_separator: str | None = None
    known_brands: Collection[str] | None = None
    _types: Mapping[str, str] = attrs.field(
        init=False, default=attrs.Factory(lambda self: _types_of(self.schema), takes_self=True)
    )
    _skipped: frozenset[str] = attrs.field(
        init=False,
        default=attrs.Factory(lambda self: self.ignored | {*ADDED_COLUMNS}, takes_self=True),
    )

    def has_contact(self, names: list[str]) -> bool:
        """Return whether the column of contacts is clearly one of these."""
        try:
            contact_column(names, self.email_column)
        except ValueError:
            return False
        return True

    def check_header(
        self, header: Sequence[str] | None, name: str, *, offline: bool = False
    ) -> RowReader:
        """Check the columns of an input before any row is read.

        Args:
            header: The names of the columns; None when each row has its own.
            name: What messages call the input.
            offline: Whether to leave aside what the account's schema says.

        Returns:
            The reader for this header.

        Raises:
            InputError: A column is missing, is there twice, or is not an attribute.
        """
        if header is None:
            return self
        try:
            contact = contact_column(
                [name for name in header if name not in self._skipped or name == self.email_column],
                self.email_column,
            )
            check_columns(
                header,
                contact,
                ignored=self.ignored,
                attributes=None
                if offline or self.operation is not Operation.UPSERT
                else self._types,
            )
        except ValueError as error:
            raise InputError(f"cannot use {name}: {error}") from None
        return attrs.evolve(self, email_column=contact)

    def contact_of(self, record: Record) -> str:
        """Return the column that holds the contact of a record, or the usual one."""
        try:
            return self.email_column or contact_column(record.values or {}, None)
        except ValueError:
            return "email"

    def read(self, record: Record) -> Row:
        """Return the work of a record; its tag is the record.

        Raises:
            ValueError: The row is bad; the message says why, without the row's content.
        """
        if record.values is None:
            raise ValueError(record.problem)
        contact = self.email_column or contact_column(record.values, None)
        upsert = self.operation is Operation.UPSERT
        address = read_contact(record.values.get(contact), md5_allowed=not upsert)
        if not upsert:
            return Row(address, tag=record)
        members, brand_ids = self._members(record.values, contact)
        attributes = {
            name: value
            for name, cell in members.items()
            if (value := self._value(name, cell)) is not _LEFT_ALONE
        }
        if self.known_brands is not None and (
            unknown := [each for each in brand_ids if str(each) not in self.known_brands]
        ):
            raise ValueError(f"the account has no brand with the id {unknown[0]}")
        if self.schema is not None and (wrong := self.schema.validate(attributes)):
            raise ValueError("; ".join(str(error) for error in wrong))
        return Row(address, attributes, brand_ids, tag=record)

    def _members(
        self, values: Mapping[str, Any], contact: str
    ) -> tuple[dict[str, Any], Sequence[UUID]]:
        """Return the attributes of a row, side by side or nested as in the API, and its brands."""
        brand_ids: Sequence[UUID] = ()
        members: dict[str, Any] = {}
        for name, value in values.items():
            if name == contact or name in self._skipped:
                continue
            if name in self._types:
                members[name] = value
            elif name == _NESTED and isinstance(value, dict):
                members |= cast("dict[str, Any]", value)
            elif name in _BRANDS and isinstance(value, list):
                brand_ids = [_uuid(item) for item in cast("list[object]", value)]
            else:
                members[name] = value  # which is not in the schema
        return members, brand_ids

    def _value(self, name: str, cell: object) -> object:
        type_ = self._types.get(name)
        if type_ is None:
            return cell  # for the schema to reject
        if isinstance(cell, str):
            cell = cell.strip(TRIMMED)
            if not cell:
                return None if self.empty == "unset" else _LEFT_ALONE
        try:
            return convert(cell, type_, array_separator=self.array_separator)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None


def _types_of(schema: ContactSchema | None) -> dict[str, str]:
    listed = schema.attributes if schema is not None else ()
    return {item.name: str(item.type_) for item in listed if item.name not in PREDEFINED}


class _LeftAlone:
    """What an attribute has that a row leaves alone."""


_LEFT_ALONE = _LeftAlone()


def _uuid(value: object) -> UUID:
    try:
        return UUID(cast("str", value))
    except (ValueError, TypeError, AttributeError):
        raise ValueError("a brand id is not a UUID") from None
