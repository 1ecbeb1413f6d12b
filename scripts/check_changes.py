"""Tells what changed in the contract since a revision, and what of it breaks callers.

    python scripts/check_changes.py v1.0.0

prints one line for each change, breaking ones first, and exits 1 if there is a breaking one. To be
broken is a caller of the API, or a Python program that imports a class or an operation. The
revision is one that Git knows, or a file. Needs PyYAML.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from contract_changes.operations import changes
from contract_source import CONTRACT, ROOT, Contract, ContractError, read_contract


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 nothing breaks, 1 something does, 2 usage."""
    parser = argparse.ArgumentParser(description="Tell what changed in the contract.")
    parser.add_argument("since", help="a revision of Git, or a file")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document")
    options = parser.parse_args(arguments)
    try:
        old = _contract_of(options.since)
        found = sorted(set(changes(old, read_contract(options.contract))), reverse=True)
    except ContractError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(map(str, found)) or "nothing changed but words")
    return 1 if any(change.breaking for change in found) else 0


def _contract_of(since: str) -> Contract:
    if Path(since).is_file():
        return read_contract(Path(since))
    name = CONTRACT.relative_to(ROOT).as_posix()
    try:
        run = subprocess.run(
            ["git", "show", f"{since}:{name}"], cwd=ROOT, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise ContractError(Path(name), since, "there is no Git to ask") from error
    if run.returncode:
        lines = run.stderr.decode(errors="replace").strip().splitlines()
        raise ContractError(Path(name), since, lines[0] if lines else "Git does not have it")
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / f"{Path(name).name}@{since.replace('/', '_')}"
        file.write_bytes(run.stdout)
        return read_contract(file)


if __name__ == "__main__":
    sys.exit(main())
