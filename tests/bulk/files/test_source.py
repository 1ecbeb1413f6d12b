"""Where bytes come from: files, gzip, pipes, and what is not a list at all."""

from __future__ import annotations

import gzip
import io
import os
import sys
import threading
from pathlib import Path

import pytest
from optizmo_deploy.bulk.files.distinct import check_distinct
from optizmo_deploy.bulk.files.errors import InputError, OutputError
from optizmo_deploy.bulk.files.formats import Format, input_format, output_format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.model import Operation

from tests.bulk.files.reading import read

LIST = b"email\nann@example.com\nbob@example.com\n"
ROWS = RowReader(operation=Operation.DISABLE)


def contacts(path: Path | None, form: Format = Format.CSV) -> list[object]:
    """Read the contacts of an input in the way in which a job does."""
    with Input(source=Source(path), format=form).open(ROWS) as opened:
        reader = ROWS.check_header(opened.reader.header, "list")
        return [reader.read(record).contact for record in opened.reader.records()]


def test_gzip_is_recognised_by_its_content() -> None:
    assert len(read(gzip.compress(LIST)).rows) == 2
    assert len(read(gzip.compress(LIST[:10]) + gzip.compress(LIST[10:])).rows) == 2


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("change", ["cut off", "overwritten"])
def test_no_row_is_made_of_bytes_that_were_written_while_the_list_is_read(
    tmp_path: Path, change: str, packed: bool
) -> None:
    file = tmp_path / "list"
    addresses = [f"{os.urandom(24).hex()}@example.com" for _ in range(20_000)]
    data = "\n".join(["email", *addresses]).encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    read_so_far = []
    with Input(source=Source(file), format=Format.CSV).open(ROWS) as opened:
        reader = ROWS.check_header(opened.reader.header, "list")
        records = opened.reader.records()
        read_so_far.append(reader.read(next(records)).contact)
        if change == "cut off":
            os.truncate(file, file.stat().st_size // 2)
        else:
            with file.open("r+b") as other:
                other.write(b"x" * 500_000)
        with pytest.raises(InputError, match="was changed while it was read"):
            read_so_far.extend(reader.read(record).contact for record in records)
    assert len(read_so_far) < len(addresses)
    assert read_so_far == addresses[: len(read_so_far)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(LIST * 1000)[:50], "end too early"),
        (gzip.compress(LIST)[:-8] + bytes(8), "damaged"),
        (b"PK\x03\x04 and so on", "a workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xfd7zXZ\0", "xz"),
    ],
    ids=["gzip cut off", "gzip damaged", "workbook", "PDF", "xz"],
)
def test_what_is_damaged_or_no_list_is_reported(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(data)


def test_a_missing_file_and_a_directory_are_reported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: No such file"):
        Source(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a directory"):
        Source(tmp_path)


def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InputError, match="Permission denied"), Source(path).open():
        pass


@pytest.mark.parametrize("data", [LIST, gzip.compress(LIST)], ids=["plain", "gzip"])
def test_a_pipe_is_read_as_it_comes_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb", buffering=0) as file:
            for byte in data:
                file.write(bytes([byte]))

    writer = threading.Thread(target=write)
    writer.start()
    assert contacts(pipe) == ["ann@example.com", "bob@example.com"]
    writer.join()
    assert not Source(pipe).repeatable


def test_standard_input_may_be_replaced_and_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIST)))
    assert contacts(None) == ["ann@example.com", "bob@example.com"]
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="it is closed"):
        contacts(None)


def test_a_file_that_is_written_to_while_it_is_read_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    chosen = Input(source=Source(path), format=Format.CSV)
    survey = chosen.survey(ROWS)
    with chosen.open(ROWS) as opened:
        opened.check_unchanged(survey)
        with path.open("ab") as file:
            file.write(b"more@example.com\n")
        with pytest.raises(InputError, match="was changed"):
            opened.check_unchanged(survey)
    with chosen.open(ROWS) as opened, pytest.raises(InputError, match="was changed"):
        opened.check_unchanged(survey)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", Format.CSV),
        ("a.TSV", Format.CSV),
        ("a.txt.gz", Format.CSV),
        ("a.b.jsonl", Format.JSONL),
        ("a.ndjson.gz", Format.JSONL),
        ("a.parquet", Format.PARQUET),
    ],
)
def test_the_ending_tells_the_format(name: str, form: Format) -> None:
    assert input_format(Path(name)) is form


@pytest.mark.parametrize("name", ["a", "a.gz", "a.xlsx", "csv"])
def test_a_name_that_tells_no_format_asks_for_it(name: str) -> None:
    with pytest.raises(InputError, match="--input-format"):
        input_format(Path(name))


def test_standard_input_has_to_be_told_apart() -> None:
    with pytest.raises(InputError, match="--input-format"):
        input_format(None)


def test_outputs_are_written_as_text_alone() -> None:
    assert output_format(Path("a.jsonl"), otherwise=Format.CSV) is Format.JSONL
    assert output_format(Path("a.out"), otherwise=Format.JSONL) is Format.JSONL
    for name in ("a.parquet", "a.csv.gz"):
        with pytest.raises(OutputError, match="uncompressed"):
            output_format(Path(name), otherwise=Format.CSV)


def test_files_must_not_be_the_same_one_also_through_links(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    (tmp_path / "soft").symlink_to(path)
    (tmp_path / "hard").hardlink_to(path)
    (tmp_path / "folder").symlink_to(tmp_path)
    same = [path, tmp_path / "soft", tmp_path / "hard", tmp_path / "folder" / "list.csv"]
    for other in same:
        with pytest.raises(OutputError, match="both the input and the results file"):
            check_distinct({"input": path, "results file": other})
    new = tmp_path / "new.csv"
    with pytest.raises(OutputError, match="both the results file and the rejects file"):
        check_distinct({"results file": new, "rejects file": tmp_path / "folder" / "new.csv"})
    null = Path(os.devnull)
    check_distinct({"input": path, "results file": null, "rejects file": null, "journal": None})
