"""Results and rejects: what is in them, and what stays of them when a job goes on."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from optizmo_deploy.bulk.files.errors import OutputError
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.line_set import LineSet
from optizmo_deploy.bulk.files.output import Output
from optizmo_deploy.bulk.files.rejects import RejectsFile
from optizmo_deploy.bulk.files.result import RowResult, Status, without_contacts
from optizmo_deploy.bulk.files.results import ResultsFile
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.model import Operation

DONE = RowResult(2, "ann@example.com", Status.DONE)
FAILED = RowResult(3, "bob,x@example.com", Status.FAILED, "not_found_error", '404: no "Bob"')


def lines(*numbers: int) -> LineSet:
    made = LineSet()
    for number in numbers:
        made.add(number)
    return made


def write_results(path: Path, *results: RowResult, keep: LineSet | None = None) -> ResultsFile:
    form = Format.JSONL if path.suffix == ".jsonl" else Format.CSV
    file = ResultsFile(path, form, "email", keep)
    for result in results:
        if not file.has(result.line):
            file.write(result)
    file.finish()
    file.close()
    return file


def entries(path: Path) -> list[dict[str, Any]]:
    with path.open(newline="", encoding="utf-8") as file:
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in file]
        return list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
def test_results_have_an_entry_for_each_row(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"results.{ending}"
    write_results(path, DONE, FAILED)
    found = entries(path)
    assert [list(each) for each in found] == [["email", "_line", "_status", "_code", "_reason"]] * 2
    assert [str(each["_line"]) for each in found] == ["2", "3"]
    assert [each["_status"] for each in found] == ["done", "failed"]
    assert (found[0]["_code"] or None, found[1]["_code"]) == (None, "not_found_error")
    assert found[1]["email"] == FAILED.contact
    assert found[1]["_reason"] == FAILED.reason


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_entries_of_an_earlier_run_stay_when_they_are_to_and_are_whole(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"results.{ending}"
    many = [RowResult(line, f"u{line}@example.com", Status.DONE) for line in range(2, 9)]
    write_results(path, *many, FAILED)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.truncate(size - 3)  # the end of the last entry is lost
    results = write_results(path, *many[:1], DONE, FAILED, keep=lines(2, 4, 6, 100))
    assert [results.has(line) for line in range(2, 8)] == [True, False, True, False, True, False]
    assert [int(each["_line"]) for each in entries(path)] == [2, 4, 6, 3]


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\xff\xfe,\n", b'"', b"a,b\n", b"\n\n", b"x"])
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_what_a_power_cut_leaves_at_the_end_is_dropped(
    tmp_path: Path, ending: str, tail: bytes
) -> None:
    path = tmp_path / f"results.{ending}"
    write_results(path, DONE)
    with path.open("ab") as file:
        file.write(tail)
    write_results(path, FAILED, keep=lines(2))
    assert [int(each["_line"]) for each in entries(path)] == [2, 3]


def test_a_file_that_is_no_results_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("something,else\n1,2\n")
    write_results(path, DONE, keep=lines(2))
    assert len(entries(path)) == 1


def test_an_entry_that_is_there_twice_stays_once(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    write_results(path, DONE, DONE)
    write_results(path, keep=lines(2))
    assert len(entries(path)) == 1


def test_a_link_to_a_results_file_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "results.csv"
    link.symlink_to(target)
    write_results(link, DONE)
    write_results(link, FAILED, keep=lines(2))
    assert link.is_symlink()
    assert len(entries(target)) == 2


def test_nothing_is_written_before_a_flush_and_all_of_it_after(tmp_path: Path) -> None:
    output = Output(tmp_path / "out")
    output.write("a")
    output.write("é")
    assert (tmp_path / "out").read_bytes() == b""
    output.flush()
    assert (tmp_path / "out").read_text("utf-8") == "aé"
    output.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_reported_with_what_to_do(tmp_path: Path) -> None:
    output = Output(Path("/dev/full"))
    output.write("a")
    with pytest.raises(OutputError, match="No space left on device; free some space"):
        output.flush()
    output.close()


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file or directory"):
        Output(tmp_path / "none" / "out")


def rejects(
    data: bytes, form: Format = Format.CSV, ending: str = "csv", encoding: str | None = None
) -> bytes:
    """Return the rejects of an input of which every row failed."""
    rows = RowReader(operation=Operation.DISABLE)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "list", Path(folder) / f"rejects.{ending}"
        source.write_bytes(data)
        with Input(source=Source(source), format=form, encoding=encoding).open(rows) as opened:
            file = RejectsFile(target, opened.reader)
            for record in opened.reader.records():
                file.write(record, RowResult(record.line, "", Status.FAILED, "code", "why"))
            file.finish()
            file.close()
        return target.read_bytes()


def test_rejects_of_csv_have_its_delimiter_line_ends_and_columns() -> None:
    data = b'email;"a;b"\r\n"x\r\ny";1\r\n00;2\r\n'
    assert rejects(data) == (
        b'email;"a;b";_line;_status;_code;_reason\r\n'
        b'"x\r\ny";1;2;failed;code;why\r\n'
        b"00;2;4;failed;code;why\r\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "shift_jis"])
def test_rejects_of_csv_have_its_encoding_and_mark(encoding: str) -> None:
    text = "email,name\nann@example.com,é\n".replace("é", "ｱ" if encoding == "shift_jis" else "é")
    marked = encoding in {"utf-8-sig", "utf-16"}
    written = rejects(text.encode(encoding), encoding=None if marked else encoding)
    expected = text.replace("name\n", "name,_line,_status,_code,_reason\n")
    assert written == (expected[:-1] + ",2,failed,code,why\n").encode(encoding)


def test_rejects_that_come_back_get_the_added_columns_once() -> None:
    once = rejects(b"email,name\nann@example.com,Ann\n")
    assert rejects(once) == once


def test_rows_that_cannot_be_read_are_rejected_byte_for_byte() -> None:
    data = b'email,name\nann@example.com\n"x"y,1\nb\xe9@example.com,1\n'
    assert rejects(data) == (
        b"email,name,_line,_status,_code,_reason\n"
        b'ann@example.com\n"x"y,1\n'
        b"b\xe9@example.com,1,4,failed,code,why\n"
    )


def test_rejects_of_csv_can_be_json_lines() -> None:
    data = b'email,name\nann@example.com,"A""n"\nonly\n'
    assert [json.loads(line) for line in rejects(data, ending="jsonl").splitlines()] == [
        {
            "email": "ann@example.com",
            "name": 'A"n',
            "_line": 2,
            "_status": "failed",
            "_code": "code",
            "_reason": "why",
        },
        {"_row": "only\n", "_line": 3, "_status": "failed", "_code": "code", "_reason": "why"},
    ]


def test_rejects_of_json_lines_keep_lines_that_cannot_be_parsed_as_they_are() -> None:
    data = b'{"email": "ann", "n": 1, "_line": 7}\nnope \xff\r\n"bob"\n{"a": "\\ud800"}\nlast'
    assert rejects(data, Format.JSONL, "jsonl") == (
        b'{"email": "ann", "n": 1, "_line": 1, "_status": "failed", "_code": "code",'
        b' "_reason": "why"}\n'
        b"nope \xff\r\n"
        b'{"email": "bob", "_line": 3, "_status": "failed", "_code": "code", "_reason": "why"}\n'
        b'{"a": "\\ud800", "_line": 4, "_status": "failed", "_code": "code", "_reason": "why"}\n'
        b"last\n"
    )


def test_rejects_of_parquet_mean_the_same_when_they_come_back() -> None:
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    file = io.BytesIO()
    columns = {
        "email": ["ann", None],
        "age": [None, 1],
        "score": [float("nan"), 1.5],
        "scores": [[1.0, float("inf")], None],
    }
    pq.write_table(pa.table(columns), file)
    added = {"_status": "failed", "_code": "code", "_reason": "why"}
    written = rejects(file.getvalue(), Format.PARQUET, "jsonl")
    # a null of JSON would remove what a null of Parquet leaves alone, and JSON has no NaN
    assert [json.loads(line) for line in written.splitlines()] == [
        {"email": "ann", "score": "nan", "scores": [1.0, "inf"], "_line": 1, **added},
        {"age": 1, "score": 1.5, "_line": 2, **added},
    ]


def test_rejects_of_json_lines_cannot_be_csv() -> None:
    with pytest.raises(OutputError, match=r"call it \.jsonl"):
        rejects(b"{}\n", Format.JSONL, "csv")


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=2, max_size=2))
@example(["\r", ""])
@example(["", "a\rb"])
def test_rejects_of_csv_are_read_back_as_the_same_cells(cells: list[str]) -> None:
    text = "email,note\n" + ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
    once = rejects(text.encode())
    again = rejects(once)
    first, second = (
        [[cell.strip(" ") for cell in row[:2]] for row in csv.reader(io.StringIO(text, newline=""))]
        for text in (once.decode(), again.decode())
    )
    assert first == second


def test_contacts_are_taken_out_of_what_must_not_hold_any() -> None:
    md5 = "93942E96f5acd83e2e047ad8fe03114d"
    text = f"404: no contact ann@example.com ({md5})"
    assert without_contacts(text) == "404: no contact … (…)"


@settings(deadline=None)
@given(st.sets(st.integers(0, 10_000)))
def test_a_line_set_holds_what_was_added_and_nothing_else(numbers: set[int]) -> None:
    made = lines(*numbers)
    assert {number for number in range(10_010) if number in made} == numbers


def test_outputs_on_devices_are_written_without_a_sync() -> None:
    output = Output(Path(os.devnull))
    output.write("a")
    output.flush()
    output.sync()
    output.close()
