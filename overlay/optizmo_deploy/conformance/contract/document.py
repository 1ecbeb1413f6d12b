"""The OpenAPI document, parsed once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.contract import load_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["contract", "described_operations", "resolved", "success_of"]

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


@cache
def contract() -> dict[str, Any]:
    """Return the contract; whoever changes it works on a copy."""
    return load_contract()


def described_operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path template, the method and the description of each operation."""
    for template, item in contract()["paths"].items():
        for method, description in item.items():
            if method in _METHODS:
                yield template, method.upper(), description


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Return what a node refers to, or the node itself when it is not a reference."""
    while "$ref" in node:
        target: Any = contract()
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token]
        node = target
    return node


def success_of(description: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """Return the status code of an operation's success and the schema of its body, if it has one.

    Raises:
        ValueError: The operation has no success.
    """
    for status, response in description["responses"].items():
        if status.startswith("2"):
            content = resolved(response).get("content")
            schema = content["application/json"]["schema"] if content else None
            return int(status), cast("dict[str, Any] | None", schema)
    raise ValueError(f"{description['operationId']} has no success response")
