"""Makes the Python package `optizmo_deploy_api` from the contract, the same bytes each time.

    python scripts/generate.py            # writes generated/optizmo_deploy_api
    python scripts/generate.py --check    # writes nothing; prints the differences and exits 1

Needs the dependency group `generate`. Whatever goes wrong, the package that was there stays as it
was: the new one is made beside it and takes its place at the very end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from contract_source import CONTRACT, PACKAGE, ROOT, ContractError, read_contract, shown


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 different or refused, 2 wrong usage."""
    parser = argparse.ArgumentParser(description="Make the Python package from the contract.")
    parser.add_argument("--check", action="store_true", help="change nothing, show differences")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document")
    parser.add_argument("--output", type=Path, default=PACKAGE, help="the package's folder")
    options = parser.parse_args(arguments)
    if problem := _wrong_tools():
        print(problem, file=sys.stderr)
        return 1
    try:
        return _generate(options.contract, options.output, check=options.check)
    except ContractError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or options.output}: {error.strerror}", file=sys.stderr)
    return 1


def _generate(source: Path, output: Path, *, check: bool) -> int:
    contract = read_contract(source)

    from codegen import render, tree  # noqa: PLC0415 - slow, and of no use to an unusable contract

    if not check:
        output.parent.mkdir(parents=True, exist_ok=True)
    # beside the output, so that the last step is a rename within one file system
    beside = output.parent if not check else None
    with tempfile.TemporaryDirectory(prefix=".generate-", dir=beside) as temporary:
        made = Path(temporary) / output.name
        render.render(contract, made)
        changes = list(tree.differences(output, made, shown(output)))
        if check and changes:
            print("\n".join(changes))
            print(
                f"{shown(output)} differs from {shown(source)}; run scripts/generate.py",
                file=sys.stderr,
            )
            return 1
        if changes:
            tree.replace(output, made)
    count = sum(1 for _ in contract.operations())
    print(f"{shown(output)}: {count} operations, {'changed' if changes else 'up to date'}")
    return 0


def _wrong_tools() -> str | None:
    """Return what is missing: other versions than the pinned ones would write other code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for requirement in project["dependency-groups"]["generate"]:
        name, _, pin = requirement.partition("==")
        if not pin:
            continue
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing"
        if installed != pin:
            return (
                f"{name} {pin} is needed and {installed} is installed: pip install --group generate"
            )
    return None


if __name__ == "__main__":
    sys.exit(main())
