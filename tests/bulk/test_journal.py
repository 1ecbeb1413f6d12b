"""The journal: what it keeps, for which job, and who may open it."""

from __future__ import annotations

import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.bulk.files.errors import OutputError
from optizmo_deploy.bulk.files.result import RowResult, Status
from optizmo_deploy.bulk.journal import Journal, JournalError

if TYPE_CHECKING:
    from pathlib import Path

JOB = {"operation": "disable", "target": "https://api.example", "brands": [], "input": "abc"}


def result(line: int, status: Status = Status.DONE, reason: str | None = None) -> RowResult:
    return RowResult(line, "ann@example.com", status, None, reason, 1)


def test_rows_that_were_committed_are_there_again_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.check(JOB)
    for line in range(2500, 1, -1):
        journal.add(result(line))
    journal.commit({"checkpoint": "x"})
    journal.add(result(1))  # is never committed
    journal.close()
    again = Journal(tmp_path / "j")
    assert [row.line for row in again.rows()] == list(range(2, 2501))
    assert again.facts()["checkpoint"] == "x"
    assert not again.is_new
    again.close()


def test_a_row_that_is_added_again_has_its_latest_result(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    for status in (Status.FAILED, Status.DONE):
        journal.add(result(2, status))
        journal.commit()
    assert [(row.line, row.status) for row in journal.rows()] == [(2, Status.DONE)]
    journal.close()


def test_lines_can_leave_failed_rows_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.add(result(2))
    journal.add(result(3, Status.FAILED))
    journal.commit()
    assert [line in journal.lines(failed=True) for line in (1, 2, 3)] == [False, True, True]
    assert [line in journal.lines(failed=False) for line in (1, 2, 3)] == [False, True, False]
    journal.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"operation": "upsert"}, 'operation "disable" in the journal, "upsert" now'),
        ({"target": "https://other.example"}, 'target "https://api.example" in the journal'),
        ({"brands": ["b"]}, r'brands \[\] in the journal, \["b"\] now'),
        ({"input": "def"}, "the content of the input has changed"),
    ],
)
def test_the_journal_of_another_job_is_rejected_with_what_differs(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    journal = Journal(tmp_path / "j")
    journal.check(JOB)
    journal.check(JOB)
    with pytest.raises(JournalError, match=words):
        journal.check({**JOB, **change})
    journal.close()


def test_a_journal_cannot_be_opened_twice(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    with pytest.raises(JournalError, match="is in use"):
        Journal(tmp_path / "j")
    journal.close()
    Journal(tmp_path / "j").close()


def test_what_is_no_journal_is_rejected_and_left_as_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes"
    text.write_text("only notes\n" * 1000)
    with pytest.raises(JournalError, match="is not a journal"):
        Journal(text)
    assert text.read_text() == "only notes\n" * 1000
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE mine (x)")
    with pytest.raises(JournalError, match="not a journal of this program"):
        Journal(other)


def test_a_damaged_journal_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    for line in range(5000):
        journal.add(result(line))
    journal.commit()
    journal.close()
    content = bytearray(path.read_bytes())
    content[8192:-100] = b"\xaa" * (len(content) - 8292)
    path.write_bytes(bytes(content))
    with pytest.raises(JournalError, match="damaged"):
        list(Journal(path).rows())


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot create the journal .*--journal"):
        Journal(tmp_path / "none" / "j")


def test_other_users_cannot_read_it(tmp_path: Path) -> None:
    Journal(tmp_path / "j").close()
    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600


def test_it_holds_no_address_and_no_hash_of_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    md5 = "93942e96f5acd83e2e047ad8fe03114d"
    journal.add(result(2, Status.FAILED, f"404: no ann@example.com or {md5}"))
    journal.commit()
    journal.close()
    content = (tmp_path / "j").read_bytes()
    assert b"404: no" in content
    assert b"ann@" not in content
    assert md5.encode() not in content
