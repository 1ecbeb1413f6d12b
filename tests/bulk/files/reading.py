"""Reads bytes as an input, in a few words."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.model import Operation, Row
from optizmo_deploy.client.contact_schema import ContactSchema

if TYPE_CHECKING:
    from optizmo_deploy.bulk.files.record import Record

SCHEMA = ContactSchema.from_dict(
    {
        "attributes": [
            {"name": "Email", "type": "email"},
            {"name": "Brand", "type": "array"},
            {"name": "first_name", "type": "string"},
            {"name": "age", "type": "number"},
            {"name": "vip", "type": "boolean"},
            {"name": "interests", "type": "array"},
            {"name": "work_email", "type": "email"},
        ]
    }
)


@frozen
class Read:
    """What was made of an input."""

    header: list[str] | None
    encoding: str
    delimiter: str | None
    rows: list[tuple[int, Row]]
    bad: list[tuple[int, str]]
    records: list[Record]

    @property
    def contacts(self) -> list[tuple[int, object]]:
        """The lines and contacts of the good rows."""
        return [(line, row.contact) for line, row in self.rows]


def read(
    data: bytes | str,
    *,
    form: Format = Format.CSV,
    operation: Operation = Operation.DISABLE,
    encoding: str | None = None,
    delimiter: str | None = None,
    **options: Any,
) -> Read:
    """Read bytes, or a text as UTF-8, as the rows of an operation."""
    schema = SCHEMA if operation is Operation.UPSERT else None
    reader = RowReader(operation=operation, schema=schema, **options)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        source = Source(path)
        chosen = Input(source=source, format=form, encoding=encoding, delimiter=delimiter)
        survey = chosen.survey(reader)
        with chosen.open(reader) as opened:
            reader = reader.check_header(opened.reader.header, "list")
            records = list(opened.reader.records())
            assert survey is not None
            assert survey.rows == len(records)
            rows: list[tuple[int, Row]] = []
            bad: list[tuple[int, str]] = []
            for record in records:
                try:
                    rows.append((record.line, reader.read(record)))
                except ValueError as error:
                    bad.append((record.line, str(error)))
            found = opened.reader
            header = list(found.header) if found.header is not None else None
            return Read(header, found.encoding, found.delimiter, rows, bad, records)


def upsert(data: bytes | str, **options: Any) -> Read:
    """Read an input as the rows of an upsert."""
    return read(data, operation=Operation.UPSERT, **options)
