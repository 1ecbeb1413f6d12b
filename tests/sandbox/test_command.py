"""The command line: `optizmo-deploy sandbox`."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from click.testing import CliRunner
from optizmo_deploy.cli.sandbox import command

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

COMMAND = [sys.executable, "-m", "optizmo_deploy", "sandbox"]


@contextmanager
def running(*options: Any) -> Generator[Any]:
    """Run the command; yield the process and its ready line."""
    server = subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        yield server, json.loads(server.stdout.readline())
    finally:
        server.kill()
        server.communicate()


def fails(*options: Any, code: Any) -> Any:
    """Run the command, which must fail; return what it says, without a traceback."""
    done = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_it_prints_one_line_of_json_when_it_is_ready() -> None:
    with running() as (server, line):
        assert list(line) == ["url", "api_key", "forbidden_api_key", "control_url"]
        assert line["url"].startswith("http://127.0.0.1:")
        assert line["url"].endswith("/deploy")
        for key, status in ((line["api_key"], 200), (line["forbidden_api_key"], 403)):
            headers = {"Authorization": f"Bearer {key}"}
            assert httpx.get(f"{line['url']}/v1/brands", headers=headers).status_code == status
        assert httpx.post(f"{line['control_url']}/reset").status_code == 204
        server.terminate()
        rest, errors = server.communicate(timeout=10)
        assert (rest, errors) == ("", "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_without_a_word_even_with_connections_open(number: Any, code: Any) -> None:
    with running() as (server, line), httpx.Client() as client:
        assert client.get(f"{line['url']}/v1/brands").status_code == 401
        server.send_signal(number)
        rest, errors = server.communicate(timeout=10)
        assert (server.returncode, rest, errors) == (code, "", "")


def test_its_options_reach_the_sandbox(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    account.write_text("keys: [{key: file-key, rights: all}]\n")
    options = ["--account", str(account), "--api-key", "my-key", "--rate-limit", "2/m"]
    options += ["--latency", "20", "--database", str(tmp_path / "sandbox.db")]
    with running(*options) as (_, line):
        assert (line["api_key"], line["forbidden_api_key"]) == ("my-key", None)
        headers = {"Authorization": "Bearer my-key"}
        response = httpx.get(f"{line['url']}/v1/brands", headers=headers)
        assert response.json()["pagination"]["totalCount"] == 0
        assert response.headers["x-rate-limit-limit"] == "2"
        assert response.elapsed.total_seconds() >= 0.02
    assert (tmp_path / "sandbox.db").exists()


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = fails("--port", str(port), code=1)
    assert said.startswith(f"Error: cannot listen on 127.0.0.1 port {port}: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "no.such.host.invalid"], "cannot listen on no.such.host.invalid"),
        (["--database", "{folder}/missing/sandbox.db"], "cannot be used"),
        (["--database", "{folder}/notes.txt"], "not a database"),
        (["--account", "{folder}/notes.txt"], "does not describe an account"),
        (["--certificate", "{folder}/notes.txt"], "certificate"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_or_few_lines(
    tmp_path: Path, options: Any, words: str
) -> None:
    (tmp_path / "notes.txt").write_text("only: notes\n" * 100)
    said = fails(*(option.format(folder=tmp_path) for option in options), code=1)
    assert words in said
    assert said.startswith("Error: ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "65536"], "--port"),
        (["--port", "http"], "--port"),
        (["--latency", "-1"], "--latency"),
        (["--rate-limit", "fast"], "10/s"),
        (["--account", "/no/such/file"], "does not exist"),
        (["--certificate", "/no/such/file"], "does not exist"),
        (["--private-key", __file__], "needs --certificate"),
        (["--api-key", "with space"], "--api-key"),
        (["--api-key", ""], "--api-key"),
        (["--nonsense"], "--nonsense"),
        (["extra"], "extra"),
    ],
)
def test_a_wrong_option_is_a_usage_error(options: Any, words: str) -> None:
    result = CliRunner().invoke(command, options)
    assert result.exit_code == 2
    assert words in result.output


def test_help_names_every_option() -> None:
    result = CliRunner().invoke(command, ["--help"])
    assert result.exit_code == 0
    for option in ("--host", "--port", "--api-key", "--account", "--database", "--rate-limit",
                   "--latency", "--certificate", "--private-key"):  # fmt: skip
        assert option in result.output


def test_help_does_not_wait_for_the_server_to_be_imported() -> None:
    code = (
        "import sys; from click.testing import CliRunner; "
        "from optizmo_deploy.cli.sandbox import command; CliRunner().invoke(command, ['--help']); "
        "sys.exit('uvicorn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_listening_for_others_with_the_well_known_key_is_warned_of() -> None:
    with running("--host", "0.0.0.0") as (server, line):
        assert line["url"].startswith("http://127.0.0.1:")
        assert httpx.get(f"{line['url']}/v1/brands").status_code == 401
        server.terminate()
        errors = server.communicate(timeout=10)[1]
    assert errors.count("\n") == 1
    assert errors.startswith("WARNING: Listening on 0.0.0.0")
    with running("--host", "0.0.0.0", "--api-key", "a-key-of-my-own") as (server, _):
        server.terminate()
        assert server.communicate(timeout=10)[1] == ""


def test_it_serves_https_with_a_certificate(tmp_path: Path, certificate: Any) -> None:
    chain, key = certificate
    with running("--certificate", str(chain), "--private-key", str(key)) as (_, line):
        assert line["url"].startswith("https://127.0.0.1:")
        assert line["control_url"].startswith("https://127.0.0.1:")
        trust = ssl.create_default_context(cafile=str(chain))
        headers = {"Authorization": f"Bearer {line['api_key']}"}
        with httpx.Client(verify=trust, headers=headers) as client:
            assert client.get(f"{line['url']}/v1/brands").status_code == 200
            faulty = client.post(
                f"{line['control_url']}/faults", json={"drop": "before", "count": 1}
            )
            assert faulty.status_code == 200
            with pytest.raises(httpx.HTTPError):
                client.get(f"{line['url']}/v1/brands")
            assert client.get(f"{line['url']}/v1/brands").status_code == 200
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{line['url']}/v1/brands")
