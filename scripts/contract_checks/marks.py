"""Finds operations and assumptions that are not marked as this project needs them."""

from __future__ import annotations

import ast
import datetime as dt
from typing import TYPE_CHECKING, Any

import yaml
from contract_source import SafeLoader, walk

from contract_checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_source import Contract

_BODILESS = ("204", "205", "304")


def assumptions_are_known(contract: Contract) -> Iterator[Finding]:
    """Yield each mark of an unexplained assumption, and each explained one without a mark."""
    explained = contract.document.get("x-assumptions", {})
    used: set[str] = set()
    for parts, value in walk(contract.document):
        if parts[-1:] == ("x-assumption",):
            for name in value if isinstance(value, list) else [value]:
                used.add(str(name))
                if name not in explained:
                    yield Finding(parts, f"the assumption {name} is not explained in x-assumptions")
    for name, text in explained.items():
        if name not in used:
            yield Finding(("x-assumptions", name), "no part of the contract is marked with it")
        if not isinstance(text, str) or not text.strip():
            yield Finding(("x-assumptions", name), "it says nothing")


def operations_are_marked(contract: Contract) -> Iterator[Finding]:
    """Yield each operation that does not say whether it may be repeated and how it is secured."""
    schemes = contract.document.get("components", {}).get("securitySchemes", {})
    for path, method, operation in contract.operations():
        parts = ("paths", path, method)
        if not isinstance(operation.get("x-idempotent"), bool):
            yield Finding(parts, "x-idempotent must be true or false")
        security = operation.get("security")
        if not security:
            yield Finding(parts, "it has no security of its own, which the generator goes by")
        for name in {name for choice in security or [] for name in choice}:
            if name not in schemes:
                yield Finding((*parts, "security"), f"there is no security scheme {name}")


def empty_answers_are_empty(contract: Contract) -> Iterator[Finding]:
    """Yield each response that describes a body although its status allows none."""
    for path, method, operation in contract.operations():
        for status, response in operation.get("responses", {}).items():
            if status in _BODILESS and "content" in contract.resolve(response):
                parts = ("paths", path, method, "responses", status)
                yield Finding(parts, f"an answer of status {status} has no body")


def everything_is_json(contract: Contract) -> Iterator[Finding]:
    """Yield each value that YAML readers take for a date, where JSON has a text."""
    document: Any = yaml.load(contract.path.read_bytes(), SafeLoader)  # noqa: S506 - its name says it
    for parts, value in walk(document):
        if isinstance(value, dt.date):
            yield Finding(parts, "YAML reads this as a date, put it in quotes")


def no_operation_is_dropped(contract: Contract, package: Path) -> Iterator[Finding]:
    """Yield each operation for which the generated package has no code."""
    modules = _modules(package / "operations.py")
    for path, method, operation in contract.operations():
        module = modules.get(operation["operationId"], "")
        if not module or not package.joinpath(*module.split(".")).with_suffix(".py").is_file():
            problem = f"the generated package has no {operation['operationId']}"
            yield Finding(("paths", path, method), problem)


def _modules(source: Path) -> dict[str, str]:
    """Return the modules of the operations by operationId, without running generated code."""
    if not source.is_file():
        return {}
    modules: dict[str, str] = {}
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Operation":
            facts = {
                keyword.arg: keyword.value.value
                for keyword in node.keywords
                if isinstance(keyword.value, ast.Constant)
            }
            modules[str(facts["id"])] = str(facts["module"])
    return modules
