"""`optizmo-deploy bulk` in this process: every operation, its options, and how it ends."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy import DeployClient, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from optizmo_deploy.sandbox import Sandbox

    from tests.cli.conftest import Command

PEOPLE = "email,first_name,age\nann@example.com,Ann,41\nbob@example.com,Bob,\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def brand_of(client: DeployClient, number: int = 0) -> Any:
    return list(client.brands.list(enabled=True))[number]


def test_upsert_creates_and_changes_contacts_with_typed_attributes_and_brands(
    cli: Command, deploy_client: DeployClient, people: Path
) -> None:
    brand = brand_of(deploy_client)
    deploy_client.contacts.create("bob@example.com", attributes={"age": 7})
    done = cli("bulk", "upsert", str(people), "--brand", str(brand.id))
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("upsert: 2 rows in ")
    ann, bob = (deploy_client.contacts.get(name) for name in ("ann@example.com", "bob@example.com"))
    assert (ann.attributes["first_name"], ann.attributes["age"]) == ("Ann", 41)
    assert (bob.attributes["first_name"], bob.attributes["age"]) == ("Bob", 7)
    assert [str(each) for each in ann.brand_ids] == [str(brand.id)]


def test_subscribe_and_unsubscribe_take_brands_by_name(
    cli: Command, deploy_client: DeployClient, people: Path, tmp_path: Path
) -> None:
    brand = brand_of(deploy_client, 3)
    for name in ("ann@example.com", "bob@example.com"):
        deploy_client.contacts.create(name)
    assert cli("bulk", "subscribe", str(people), "--brand", brand.name).code == 0
    assert deploy_client.subscriptions.list("ann@example.com")[0].name == brand.name
    for number in range(2):  # somebody who is not subscribed is done too
        journal = str(tmp_path / f"journal-{number}")
        done = cli("bulk", "unsubscribe", str(people), "--brand", brand.name, "--journal", journal)
        assert done.code == 0
    assert deploy_client.subscriptions.list("ann@example.com") == []


def test_every_operation_runs_as_a_process(process: Command, people: Path) -> None:
    brand = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
    for arguments in (
        ("upsert",),
        ("subscribe", "--brand", brand),
        ("get",),
        ("unsubscribe", "--brand", brand),
        ("disable", "--yes"),
    ):
        journal = str(people.with_name(f"{arguments[0]}.journal"))
        done = process("bulk", *arguments, str(people), "--journal", journal)
        assert (done.code, f"{arguments[0]}: 2 rows" in done.err) == (0, True), done.err
        assert len(done.out.splitlines()) == (2 if arguments[0] == "get" else 0)


def test_disable_needs_yes_where_nobody_can_be_asked(
    cli: Command, deploy_client: DeployClient, people: Path
) -> None:
    deploy_client.contacts.create("ann@example.com")
    deploy_client.contacts.create("bob@example.com")
    done = cli("bulk", "disable", str(people))
    assert done.code == 2
    assert "--yes" in done.err
    assert deploy_client.contacts.get("ann@example.com").enabled
    assert cli("bulk", "disable", str(people), "--yes").code == 0
    assert not deploy_client.contacts.get("ann@example.com").enabled


def test_get_prints_json_lines_and_a_missing_contact_is_no_failure(
    cli: Command, deploy_client: DeployClient, people: Path
) -> None:
    made = deploy_client.contacts.create("ann@example.com")
    done = cli("bulk", "get", str(people), "--concurrency", "1")
    assert done.code == 0
    ann, bob = done.lines
    assert (ann["email"], ann["emailMd5"], ann["enabled"]) == (made.email, made.email_md5, True)
    assert (ann["_line"], ann["_status"]) == (2, "done")
    assert bob == {
        "email": "bob@example.com",
        "_line": 3,
        "_status": "missing",
        "_code": None,
        "_reason": None,
    }
    assert not people.with_name("people.csv.journal").exists()


def test_get_writes_results_as_a_table(
    cli: Command, deploy_client: DeployClient, people: Path, tmp_path: Path
) -> None:
    deploy_client.contacts.create("ann@example.com", attributes={"interests": ["a", "b"]})
    results = tmp_path / "results.csv"
    done = cli("bulk", "get", str(people), "--results", str(results))
    assert (done.code, done.out) == (0, "")
    by_line = {row["_line"]: row for row in table(results)}
    assert by_line["2"]["enabled"] == "true"
    assert json.loads(by_line["2"]["attributes"]) == {"interests": ["a", "b"]}
    assert by_line["3"]["_status"] == "missing"


def test_a_missing_contact_fails_or_is_counted_apart(
    cli: Command, people: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results.jsonl"
    done = cli(
        "bulk", "disable", str(people), "--yes", "--results", str(results), "--output", "json"
    )
    assert (done.code, done.json["failed"], done.json["exitCode"]) == (1, 2, 1)
    entry = json.loads(results.read_text().splitlines()[0])
    assert (entry["_status"], entry["_code"]) == ("failed", "not_found_error")
    assert entry["_reason"].startswith("404 not_found_error")
    journal = str(tmp_path / "j")
    done = cli(
        "bulk", "disable", str(people), "--yes", "--missing", "skip", "--journal", journal,
        "--output", "json",
    )  # fmt: skip
    assert (done.code, done.json["failed"], done.json["missing"]) == (0, 0, 2)


def test_bad_rows_are_reported_with_their_lines_and_rejects_can_be_mended_and_fed_back(
    cli: Command, deploy_client: DeployClient, tmp_path: Path
) -> None:
    path, rejects = tmp_path / "list.csv", tmp_path / "rejects.csv"
    path.write_bytes(
        b"\xef\xbb\xbfE-Mail;age\r\n"
        b"ann@example.com;1\r\n"
        b"Bob <bob@example.com>;2\r\n"
        b"carl@example.com;three\r\n"
        b"dan@example.com;4\r\n"
    )
    done = cli("bulk", "upsert", str(path), "--rejects", str(rejects))
    assert done.code == 1
    assert "line 3: the contact has a name or angle brackets" in done.err
    assert "line 4: age is not a number" in done.err
    text = rejects.read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0] == "E-Mail;age;_line;_status;_code;_reason"
    mended = tmp_path / "mended.csv"
    mended.write_text(
        text.replace("Bob <bob@example.com>", "bob@example.com").replace("three", "3")
    )
    assert cli("bulk", "upsert", str(mended)).code == 0
    ages = [
        deploy_client.contacts.get(f"{name}@example.com").attributes["age"]
        for name in ("ann", "bob", "carl", "dan")
    ]
    assert ages == [1, 2, 3, 4]


def test_a_dry_run_checks_everything_and_changes_nothing(
    cli: Command, deploy_client: DeployClient, deploy_sandbox: Sandbox, tmp_path: Path
) -> None:
    path, results = tmp_path / "list.csv", tmp_path / "results.csv"
    path.write_text("email,age\nann@example.com,1\nbob@example.com,x\n")
    done = cli(
        "bulk", "upsert", str(path), "--dry-run", "--results", str(results), "--output", "json"
    )
    assert done.code == 1
    assert (done.json["dryRun"], done.json["done"], done.json["invalid"]) == (True, 1, 1)
    assert [row["_status"] for row in table(results)] == ["valid", "failed"]
    assert {each.method for each in deploy_sandbox.requests()} == {"GET"}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["list.csv", "results.csv"]
    with pytest.raises(NotFoundError):
        deploy_client.contacts.get("ann@example.com")


def test_a_dry_run_finds_brands_that_there_are_not(cli: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    brand = "00000000-0000-4000-8000-000000000000"
    path.write_text(json.dumps({"email": "ann@example.com", "brandIds": [brand]}))
    done = cli("bulk", "upsert", str(path), "--dry-run")
    assert (done.code, f"no brand with the id {brand}" in done.err) == (1, True)
    done = cli("bulk", "upsert", str(path), "--brand", brand)
    assert (done.code, done.err) == (2, f"Error: the account has no brand with the id {brand}\n")


def test_standard_input_and_gzip_are_read(
    cli: Command, deploy_client: DeployClient, tmp_path: Path
) -> None:
    done = cli("bulk", "upsert", "-", "--input-format", "csv", stdin=gzip.compress(PEOPLE.encode()))
    assert done.code == 0
    assert deploy_client.contacts.get("ann@example.com").attributes["age"] == 41
    path = tmp_path / "list.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"email": "carl@example.com"}\n"dan@example.com"\n'))
    assert cli("bulk", "upsert", str(path)).code == 0
    assert deploy_client.contacts.get("dan@example.com").enabled


def test_input_may_be_md5s_where_no_address_is_needed(
    cli: Command, deploy_client: DeployClient, tmp_path: Path
) -> None:
    md5 = deploy_client.contacts.create("ann@example.com").email_md5
    path = tmp_path / "list.csv"
    path.write_text(f"md5\n{md5.upper()}\n")
    assert cli("bulk", "get", str(path)).lines[0]["email"] == "ann@example.com"
    done = cli("bulk", "upsert", str(path))
    assert (done.code, "takes its address" in done.err) == (1, True)


def test_the_summary_as_json_is_all_that_is_on_standard_output(
    cli: Command, deploy_client: DeployClient, people: Path
) -> None:
    deploy_client.contacts.create("ann@example.com")
    done = cli("bulk", "get", str(people), "--output", "json")
    assert done.code == 0
    summary = done.json
    assert list(summary) == [
        "operation", "dryRun", "input", "rows", "done", "failed", "invalid", "missing", "resumed",
        "requests", "retries", "seconds", "complete", "stopped", "results", "rejects", "journal",
        "exitCode",
    ]  # fmt: skip
    assert (summary["rows"], summary["done"], summary["missing"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["upsert", "none.csv"], "No such file or directory"),
        (["upsert", "."], "--input-format"),
        (["upsert", "-"], "--input-format"),
        (["upsert", "people.csv", "--rate", "fast"], "20/s"),
        (["upsert", "people.csv", "--encoding", "nope"], "no text encoding"),
        (["upsert", "people.csv", "--delimiter", "ab"], "a single character"),
        (["upsert", "people.csv", "--array-separator", ""], "must not be empty"),
        (["upsert", "people.csv", "--email-column", "mail"], "no column 'mail'"),
        (["upsert", "people.csv", "--results", "people.csv"], "both the input and the results"),
        (["upsert", "people.csv", "--journal", "people.csv"], "both the input and the journal"),
        (["upsert", "people.csv", "--results", "r.parquet"], "uncompressed"),
        (["upsert", "people.csv", "--rejects", "none/r.csv"], "No such file or directory"),
        (["upsert", "people.csv", "--journal", "none/j"], "cannot create the journal"),
        (["subscribe", "people.csv"], "--brand"),
        (["subscribe", "people.csv", "--brand", "No such brand"], "no brand is named"),
        (["disable", "-", "--input-format", "csv"], "--yes"),
        (["get", "people.csv", "--concurrency", "0"], "--concurrency"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line_and_nothing_is_left_behind(
    cli: Command,
    people: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(people.parent)
    done = cli("bulk", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert people.read_text() == PEOPLE
    assert [each.name for each in people.parent.iterdir()] == ["people.csv"]


def test_a_header_that_does_not_fit_is_reported_before_anything_is_written(
    cli: Command, deploy_sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("email,nickname\nann@example.com,x\n")
    results = tmp_path / "results.csv"
    results.write_text("precious")
    done = cli("bulk", "upsert", str(path), "--results", str(results))
    assert done.code == 2
    assert "'nickname' is not an attribute of the account" in done.err
    assert results.read_text() == "precious"
    assert not path.with_name("list.csv.journal").exists()


def test_a_quote_that_is_not_closed_is_reported_before_anything_is_sent(
    cli: Command, deploy_client: DeployClient, deploy_sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text('email,first_name\nann@example.com,Ann\nbob@example.com,"Bob\n')
    done = cli("bulk", "upsert", str(path))
    assert (done.code, "beyond line 3" in done.err) == (2, True)
    assert {each.method for each in deploy_sandbox.requests()} == {"GET"}
    for email in ("ann@example.com", "bob@example.com"):
        with pytest.raises(NotFoundError):
            deploy_client.contacts.get(email)


def test_a_key_that_is_rejected_stops_with_the_reason_and_can_be_continued(
    cli: Command, deploy_client: DeployClient, deploy_sandbox: Sandbox, people: Path
) -> None:
    deploy_client.contacts.create("ann@example.com")
    deploy_client.contacts.create("bob@example.com")
    deploy_sandbox.fail(status=401, match={"operation": "disableContact"}, skip=1, count=1)
    arguments = ("bulk", "disable", str(people), "--yes", "--concurrency", "1")
    done = cli(*arguments)
    assert done.code == 3
    assert "Error: " in done.err
    assert "Stopped after 1 of 2 rows (1 done); the same command goes on from there." in done.err
    done = cli(*arguments)
    assert (done.code, "1 of all by earlier runs" in done.err) == (0, True)


@pytest.mark.parametrize("operation", ["upsert", "get"])
def test_a_wrong_key_ends_with_3(cli: Command, people: Path, operation: str) -> None:
    done = cli("bulk", operation, str(people), OPTIZMO_DEPLOY_API_KEY="wrong")
    assert (done.code, done.out) == (3, "")
    assert "authentication_error" in done.err


def test_without_a_key_nothing_is_done(cli: Command, people: Path) -> None:
    done = cli("bulk", "get", str(people), OPTIZMO_DEPLOY_API_KEY="")
    assert (done.code, "no API key" in done.err) == (2, True)
    assert [each.name for each in people.parent.iterdir()] == ["people.csv"]


def test_a_server_that_is_not_there_ends_with_3(cli: Command, people: Path) -> None:
    done = cli("bulk", "get", str(people), OPTIZMO_DEPLOY_BASE_URL="http://127.0.0.1:9/deploy")
    assert done.code == 3
    assert "not reached" in done.err


def test_a_cluster_that_is_not_there_ends_with_3(cli: Command, people: Path) -> None:
    pytest.importorskip("distributed", reason="the cluster comes with an extra")
    done = cli("bulk", "get", str(people), "--cluster", "nonsense://")
    assert (done.code, "the cluster failed" in done.err) == (3, True)


def test_too_many_failures_stop_the_job(cli: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "nope\n" * 50 + "ann@example.com\n")
    done = cli("bulk", "upsert", str(path), "--max-failures", "10", "--output", "json")
    assert done.code == 1
    assert (done.json["failed"], done.json["complete"]) == (11, False)
    assert "more than 10" in done.err


def test_the_journal_holds_no_address_and_no_key(
    cli: Command, deploy_sandbox: Sandbox, people: Path
) -> None:
    assert cli("bulk", "upsert", str(people)).code == 0
    content = people.with_name("people.csv.journal").read_bytes()
    assert b"example.com" not in content
    assert deploy_sandbox.api_key.encode() not in content
    with sqlite3.connect(people.with_name("people.csv.journal")) as database:
        assert database.execute("SELECT line, status FROM rows").fetchall() == [
            (2, "done"),
            (3, "done"),
        ]


def test_without_aiohttp_the_work_is_done_with_httpx(
    cli: Command, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optizmo_deploy.cli._bulk_run.find_spec", lambda name: None)
    assert cli("bulk", "upsert", str(people)).code == 0
