"""Plain `schemathesis run` against the sandbox, with every check that applies to this API."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from optizmo_deploy.sandbox import Sandbox

# Whether a random contact is accepted depends on the account: its attributes and its brands.
EXCLUDED = "positive_data_acceptance"


@pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed"
)
def test_schemathesis_finds_nothing(deploy_sandbox: Sandbox, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            *(f"{deploy_sandbox.origin}/openapi.json", "--seed", "1", "--max-examples", "5"),
            *("--header", f"Authorization: Bearer {deploy_sandbox.api_key}"),
            *("--checks", "all", "--exclude-checks", EXCLUDED, "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "Tested: 10" in done.stdout
    assert {request.operation for request in deploy_sandbox.requests()} >= {
        "createContact",
        "getContact",
        "listBrands",
    }
