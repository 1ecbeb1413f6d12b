"""Checks the contract with everything there is: two linters, a validator and our own checks.

    python scripts/check_spec.py

runs openapi-spec-validator and scripts/check_contract.py, then Redocly's and Spectral's linters,
which need Node.js with npm and are installed into a folder of their own on first use. All of them
run, whatever the others find; the exit code is 1 if any found something or could not run. Needs the
dependency group `spec`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import check_contract
from contract_source import CONTRACT, ROOT, ContractError, read_contract, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

SPEC = ROOT / "scripts" / "spec"


class LintersMissingError(Exception):
    """The linters that need Node.js cannot run; the text says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 clean, 1 problems, 2 wrong usage."""
    parser = argparse.ArgumentParser(description="Check the contract with every linter.")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document")
    options = parser.parse_args(arguments)
    contract: Path = options.contract
    try:
        read_contract(contract)
    except ContractError as error:
        print(error, file=sys.stderr)
        return 1
    print("check_contract:", flush=True)
    failed = check_contract.main(["--contract", str(contract)])
    print("openapi-spec-validator:", flush=True)
    failed |= _validate(contract)
    return failed | node_linters(contract)


def node_linters(contract: Path) -> int:
    """Run the linters that need Node.js and return 1 if one finds something or they cannot run."""
    failed = 0
    try:
        tools = _node_tools()
    except LintersMissingError as error:
        print(f"Redocly and Spectral did not run: {error}", file=sys.stderr)
        return 1
    for command in _linters(contract):
        print(f"{command[0]}:", flush=True)
        failed |= bool(_run([str(tools / command[0]), *command[1:]]).returncode)
    return failed


def _validate(contract: Path) -> int:
    # here, because only the spec session has it
    from openapi_spec_validator import validate  # noqa: PLC0415
    from openapi_spec_validator.readers import read_from_filename  # noqa: PLC0415
    from openapi_spec_validator.validation.exceptions import (  # noqa: PLC0415
        OpenAPIValidationError,
    )

    try:
        document, _ = read_from_filename(str(contract))
        validate(document)
    except (OpenAPIValidationError, ValueError) as error:
        print(f"{shown(contract)}: {str(error).splitlines()[0]}")
        return 1
    print(f"{shown(contract)}: valid")
    return 0


def _linters(contract: Path) -> Sequence[Sequence[str]]:
    path = str(contract.resolve())
    spectral = ("spectral", "lint", "--ruleset", str(SPEC / "spectral.yaml"))
    return (
        ("redocly", "lint", "--config", str(SPEC / "redocly.yaml"), path),
        (*spectral, "--fail-severity", "hint", path),
    )


def _node_tools() -> Path:
    """Return the folder of the linters' programs, after installing them if that is needed.

    They go into `.nox`, under a name that changes with their versions, and not into HOME.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        message = "there is no Node.js with npm on PATH; install Node.js 20.19 or newer"
        raise LintersMissingError(message)
    lock = (SPEC / "package-lock.json").read_bytes()
    folder = ROOT / ".nox" / f"spec-linters-{hashlib.sha256(lock).hexdigest()[:12]}"
    if folder.exists():
        return folder / "node_modules" / ".bin"
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        fresh = Path(temporary) / folder.name
        fresh.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SPEC / name, fresh)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        run = _run([npm, "ci", *options, f"--cache={temporary}/cache"], fresh)
        if run.returncode:
            message = f"npm could not install them (exit code {run.returncode})"
            raise LintersMissingError(message)
        fresh.rename(folder)
    return folder / "node_modules" / ".bin"


def _run(command: Sequence[str], folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return subprocess.run(command, cwd=folder, env={**os.environ, **quiet}, check=False)


if __name__ == "__main__":
    sys.exit(main())
