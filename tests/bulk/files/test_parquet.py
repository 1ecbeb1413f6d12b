"""Parquet: types come from the file, and it is read batch by batch."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.model import Operation

from tests.bulk.files.reading import Read, read, upsert

if TYPE_CHECKING:
    from pathlib import Path

pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")


def parquet(columns: dict[str, Any], **types: Any) -> bytes:
    table = pa.table({name: pa.array(values, types.get(name)) for name, values in columns.items()})
    file = io.BytesIO()
    pq.write_table(table, file, row_group_size=2)
    return file.getvalue()


def table(columns: dict[str, Any], **types: Any) -> Read:
    return upsert(parquet(columns, **types), form=Format.PARQUET)


def test_rows_are_numbered_from_one_over_all_groups() -> None:
    emails = [f"user{number}@example.com" for number in range(2500)]
    done = read(parquet({"email": emails}), form=Format.PARQUET)
    assert done.contacts == list(enumerate(emails, start=1))


def test_types_stay_what_they_are_and_a_null_leaves_alone() -> None:
    done = table(
        {
            "email": ["ann@example.com", " bob@example.com ", "carl@example.com"],
            "age": [1.5, None, 3.0],
            "vip": [True, None, False],
            "interests": [["a", "b"], None, []],
            "first_name": ["007", None, " "],
        }
    )
    assert [row.attributes for _, row in done.rows] == [
        {"age": 1.5, "vip": True, "interests": ["a", "b"], "first_name": "007"},
        {},
        {"age": 3.0, "vip": False, "interests": []},
    ]
    assert [row.contact for _, row in done.rows][1] == "bob@example.com"


def test_text_is_converted_and_decimals_are_numbers() -> None:
    done = table(
        {
            "email": ["ann@example.com"],
            "age": [Decimal("2.50")],
            "vip": ["true"],
            "first_name": [b"Ann"],
            "interests": ['["a"]'],
        }
    )
    assert done.rows[0][1].attributes == {
        "age": 2.5,
        "vip": True,
        "first_name": "Ann",
        "interests": ["a"],
    }


def test_values_that_do_not_fit_make_bad_rows() -> None:
    done = table(
        {
            "email": ["a@b", "c@d", None],
            "first_name": [1, 2, 3],
            "age": [float("nan"), 1.0, 2.0],
        }
    )
    assert [line for line, _ in done.bad] == [1, 2, 3]
    done = table({"email": ["a@b"], "first_name": [b"\xff"]})
    assert done.bad == [(1, "first_name is binary and not UTF-8 text")]
    done = table(
        {"email": ["a@b"], "first_name": [1_700_000_000_000]}, first_name=pa.timestamp("ms")
    )
    assert "of the type datetime" in done.bad[0][1]


def test_columns_are_checked_as_in_csv() -> None:
    with pytest.raises(InputError, match="'nickname' is not an attribute"):
        table({"email": ["a@b"], "nickname": ["x"]})
    file = io.BytesIO()
    names = ["email", "first_name", "first_name"]
    pq.write_table(pa.table([["a@b"], ["x"], ["y"]], names=names), file)
    with pytest.raises(InputError, match="more than once"):
        upsert(file.getvalue(), form=Format.PARQUET)


@pytest.mark.parametrize("data", [b"", b"email\nann@example.com\n", b"PAR1" + b"\0" * 20 + b"PAR1"])
def test_what_is_no_parquet_is_reported(data: bytes) -> None:
    with pytest.raises(InputError, match="not Parquet"):
        read(data, form=Format.PARQUET)


def test_a_file_that_is_cut_in_the_middle_is_reported() -> None:
    data = bytearray(parquet({"email": [f"user{number}@example.com" for number in range(1000)]}))
    data[20:200] = b"\xff" * 180
    with pytest.raises(InputError, match="cannot read"):
        read(bytes(data), form=Format.PARQUET)


def test_it_can_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = parquet({"email": ["ann@example.com"]})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    rows = RowReader(operation=Operation.DISABLE)
    with Input(source=Source(None), format=Format.PARQUET).open(rows) as opened:
        assert [record.line for record in opened.reader.records()] == [1]
        assert opened.digest is not None


def test_without_pyarrow_the_error_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ModuleNotFoundError):
        read(b"", form=Format.PARQUET)
