"""Finds what is wrong with the contract and what no linter finds.

    python scripts/check_contract.py

prints one line for each problem, `file: JSON Pointer: problem`, and exits 1 if there is any. Needs
the dependency group `spec`.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from contract_checks.examples import examples_validate
from contract_checks.links import links_lead_somewhere
from contract_checks.marks import (
    assumptions_are_known,
    empty_answers_are_empty,
    everything_is_json,
    no_operation_is_dropped,
    operations_are_marked,
)
from contract_source import CONTRACT, PACKAGE, ContractError, read_contract, shown

if TYPE_CHECKING:
    from contract_checks.finding import Check


def problems(path: Path, package: Path) -> list[str]:
    """Return what is wrong with a contract, one line a problem.

    Raises:
        ContractError: The contract cannot be read at all.
    """
    contract = read_contract(path)
    checks: list[Check] = [
        everything_is_json,
        operations_are_marked,
        assumptions_are_known,
        empty_answers_are_empty,
        links_lead_somewhere,
        examples_validate,
        partial(no_operation_is_dropped, package=package),
    ]
    return [
        f"{shown(path)}: {finding.pointer}: {finding.problem}"
        for check in checks
        for finding in check(contract)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 nothing found, 1 problems, 2 wrong usage."""
    parser = argparse.ArgumentParser(description="Check the contract for what no linter finds.")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document")
    parser.add_argument("--package", type=Path, default=PACKAGE, help="the generated package")
    options = parser.parse_args(arguments)
    try:
        found = problems(options.contract, options.package)
    except ContractError as error:
        found = [str(error)]
    print("\n".join(found) or f"{shown(options.contract)}: no problem found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
