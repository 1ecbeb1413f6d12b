"""The session that runs every linter: what it says when one finds something or cannot run."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import check_spec
import pytest
import yaml
from contract_source import CONTRACT

from tests.paths import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Sequence[str]]:
    """The commands that would run, with npm and the linters replaced by recorders."""
    commands: list[Sequence[str]] = []

    def run(command: Sequence[str], folder: Path | None = None) -> object:
        commands.append(command)
        return subprocess.CompletedProcess(command, 1 if "redocly" in command[0] else 0)

    monkeypatch.setattr(check_spec, "ROOT", tmp_path)
    monkeypatch.setattr(check_spec, "_run", run)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return commands


def test_a_finding_of_one_linter_fails_the_run_and_stops_no_other(
    calls: list[Sequence[str]],
) -> None:
    assert check_spec.node_linters(CONTRACT) == 1
    names = [command[0].rpartition("/")[2] for command in calls]
    assert names == ["npm", "redocly", "spectral"]
    assert calls[0][1:3] == ["ci", "--ignore-scripts"]


def test_linters_are_installed_once(calls: list[Sequence[str]]) -> None:
    check_spec.node_linters(CONTRACT)
    check_spec.node_linters(CONTRACT)
    assert [command[0].rpartition("/")[2] for command in calls].count("npm") == 1


def test_a_failed_installation_is_not_kept(
    calls: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failed: subprocess.CompletedProcess[str] = subprocess.CompletedProcess([], 7)
    monkeypatch.setattr(check_spec, "_run", lambda *_: failed)
    assert check_spec.node_linters(CONTRACT) == 1
    assert list((tmp_path / ".nox").iterdir()) == []


def test_missing_node_is_said_in_one_line_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert check_spec.node_linters(CONTRACT) == 1
    assert capsys.readouterr().err == (
        "Redocly and Spectral did not run: there is no Node.js with npm on PATH; "
        "install Node.js 20.19 or newer\n"
    )


def test_the_linters_are_pinned_and_their_lock_names_no_host() -> None:
    package = json.loads((SCRIPTS / "spec" / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((SCRIPTS / "spec" / "package-lock.json").read_text(encoding="utf-8"))
    for name, pin in package["dependencies"].items():
        assert pin.replace(".", "").isdecimal()
        assert lock["packages"][f"node_modules/{name}"]["version"] == pin
    assert not any("resolved" in entry for entry in lock["packages"].values())


def test_every_rule_that_is_off_has_a_reason_beside_it() -> None:
    text = (SCRIPTS / "spec" / "spectral.yaml").read_text(encoding="utf-8")
    off = [line for line in text.splitlines() if ": off" in line]
    assert len(off) == len(yaml.safe_load(text)["rules"]) + 1
    assert "#" in text.partition("overrides:")[2]
    for line in off[:-1]:
        assert "#" in line
    redocly = yaml.safe_load((SCRIPTS / "spec" / "redocly.yaml").read_text(encoding="utf-8"))
    assert redocly == {"extends": ["recommended-strict"]}


def test_a_contract_that_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_spec.main(["--contract", str(tmp_path / "missing.yaml")]) == 1
    assert capsys.readouterr().err == f"{tmp_path}/missing.yaml: No such file or directory\n"
