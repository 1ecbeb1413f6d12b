"""What the tests of the scripts share: a contract to change, and how scripts are run."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.paths import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def document(contract: dict[str, Any]) -> dict[str, Any]:
    """The contract's document, for the test to change."""
    return deepcopy(contract)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[object], Path]:
    """Writes a changed contract, as text or as a document, and returns where it is.

    A document is written as JSON, which is YAML too and much faster to write.
    """

    def write(contract: object, name: str = "contract.yaml") -> Path:
        text = contract if isinstance(contract, str) else json.dumps(contract, indent=1)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one of the scripts in a process of its own."""

    def run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SCRIPTS / name), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run
