"""A bulk command that is run again: what it takes from its journal, and what it does anew."""

from __future__ import annotations

import csv
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.bulk.tally import Tally
from optizmo_deploy.cli._bulk_progress import Progress

if TYPE_CHECKING:
    from optizmo_deploy import DeployClient
    from optizmo_deploy.sandbox import FaultMatch, Sandbox

    from tests.cli.conftest import Command

CREATE: FaultMatch = {"operation": "createContact"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = [f"user{number}@example.com,{number}" for number in range(3)]
    Path("list.csv").write_text("\n".join(["email,age", *lines]) + "\n")
    return tmp_path


UPSERT = ("bulk", "upsert", "list.csv", "--results", "results.csv", "--rejects", "rejects.csv")
ONE_BY_ONE = ("--concurrency", "1")


def results() -> list[dict[str, str]]:
    with Path("results.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def writes(sandbox: Sandbox) -> int:
    return sum(each.method == "POST" for each in sandbox.requests())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--empty", "unset"), "empty cells"),
        (("--ignore-column", "age"), "ignored columns"),
        (("--encoding", "cp1252"), "encoding"),
        (("--brand", "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"), "brand"),
    ],
)
def test_the_journal_of_another_job_is_rejected(
    cli: Command, folder: Path, deploy_sandbox: Sandbox, arguments: tuple[str, ...], words: str
) -> None:
    assert cli(*UPSERT).code == 0
    before = writes(deploy_sandbox)
    done = cli(*UPSERT, *arguments)
    assert (done.code, words in done.err) == (2, True)
    assert writes(deploy_sandbox) == before


def test_another_operation_target_or_content_is_another_job(
    cli: Command, folder: Path, deploy_sandbox: Sandbox
) -> None:
    assert cli(*UPSERT).code == 0
    done = cli("bulk", "disable", "list.csv", "--yes")
    assert (done.code, 'operation "upsert" in the journal, "disable" now' in done.err) == (2, True)
    done = cli(*UPSERT, "--base-url", deploy_sandbox.url.replace("127.0.0.1", "localhost"))
    assert (done.code, "target " in done.err) == (2, True)
    text = Path("list.csv").read_text()
    Path("list.csv").write_text(text[:-2] + "9\n")
    done = cli(*UPSERT)
    assert (done.code, "the content of the input has changed" in done.err) == (2, True)
    assert len(results()) == 3


def test_what_is_no_part_of_the_job_may_change(cli: Command, folder: Path) -> None:
    assert cli(*UPSERT).code == 0
    os.utime("list.csv")  # another time, the same content
    done = cli(
        "bulk", "upsert", "list.csv", "--results", "other.csv", "--concurrency", "3",
        "--rate", "5/s", "--output", "json",
    )  # fmt: skip
    assert (done.code, done.json["resumed"], done.json["requests"]) == (0, 3, 0)
    assert len(Path("other.csv").read_text().splitlines()) == 4


def test_a_4xx_is_final_unless_it_is_to_be_tried_again(
    cli: Command, folder: Path, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(status=400, detail="no user0@example.com here", count=1, match=CREATE)
    assert cli(*UPSERT, *ONE_BY_ONE).code == 1
    requests = writes(deploy_sandbox)
    done = cli(*UPSERT)
    assert (done.code, writes(deploy_sandbox)) == (1, requests)
    assert "1 failed" in done.err
    assert Path("rejects.csv").read_text().count("\n") == 2
    assert b"user0@" not in Path("list.csv.journal").read_bytes()
    assert [row["_reason"] for row in results() if row["_status"] == "failed"] == [
        "400 invalid_request_error: no user0@example.com here"
    ]
    assert cli(*UPSERT, "--retry-failed").code == 0
    assert writes(deploy_sandbox) == requests + 1
    assert [row["_status"] for row in results()] == ["done"] * 3
    assert Path("rejects.csv").read_text().count("\n") == 1


def test_a_row_that_was_not_reached_is_tried_again(
    cli: Command, folder: Path, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(status=503, match=CREATE, retry_after=0)
    assert cli(*UPSERT, "--timeout", "5").code == 1
    assert {row["_status"] for row in results()} == {"failed"}
    deploy_sandbox.clear_faults()
    done = cli(*UPSERT, "--output", "json")
    assert (done.code, done.json["resumed"]) == (0, 0)
    assert [row["_status"] for row in results()] == ["done"] * 3


def test_a_later_row_of_a_contact_is_done_again_after_an_earlier_one(
    cli: Command, folder: Path, deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    Path("list.csv").write_text(
        "email,age\nann@example.com,1\nbob@example.com,5\nANN@example.com,2\n"
    )
    deploy_sandbox.fail(status=400, count=1, match=CREATE)
    assert cli(*UPSERT, *ONE_BY_ONE).code == 1
    assert cli(*UPSERT, "--retry-failed").code == 0
    assert deploy_client.contacts.get("ann@example.com").attributes["age"] == 2
    assert sorted(int(row["_line"]) for row in results()) == [2, 3, 4]


def test_get_reads_again_what_is_no_longer_in_the_results(cli: Command, folder: Path) -> None:
    assert cli(*UPSERT).code == 0
    get = ("bulk", "get", "list.csv", "--results", "contacts.jsonl", "--journal", "g")
    assert cli(*get).code == 0
    contacts = Path("contacts.jsonl")
    whole = contacts.read_text()
    contacts.write_text("".join(whole.splitlines(keepends=True)[:1]))
    done = cli(*get, "--output", "json")
    assert (done.code, done.json["requests"]) == (0, 2)
    assert sorted(contacts.read_text().splitlines()) == sorted(whole.splitlines())


def test_standard_input_goes_on_with_a_journal_when_it_begins_the_same(
    cli: Command, folder: Path, deploy_sandbox: Sandbox
) -> None:
    text = "email,age\n" + "".join(f"user{number}@example.com,{number}\n" for number in range(100))
    command = ("bulk", "upsert", "-", "--input-format", "csv", "--journal", "j", "--output", "json")
    deploy_sandbox.fail(status=401, match=CREATE, skip=50)
    assert cli(*command, stdin=text).code == 3
    deploy_sandbox.clear_faults()
    before = writes(deploy_sandbox)
    for other in (text.replace("user10@", "user11@"), "email,age\nuser0@example.com,0\n"):
        done = cli(*command, stdin=other)
        assert (done.code, "does not begin as the input" in done.err) == (2, True)
    assert writes(deploy_sandbox) == before
    done = cli(*command, stdin=text)
    assert (done.code, done.json["done"]) == (0, 100)
    assert done.json["resumed"] >= 10


def test_get_prints_everything_again_where_it_was_only_printed(cli: Command, folder: Path) -> None:
    assert cli(*UPSERT).code == 0
    for _ in range(2):
        assert len(cli("bulk", "get", "list.csv").lines) == 3


def test_requests_that_were_repeated_are_counted(
    cli: Command, folder: Path, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(status=503, match=CREATE, retry_after=0, count=2)
    done = cli(*UPSERT, "--output", "json")
    assert (done.code, done.json["retries"], done.json["requests"]) == (0, 2, 5)
    assert "2 requests repeated" in done.err


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen, ends = "", time.monotonic() + 60
    with Progress("list.csv", line_seconds=0.05) as progress:
        while "reading list.csv, 50%" not in seen and time.monotonic() < ends:
            progress.reading(0.5)
            seen += capsys.readouterr().err
        tally = Tally(rows=500, done=490, failed=10, retries=3, total=1000)
        tally.waits_until = time.monotonic() + 60
        progress.begin(tally)
        while "500 of 1,000 rows" not in seen and time.monotonic() < ends:
            seen += capsys.readouterr().err
    assert "10 failed, 3 repeated" in seen
    assert "waiting 60 s, as the server asks" in seen


def test_the_summary_of_a_job_that_was_finished_before_is_the_same(
    cli: Command, folder: Path
) -> None:
    first, second = (json.loads(cli(*UPSERT, "--output", "json").out) for _ in range(2))
    same = ("rows", "done", "failed", "missing", "complete", "exitCode")
    assert [first[name] for name in same] == [second[name] for name in same]
    assert second["requests"] == 0
