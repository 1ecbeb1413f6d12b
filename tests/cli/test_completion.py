"""Shell completion: the scripts, and what they complete."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command


def completions(process: Command, *words: str) -> list[str]:
    """Return what bash would be offered for the last word of a command line."""
    done = process(
        _OPTIZMO_DEPLOY_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(["optizmo-deploy", *words]),
        COMP_CWORD=str(len(words)),
        OPTIZMO_DEPLOY_BASE_URL="http://127.0.0.1:9/deploy",
    )
    assert (done.code, done.err) == (0, "")
    return [line.partition(",")[2] for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("con",), {"conformance", "contacts"}),
        (("contacts", ""), {"create", "disable", "get", "update", "upsert"}),
        (("contacts", "update", "--a"), {"--attribute", "--attributes-json", "--api-key-file"}),
        (("schema", "--output", ""), {"table", "json", "jsonl"}),
        (("brands", "list", "--sort", ""), {"name", "-name"}),
    ],
)
def test_commands_options_and_choices_are_completed(
    process: Command, words: tuple[str, ...], offered: set[str]
) -> None:
    assert set(completions(process, *words)) == offered


def test_completing_the_name_of_a_command_imports_none(process: Command, tmp_path: Path) -> None:
    for module in ("rich", "httpx", "yaml", "attrs"):
        (tmp_path / f"{module}.py").write_text("raise ImportError('not wanted')\n")
    done = process(
        _OPTIZMO_DEPLOY_COMPLETE="bash_complete",
        COMP_WORDS="optizmo-deploy s",
        COMP_CWORD="1",
        PYTHONPATH=str(tmp_path),
    )
    assert done.out.split() == [
        "plain,sandbox",
        "plain,schema",
        "plain,spec",
        "plain,subscriptions",
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_for_the_shell_and_calls_the_program(cli: Command, shell: str) -> None:
    done = cli("completion", shell)
    assert done.code == 0
    assert f"_OPTIZMO_DEPLOY_COMPLETE={shell}_complete" in done.out


def test_a_shell_that_is_not_known_is_a_usage_error_that_names_those_that_are(
    cli: Command,
) -> None:
    done = cli("completion", "csh")
    assert done.code == 2
    assert "'bash', 'zsh', 'fish'" in done.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_after_the_script_was_evaluated() -> None:
    program = """
        eval "$(optizmo-deploy completion bash)"
        COMP_WORDS=(optizmo-deploy subscriptions re)
        COMP_CWORD=2
        COMP_TYPE=9
        _optizmo_deploy_completion optizmo-deploy
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    folder = Path(sys.executable).parent
    done = subprocess.run(
        ["bash", "-c", f'PATH="{folder}:$PATH"\n{program}'],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["remove", "replace"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes_after_the_script_was_sourced() -> None:
    program = (
        "optizmo-deploy completion fish | source; complete -C 'optizmo-deploy subscriptions re'"
    )
    folder = Path(sys.executable).parent
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"set -x PATH {folder} $PATH; {program}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["remove", "replace"]


def test_completing_below_a_command_whose_extra_is_missing_offers_nothing(
    process: Command, tmp_path: Path
) -> None:
    (tmp_path / "schemathesis.py").write_text("raise ModuleNotFoundError(name='schemathesis')")
    (tmp_path / "yaml.py").write_text("raise ModuleNotFoundError(name='yaml')")
    done = process(
        _OPTIZMO_DEPLOY_COMPLETE="bash_complete",
        COMP_WORDS="optizmo-deploy conformance ",
        COMP_CWORD="2",
        PYTHONPATH=str(tmp_path),
    )
    assert done.err == ""
