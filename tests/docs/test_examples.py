"""Every example of the documentation is run, and console blocks print what the page shows."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.sandbox import Sandbox
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

if TYPE_CHECKING:
    from sybil import Example

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def run_console(example: Example) -> None:
    """Run each `$ command` of a block and compare what it prints; `...` stands for anything."""
    for step in ("\n" + str(example.parsed)).split("\n$ ")[1:]:
        lines = step.splitlines()
        while lines[0].endswith("\\"):
            lines[0] = lines[0][:-1] + lines.pop(1)
        command, expected = lines[0], "\n".join(lines[1:]).strip()
        done = subprocess.run(
            ["bash", "-c", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        printed = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
        assert matches(printed, expected), (
            f"$ {command}\nprinted:\n{printed}\nexpected:\n{expected}"
        )


def run_javascript(example: Example) -> None:
    """Run a block as a module in Node, where a failed `console.assert` fails it."""
    node = shutil.which("node")
    if node is None:
        return  # the page's other examples are run all the same
    done = subprocess.run(
        [node, "--input-type=module", "-"],
        input=str(example.parsed),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def matches(printed: str, expected: str) -> bool:
    literal = expected.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
    return fnmatch.fnmatchcase(printed, literal.replace("...", "*"))


DOCUMENTS = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser("console", run_console),
        CodeBlockParser("javascript", run_javascript),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_of_the_page_does_what_the_page_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(
        "PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    monkeypatch.setenv("COLUMNS", "100")
    with Sandbox() as sandbox:
        monkeypatch.setenv("OPTIZMO_DEPLOY_BASE_URL", sandbox.url)
        monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", sandbox.api_key)
        for example in DOCUMENTS.parse(page).examples():
            example.evaluate()


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("a\nb", "a\nb", True),
        ("a\nb\nc", "a\n...\nc", True),
        ("a [x]", "a [x]", True),
        ("a x", "a [x]", False),
        ("what?", "what!", False),
        ("a", "", False),
    ],
)
def test_only_three_dots_match_what_is_not_written_down(
    printed: str, expected: str, same: bool
) -> None:
    assert matches(printed, expected) is same
