"""`optizmo-deploy conformance` as users have it: a process with output and an exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from optizmo_deploy.cli.conformance import command
from optizmo_deploy.conformance.requirements.catalogue import requirements

if TYPE_CHECKING:
    from pathlib import Path

READ = (
    "--only",
    "getContact.missing-contact",
    "--only",
    "listContactSubscriptions.missing-contact",
    "--only",
    "getBrand.unknown-brand",
)


@pytest.fixture
def environment(api_key: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPTIZMO_")}
    return {**kept, "OPTIZMO_DEPLOY_API_KEY": api_key, "NO_COLOR": "1"}


@pytest.fixture
def conformance(environment: dict[str, str], tmp_path: Path) -> Any:
    def run(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
        own = {
            **environment,
            **{name: value for name, value in changes.items() if value is not None},
        }
        for name, value in changes.items():
            if value is None:
                own.pop(name, None)
        return subprocess.run(
            [sys.executable, "-m", "optizmo_deploy", "conformance", *arguments],
            env=own,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def rejected(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in this process, for what ends before anything is sent."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **changes: str | None) -> Any:
        own = {"OPTIZMO_DEPLOY_BASE_URL": None, **environment, **changes}
        return CliRunner().invoke(command, arguments, env=own)

    return run


def test_a_verdict_is_printed_and_nothing_else_goes_to_stderr_of_a_pipe(
    conformance: Any, sandbox: Any
) -> None:
    done = conformance("run", "--base-url", sandbox.url, *READ)

    assert done.returncode == 0
    assert "CONFORMANT: 3 pass" in done.stdout
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_failures_are_named_with_reason_source_and_a_curl(
    conformance: Any, serve: Any, relay: Any, a_problem: Any
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/brands/"):
            return a_problem(400, "invalid_request_error", asked.target)
        return relay(asked)

    done = conformance("run", "--base-url", serve(handler).url, *READ)

    assert done.returncode == 1
    assert "FAIL getBrand.unknown-brand: " in done.stdout
    assert (
        "from the documentation: https://docs.optizmo.com/deploy/operations/getbrand/"
        in done.stdout
    )
    assert "curl --path-as-is" in done.stdout
    assert "Bearer $OPTIZMO_DEPLOY_API_KEY" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("NOT CONFORMANT: 2 pass, 1 fail")


@pytest.mark.parametrize(
    ("arguments", "changes", "said"),
    [
        (["run"], {}, "--base-url"),
        (["run", "--base-url", "api.optizmo.com/deploy"], {}, "absolute URL"),
        (["run", "--base-url", "ftp://x/deploy"], {}, "absolute URL"),
        (["run", "--base-url", "http://x/deploy?a=1"], {}, "query"),
        (["run", "--base-url", "http://me:secret@x/deploy"], {}, "credentials"),
        (["run", "--base-url", "http://x:99999/deploy"], {}, "no URL"),
        (["run", "--base-url", "http://x/deploy"], {"OPTIZMO_DEPLOY_API_KEY": None}, "no API key"),
        (["run", "--base-url", "http://x/deploy"], {"OPTIZMO_DEPLOY_API_KEY": "a b"}, "spaces"),
        (["run", "--base-url", "http://x/deploy", "--profile", "all"], {}, "--profile"),
        (["run", "--base-url", "http://x/deploy", "--contact", "nobody"], {}, "--contact"),
        (["run", "--base-url", "http://x/deploy", "--rate-limit", "fast"], {}, "--rate-limit"),
        (["run", "--base-url", "http://x/deploy", "--rate-limit", "0/s"], {}, "--rate-limit"),
        (["run", "--base-url", "http://x/deploy", "--max-requests", "0"], {}, "--max-requests"),
        (
            ["run", "--base-url", "http://x/deploy", "--only", "getContact.missing-contract"],
            {},
            "getContact.missing-contact",
        ),
        (
            ["run", "--base-url", "http://x/deploy", "--forbidden-api-key-env", "NOT_THERE"],
            {},
            "NOT_THERE",
        ),
        (
            ["run", "--base-url", "http://x/deploy", "--provider-states-url", "localhost"],
            {},
            "--provider-states-url",
        ),
        (["run", "--base-url", "http://x/deploy", "--expected-failures", "no.yaml"], {}, "no.yaml"),
        (["run", "--base-url", "http://x/deploy", "--rerun-failed", "no.json"], {}, "no.json"),
        (
            ["run", "--base-url", "http://x/deploy", "--report-dir", "/proc/nothing"],
            {},
            "--report-dir",
        ),
        (["run", "--base-url", "http://x/deploy", "--api-key", "k"], {}, "--api-key"),
        (["lost"], {}, "lost"),
    ],
)
def test_wrong_usage_is_told_in_a_line_and_exits_with_2(
    rejected: Any, arguments: list[str], changes: dict[str, str | None], said: str
) -> None:
    done = rejected(*arguments, **changes)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr.splitlines()[-1]


def test_wrong_usage_of_the_real_command_has_no_traceback(conformance: Any) -> None:
    done = conformance("run", "--base-url", "nowhere")

    assert done.returncode == 2
    assert "absolute URL" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_key_that_the_user_gave_for_a_name_is_not_repeated(rejected: Any) -> None:
    done = rejected(
        "run", "--base-url", "http://x/deploy", "--forbidden-api-key-env", "sk-very-secret"
    )

    assert done.exit_code == 2
    assert "sk-very-secret" not in done.stderr


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("- id: getContact.missing-contact\n", "1:3", "id and reason"),
        ("- {id: getContact.missing-contact, reason: ''}\n", "1:3", "no reason"),
        ("\n\n- {id: getContact.nonsense, reason: x}\n", "3:3", "getContact.nonsense"),
        (
            "- {id: getContact.missing-contact, reason: x}\n"
            "- {id: getContact.missing-contact, reason: y}\n",
            "2:3",
            "twice",
        ),
        ("id: getContact.missing-contact\n", "1:1", "not a list"),
        ("- {id: getContact.missing-contact\n", "2:1", "not YAML"),
        ("- {id: getContact.missing-contact, reason: x, until: never}\n", "1:3", "nothing else"),
        ("- word\n", "1:3", "id and reason"),
    ],
)
def test_a_bad_file_of_expected_failures_is_refused_with_the_place(
    rejected: Any, tmp_path: Path, content: str, place: str, said: str
) -> None:
    (tmp_path / "known.yaml").write_text(content)
    done = rejected("run", "--base-url", "http://x/deploy", "--expected-failures", "known.yaml")

    assert done.exit_code == 2
    last = done.stderr.splitlines()[-1]
    assert f"known.yaml:{place}" in last
    assert said in last


def test_a_target_that_is_not_there_exits_with_3_and_one_line(
    conformance: Any, free_url: str
) -> None:
    done = conformance("run", "--base-url", free_url)

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "could not be reached" in done.stderr
    assert "UNUSABLE" in done.stdout


def test_a_base_url_with_v1_is_put_right_with_a_note(conformance: Any, sandbox: Any) -> None:
    for given in (sandbox.url + "/v1", sandbox.url + "/v1/", sandbox.url + "/"):
        done = conformance("run", "--base-url", given, "--only", "getContact.missing-contact")
        assert done.returncode == 0, done.stderr
        assert ("without /v1" in done.stderr) is ("/v1" in given)


def test_base_url_and_key_may_come_from_the_environment_and_a_file(
    conformance: Any, sandbox: Any, tmp_path: Path, api_key: str
) -> None:
    (tmp_path / "key").write_text(f"{api_key}\n")
    done = conformance(
        "run",
        "--api-key-file",
        "key",
        *READ,
        OPTIZMO_DEPLOY_BASE_URL=sandbox.url,
        OPTIZMO_DEPLOY_API_KEY="wrong",
    )

    assert done.returncode == 0


def test_the_reports_hold_what_the_run_found(
    conformance: Any, serve: Any, relay: Any, a_problem: Any, tmp_path: Path
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/brands/"):
            return a_problem(400, "invalid_request_error", asked.target)
        return relay(asked)

    url = serve(handler).url
    done = conformance("run", "--base-url", url, *READ, "--seed", "4", "--report-dir", "out/here")
    report = json.loads((tmp_path / "out/here/report.json").read_text())

    assert done.returncode == 1
    assert {
        "suite",
        "version",
        "target",
        "profile",
        "seed",
        "started",
        "duration_s",
        "requests",
    } <= set(report)
    assert (report["target"], report["profile"], report["seed"]) == (url, "read", 4)
    assert report["summary"]["fail"] == 1
    assert sum(report["summary"].values()) == len(report["results"]) == len(requirements())
    failed = next(result for result in report["results"] if result["status"] == "fail")
    assert set(failed) == {
        "id", "level", "status", "operation", "title", "source", "message", "evidence",
    }  # fmt: skip
    evidence = failed["evidence"][0]
    assert set(evidence) == {"request", "response", "curl"}
    assert evidence["response"]["status"] == 400
    assert json.loads(evidence["response"]["body"])["code"] == "invalid_request_error"

    suite = ET.parse(tmp_path / "out/here/junit.xml").getroot()[0]
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == list(requirements())
    assert [case.get("name") for case in cases if case.find("failure") is not None] == [
        failed["id"]
    ]
    assert suite.get("failures") == "1"

    page = (tmp_path / "out/here/report.html").read_text()
    assert failed["id"] in page
    assert "http://" not in page.replace(url, "")
    assert "src=" not in page


def test_what_failed_can_be_run_again(
    conformance: Any, serve: Any, relay: Any, a_problem: Any, tmp_path: Path
) -> None:
    broken = [True]

    def handler(asked: Any) -> Any:
        if broken[0] and asked.target.startswith("/v1/brands/"):
            return a_problem(400, "invalid_request_error", asked.target)
        return relay(asked)

    url = serve(handler).url
    conformance("run", "--base-url", url, *READ, "--seed", "9", "--report-dir", "first")
    broken[0] = False
    again = conformance(
        "run", "--base-url", url, "--rerun-failed", "first/report.json", "--report-dir", "second"
    )
    report = json.loads((tmp_path / "second/report.json").read_text())

    assert again.returncode == 0
    assert report["seed"] == 9
    judged = [result["id"] for result in report["results"] if result["status"] != "skipped"]
    assert judged == ["getBrand.unknown-brand"]

    done = conformance("run", "--base-url", url, "--rerun-failed", "second/report.json")
    assert done.returncode == 0
    assert "nothing to run again" in done.stdout


@pytest.mark.parametrize("content", ["", "[]", '{"results": [{}]}', '{"results": [1], "seed": 1}'])
def test_a_file_that_is_no_report_is_refused(
    conformance: Any, tmp_path: Path, content: str
) -> None:
    (tmp_path / "report.json").write_text(content)
    done = conformance("run", "--base-url", "http://x/deploy", "--rerun-failed", "report.json")

    assert done.returncode == 2
    assert "not a report.json of this suite" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_its_reports_and_says_so(
    environment: dict[str, str], serve: Any, relay: Any, tmp_path: Path, number: signal.Signals
) -> None:
    double = serve(relay)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "optizmo_deploy", "conformance", "run"),
            *("--base-url", double.url, "--report-dir", str(tmp_path), "--rate-limit", "20/s"),
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    give_up = time.monotonic() + 60
    while len(double.asked) < 10 and time.monotonic() < give_up:
        time.sleep(0.02)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    report = json.loads((tmp_path / "report.json").read_text())

    assert process.returncode == 130
    assert "INTERRUPTED" in out
    assert "Traceback" not in err
    assert report["interrupted"] is True
    assert "interrupted" in (tmp_path / "report.html").read_text()
    assert (tmp_path / "junit.xml").exists()


def test_keys_and_addresses_are_in_no_output_at_all(  # noqa: PLR0917 - fixtures
    conformance: Any, serve: Any, relay: Any, answer: Any, tmp_path: Path, api_key: str
) -> None:
    """The target repeats the key and an address in bodies, headers and problems."""
    other, address = "other-key-0123456789-abcdef", "alice.private@customers.example.net"

    def handler(asked: Any) -> Any:
        passed = relay(asked)
        if asked.target.startswith("/v1/contacts/"):
            value = {"detail": f"{api_key} {other} {address}", "email": address}
            return answer(400, value, X_Key=api_key, Location=f"/x/{address.replace('@', '%40')}")
        return passed

    done = conformance(
        *("run", "--base-url", serve(handler).url, "--contact", address, "--profile", "write"),
        *("--forbidden-api-key-env", "OTHER_KEY", "--report-dir", "out", "--max-requests", "150"),
        OTHER_KEY=other,
    )
    outputs = [
        done.stdout,
        done.stderr,
        *(path.read_text() for path in (tmp_path / "out").iterdir()),
    ]

    assert done.returncode == 1
    assert len(outputs) == 5
    for secret in (api_key, other, address, "alice.private", "alice.private%40"):
        assert [output for output in outputs if secret in output] == []
    assert all("***@***" in output for output in outputs[2:])


def test_the_list_has_every_requirement(rejected: Any) -> None:
    listed = json.loads(rejected("list", "--output", "json").stdout)
    text = rejected("list").stdout.splitlines()

    assert [entry["id"] for entry in listed] == list(requirements())
    assert set(listed[0]) == {
        "id",
        "level",
        "operation",
        "profile",
        "area",
        "source",
        "text",
        "why",
    }
    assert [line.split()[0] for line in text] == list(requirements())


def test_it_needs_no_key_to_list(conformance: Any) -> None:
    assert conformance("list", OPTIZMO_DEPLOY_API_KEY=None).returncode == 0
