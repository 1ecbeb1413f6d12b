"""The command line's root: what a user meets before any command runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from optizmo_deploy._version import __version__
from optizmo_deploy.cli import run
from optizmo_deploy.contract import contract_path


def optizmo_deploy(
    *arguments: str, python: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "-m", "optizmo_deploy", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def without(module: str, folder: Path) -> str:
    """Return a folder for PYTHONPATH in which a module looks as if it were not installed."""
    hidden = folder / f"{module}.py"
    hidden.write_text(f"raise ModuleNotFoundError('not installed', name={module!r})")
    return str(folder)


def test_help_lists_the_commands_without_importing_any() -> None:
    done = optizmo_deploy("--help", python=("-X", "importtime"))
    assert done.returncode == 0
    assert {"conformance", "sandbox", "spec"} <= set(done.stdout.split())
    assert "optizmo_deploy.cli._root" in done.stderr
    assert "optizmo_deploy.cli.sandbox" not in done.stderr
    assert "schemathesis" not in done.stderr


def test_version_is_the_distributions() -> None:
    assert optizmo_deploy("--version").stdout == f"optizmo-deploy, version {__version__}\n"


def test_the_installed_command_is_the_same_as_the_module() -> None:
    command = Path(sys.executable).with_name("optizmo-deploy")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == optizmo_deploy("--version").stdout


@pytest.mark.parametrize(
    "arguments", [("nope",), ("--nope",), ("spec", "--nope"), ("spec", "more")]
)
def test_a_wrong_word_is_a_usage_error_that_names_it(arguments: tuple[str, ...]) -> None:
    done = optizmo_deploy(*arguments)
    assert done.returncode == 2
    assert arguments[-1] in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("contact", "get"), "No such command 'contact'. Did you mean 'contacts'?"),
        (("--output", "json", "schema"), "Options of a command go after its name."),
        (("contacts", "--output", "json", "get"), "Options of a command go after its name."),
    ],
)
def test_a_near_miss_gets_a_hint(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


def test_without_click_the_base_install_says_which_extra_to_install(tmp_path: Path) -> None:
    done = optizmo_deploy("--help", PYTHONPATH=without("click", tmp_path))
    assert done.returncode == 2
    assert done.stderr == (
        "Error: the command line is not installed; run: pip install 'optizmo-deploy[cli]'\n"
    )


def test_a_command_without_its_extra_says_which_one_to_install(tmp_path: Path) -> None:
    done = optizmo_deploy("sandbox", PYTHONPATH=without("yaml", tmp_path))
    assert done.returncode == 2
    assert "pip install 'optizmo-deploy[sandbox]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_spec_prints_the_document_and_where_it_is() -> None:
    assert yaml.safe_load(optizmo_deploy("spec").stdout)["openapi"] == "3.1.0"
    assert optizmo_deploy("spec", "--path").stdout.strip() == str(contract_path())


def test_spec_is_utf_8_whatever_the_encoding_of_standard_output() -> None:
    done = optizmo_deploy("spec", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == contract_path().read_text(encoding="utf-8")


def test_a_defect_is_said_in_two_lines_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Path:
        raise RuntimeError("out\nof order")

    monkeypatch.setattr("optizmo_deploy.cli.spec.contract_path", fail)
    assert run(["spec"]) == 4
    assert capsys.readouterr().err == (
        "Internal error, please report it: RuntimeError: out\\nof order\n"
        "For the traceback, run it again with OPTIZMO_DEPLOY_TRACEBACK=1.\n"
    )
    monkeypatch.setenv("OPTIZMO_DEPLOY_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        run(["spec"])


def test_a_reader_that_goes_away_causes_no_traceback() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m optizmo_deploy spec | head -1"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "openapi: 3.1.0\n"
    assert done.stderr == ""
