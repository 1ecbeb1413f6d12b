"""Servers and networks that misbehave: exit code 3, one or two lines, no traceback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.client.rough_server import RoughServer, answer, hang, problem, raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.sandbox import Sandbox

    from tests.cli.conftest import Command

ALICE = "alice@example.com"
HTML = b"<html><body><h1>It works!</h1></body></html>"
HTML_TYPE = ("Content-Type", "text/html")


@pytest.fixture
def server() -> Iterator[RoughServer]:
    with RoughServer(hang) as server:
        yield server


def test_a_server_that_is_not_there_is_named(process: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/deploy"
    done = process("schema", "--base-url", url)
    assert (done.code, done.out) == (3, "")
    first, second = done.err.splitlines()
    assert "Connection refused" in first
    assert second == f"The server is {url}."


def test_a_name_that_cannot_be_resolved_is_said(cli: Command) -> None:
    done = cli("schema", "--base-url", "http://no.such.host.invalid/deploy", "--timeout", "20")
    assert done.code == 3
    assert "no.such.host.invalid" in done.err


def test_a_server_that_hangs_is_given_up_after_the_timeout(
    cli: Command, server: RoughServer
) -> None:
    start = time.monotonic()
    done = cli("contacts", "get", ALICE, "test@email.com", "--timeout", "0.5",
               OPTIZMO_DEPLOY_BASE_URL=server.url)  # fmt: skip
    assert time.monotonic() - start < 20
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"Error: {ALICE}: ")
    assert done.err.endswith("Not tried: 1 more.\n")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (answer(200, HTML, HTML_TYPE), "check --base-url"),
        (answer(404, HTML, HTML_TYPE), "Not Found (404)"),
        (answer(301, b"", ("Location", "https://elsewhere.example/")), "check --base-url"),
        (answer(200, {"attributes": "none"}), "check --base-url"),
        (answer(200, b"\xff\xfe"), "check --base-url"),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "The server is http://127.0.0.1"),
        (raw(b""), "The server is http://127.0.0.1"),
    ],
)
def test_what_is_not_this_api_is_exit_code_3(
    cli: Command, server: RoughServer, behaviour: object, words: str
) -> None:
    server.play(behaviour)  # type: ignore[arg-type]
    done = cli("schema", "--timeout", "2", OPTIZMO_DEPLOY_BASE_URL=server.url)
    assert (done.code, done.out) == (3, "")
    assert words in done.err
    assert done.err.count("\n") <= 2
    assert "html" not in done.err


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_gateway_that_rejects_in_its_own_words_has_said_no(
    cli: Command, server: RoughServer, status: int
) -> None:
    server.play(answer(status, HTML, HTML_TYPE))
    done = cli("schema", "--timeout", "1", OPTIZMO_DEPLOY_BASE_URL=server.url)
    assert (done.code, done.out) == (1, "")
    assert f"({status}" in done.err


def test_words_of_the_server_cannot_control_the_terminal(cli: Command, server: RoughServer) -> None:
    attack = "\x1b[2J\x1b]0;owned\x07\r\u202e\x9b31m"
    server.play(problem(404, "not_found_error", detail=attack))
    done = cli("contacts", "get", ALICE, OPTIZMO_DEPLOY_BASE_URL=server.url)
    assert done.code == 1
    assert "\\x1b[2J" in done.err
    assert all(char.isprintable() or char == "\n" for char in done.err)
    attributes = {"attributes": [{"name": attack, "type": "string", "description": attack}]}
    for form in ("table", "json", "jsonl"):
        server.play(answer(200, attributes))
        done = cli("schema", "--output", form, OPTIZMO_DEPLOY_BASE_URL=server.url)
        assert done.code == 0
        assert all(char.isprintable() or char == "\n" for char in done.out)


def test_a_key_that_the_server_repeats_is_not_shown(cli: Command, server: RoughServer) -> None:
    server.play(problem(401, "authentication_error", detail="unknown key s3cret-key"))
    done = cli("schema", OPTIZMO_DEPLOY_BASE_URL=server.url, OPTIZMO_DEPLOY_API_KEY="s3cret-key")
    assert done.code == 1
    assert "s3cret-key" not in done.err


def test_a_listing_that_fails_half_way_prints_no_half_of_an_array(
    cli: Command, server: RoughServer
) -> None:
    brand = {"id": "497f6eca-6276-4993-bfeb-53cbbbba6f08", "name": "Acme", "enabled": True}
    pagination = {"page": 1, "pageSize": 1, "totalCount": 2, "totalPages": 2}
    page = answer(200, {"data": [brand], "pagination": pagination})
    for form, printed in (("json", 0), ("jsonl", 1), ("table", 2)):
        server.play(page, problem(403, "permission_error"))
        done = cli("brands", "list", "--output", form, OPTIZMO_DEPLOY_BASE_URL=server.url)
        assert done.code == 1
        assert done.out.count("\n") == printed


def test_a_proxy_that_is_not_there_is_exit_code_3(process: Command) -> None:
    done = process(
        *("schema", "--base-url", "http://deploy.example/deploy", "--timeout", "5"),
        http_proxy="http://user:s3cret@127.0.0.1:9",
    )
    assert done.code == 3
    assert "s3cret" not in done.err


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c_ends_a_command_at_once_with_one_line(
    server: RoughServer, deploy_sandbox: Sandbox
) -> None:
    command = [sys.executable, "-m", "optizmo_deploy", "contacts", "get", ALICE]
    environment = {"OPTIZMO_DEPLOY_BASE_URL": server.url, "OPTIZMO_DEPLOY_API_KEY": "key"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as running:
        deadline = time.monotonic() + 30
        while not server.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (130, "", "Interrupted.\n")


def shell(sandbox: Sandbox, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command line of bash in which `$OD` is the program."""
    settings = {
        "OD": f"{sys.executable} -m optizmo_deploy",
        "OPTIZMO_DEPLOY_BASE_URL": sandbox.url,
        "OPTIZMO_DEPLOY_API_KEY": sandbox.api_key,
    }
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **settings},
    )


@pytest.mark.skipif(os.name != "posix", reason="bash is POSIX's")
class TestOutputThatNobodyTakes:
    def test_a_reader_that_goes_away_ends_a_listing_without_a_word(
        self, deploy_sandbox: Sandbox
    ) -> None:
        done = shell(deploy_sandbox, "$OD brands list --output jsonl | head -1")
        assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")

    def test_writes_are_all_done_although_nobody_reads(self, deploy_sandbox: Sandbox) -> None:
        contacts = "alice@example.com test@email.com bare@example.com"
        done = shell(deploy_sandbox, f"$OD contacts disable {contacts} --yes --output jsonl | true")
        assert (done.returncode, done.stderr) == (0, "")
        assert len(deploy_sandbox.requests("disableContact")) == 3

    @pytest.mark.parametrize("form", ["table", "json", "jsonl"])
    def test_a_closed_standard_output_is_no_error(self, deploy_sandbox: Sandbox, form: str) -> None:
        done = shell(deploy_sandbox, f"$OD contacts get alice@example.com --output {form} >&-")
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
    def test_a_full_disk_is_said_in_one_line(self, deploy_sandbox: Sandbox) -> None:
        done = shell(deploy_sandbox, "$OD contacts get alice@example.com > /dev/full")
        assert done.returncode == 1
        assert done.stderr == "Error: cannot write to standard output: No space left on device\n"

    def test_standard_output_that_is_not_unicode_gets_ascii_json(
        self, deploy_sandbox: Sandbox
    ) -> None:
        done = shell(
            deploy_sandbox, "PYTHONIOENCODING=cp1252 $OD brands list --name 日本の花 --output jsonl"
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.isascii()
        assert json.loads(done.stdout)["name"] == "日本の花"


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c_between_writes_prints_what_was_done_and_names_what_is_unknown(
    server: RoughServer,
) -> None:
    server.play(answer(204, None), hang)
    command = [sys.executable, "-m", "optizmo_deploy", "contacts", "disable", "--yes"]
    environment = {"OPTIZMO_DEPLOY_BASE_URL": server.url, "OPTIZMO_DEPLOY_API_KEY": "key"}
    with subprocess.Popen(
        [*command, "a@example.com", "b@example.com", "c@example.com"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as running:
        deadline = time.monotonic() + 30
        while len(server.requests) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert [each["contact"] for each in json.loads(out)] == ["a@example.com"]
    assert err == (
        "Interrupted. b@example.com may or may not have been changed. Not tried: 1 more.\n"
    )
