"""What somebody in front of a terminal sees: tables of its width, questions, waits."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.client.rough_server import RoughServer, answer, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optizmo_deploy.sandbox import Sandbox

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

ALICE = "alice@example.com"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def terminal(deploy_sandbox: Sandbox) -> Callable[..., tuple[int, str]]:
    """Run a command on a pseudo-terminal; return its exit code and all that it showed.

    Standard output can be a file in its place.
    """

    def command(
        *arguments: str,
        width: int = 100,
        typed: str = "",
        output: Path | None = None,
        **environment: str,
    ) -> tuple[int, str]:
        master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (25, width)) if hasattr(termios, "tcsetwinsize") else None
        settings = {
            "OPTIZMO_DEPLOY_BASE_URL": deploy_sandbox.url,
            "OPTIZMO_DEPLOY_API_KEY": deploy_sandbox.api_key,
            "TERM": "xterm-256color",
            **environment,
        }
        inherited = {name: os.environ[name] for name in os.environ if name != "COLUMNS"}
        with (
            output.open("wb") if output else contextlib.nullcontext() as file,
            subprocess.Popen(
                [sys.executable, "-m", "optizmo_deploy", *arguments],
                stdin=slave,
                stdout=file or slave,
                stderr=slave,
                close_fds=True,
                start_new_session=True,
                env={**inherited, **settings},
            ) as running,
        ):
            os.close(slave)
            os.write(master, typed.encode())
            shown = b""
            with contextlib.suppress(OSError):  # how Linux says that nobody has it open any more
                while chunk := os.read(master, 65536):
                    shown += chunk
            os.close(master)
        return running.returncode, shown.decode().replace("\r\n", "\n")

    return command


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@pytest.mark.parametrize("width", [60, 160])
def test_tables_fit_the_terminal(terminal: Callable[..., tuple[int, str]], width: int) -> None:
    code, shown = terminal("contacts", "get", ALICE, "Mixed.Case@Example.com", width=width)
    assert code == 0
    lines = ESCAPES.sub("", shown).splitlines()
    assert lines[0].startswith("EMAIL ")
    assert max(map(cells, lines)) <= width
    assert (len(lines) == 3) is (width == 160)


def test_wide_characters_keep_their_columns(terminal: Callable[..., tuple[int, str]]) -> None:
    _, shown = terminal("brands", "list", "--name-contains", "日", width=60)
    assert ESCAPES.sub("", shown).splitlines()[1].endswith("true     日本の花")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_color_and_dumb_terminals_get_plain_text(
    terminal: Callable[..., tuple[int, str]], environment: dict[str, str]
) -> None:
    _, plain = terminal("schema", **environment)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", plain)
    if environment.get("TERM") == "dumb":
        assert "\x1b" not in plain


def test_json_is_printed_on_a_terminal_too(terminal: Callable[..., tuple[int, str]]) -> None:
    _, shown = terminal("contacts", "get", ALICE, "--output", "json")
    assert shown.startswith('{\n  "email": "alice@example.com",\n')


@pytest.mark.parametrize(("typed", "code", "enabled"), [("n\n", 1, True), ("y\n", 0, False)])
def test_disable_asks_first(
    terminal: Callable[..., tuple[int, str]],
    deploy_sandbox: Sandbox,
    typed: str,
    code: int,
    enabled: bool,
) -> None:
    ended, shown = terminal("contacts", "disable", ALICE, typed=typed)
    assert f"Disable {ALICE}? This cannot be undone. [y/N]: " in shown
    assert ended == code
    assert ("Nothing was changed." in shown) is enabled
    assert bool(deploy_sandbox.requests("disableContact")) is not enabled


def test_the_question_names_some_contacts_and_counts_the_rest(
    terminal: Callable[..., tuple[int, str]],
) -> None:
    given = [f"{name}@example.com" for name in "abcde"]
    _, shown = terminal("contacts", "disable", *given, typed="n\n")
    assert "Disable a@example.com, b@example.com, c@example.com and 2 more? " in shown


def test_ctrl_c_at_the_question_changes_nothing(
    terminal: Callable[..., tuple[int, str]], deploy_sandbox: Sandbox
) -> None:
    ended, shown = terminal("contacts", "disable", ALICE, typed="\x04")  # the end of the input
    assert ended == 130
    assert "Interrupted." in shown
    assert deploy_sandbox.requests() == []


def test_a_long_wait_is_reported_without_the_address(
    terminal: Callable[..., tuple[int, str]],
) -> None:
    busy = problem(409, "operation_in_progress", ("Retry-After", "1"))
    with RoughServer(busy, answer()) as server:
        ended, shown = terminal(
            "contacts", "update", ALICE, "--unset", "age", OPTIZMO_DEPLOY_BASE_URL=server.url
        )
    assert ended == 0
    assert "Waiting: PATCH " in shown
    assert ALICE not in shown.partition("Waiting: ")[2].partition("\n")[0]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("email\n" + f"{ALICE}\n" * 50)
    return path


def test_contacts_of_a_list_go_to_standard_output_and_the_bar_to_the_terminal(
    terminal: Callable[..., tuple[int, str]], people: Path, tmp_path: Path
) -> None:
    output = tmp_path / "contacts.jsonl"
    code, shown = terminal("bulk", "get", str(people), width=60, output=output)
    assert code == 0
    assert [json.loads(line)["email"] for line in output.read_text().splitlines()] == [ALICE] * 50
    assert "emailMd5" not in shown
    assert "get: 50 rows" in shown


def test_contacts_of_a_list_are_whole_lines_on_a_terminal(
    terminal: Callable[..., tuple[int, str]], people: Path
) -> None:
    code, shown = terminal("bulk", "get", str(people), width=60)
    assert code == 0
    assert "\x1b" not in shown
    *lines, summary = shown.splitlines()
    assert [json.loads(line)["email"] for line in lines] == [ALICE] * 50
    assert summary.startswith("get: 50 rows")
