"""The contract's schemas of successes, with and without what it only assumes."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs

from optizmo_deploy.contract import load_contract

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assumed_views", "contract", "must_views", "statuses", "strip_assumptions"]

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
# The documentation leaves the white space of an address in answers open; the format would judge it.
_OPEN = {("Contact", "email"): {"type": "string"}}
# All that is settled about unsubscribes handled elsewhere is that Deploy does not handle them.
_OTHERWISE_HANDLED: dict[str, Any] = {
    "not": {"type": "object", "required": ["type"], "properties": {"type": {"const": "Deploy"}}}
}


def strip_assumptions(node: Any) -> Any:
    """Return a copy of a schema in which whatever is marked ``x-assumption`` allows anything."""
    if isinstance(node, dict):
        mapping = cast("dict[str, Any]", node)
        if "x-assumption" in mapping:
            return {}
        return {key: strip_assumptions(value) for key, value in mapping.items()}
    if isinstance(node, list):
        return [strip_assumptions(item) for item in cast("list[object]", node)]
    return node


@cache
def contract() -> dict[str, Any]:
    """Return the contract, parsed once; whoever changes it works on a copy."""
    return load_contract()


@cache
def must_views() -> Mapping[str, jsonschema_rs.Validator]:
    """Return a validator of what is stated about each success's body, by operationId."""
    schemas = strip_assumptions(contract()["components"]["schemas"])
    for (name, member), schema in _OPEN.items():
        schemas[name]["properties"][member] = schema
    schemas["ThirdPartyUnsubscribeHandling"] = _OTHERWISE_HANDLED
    _allow_null_for_optional(schemas["Brand"])
    return _validators(schemas)


@cache
def assumed_views() -> Mapping[str, jsonschema_rs.Validator]:
    """Return a validator of each success's body as the contract has it, assumptions included."""
    return _validators(contract()["components"]["schemas"])


@cache
def statuses() -> Mapping[str, frozenset[int]]:
    """Return the documented statuses of each operation by its operationId."""
    return MappingProxyType(
        {
            operation["operationId"]: frozenset(int(status) for status in operation["responses"])
            for operation in _operations()
        }
    )


def _allow_null_for_optional(schema: dict[str, Any]) -> None:
    for name, member in schema["properties"].items():
        if name not in schema["required"]:
            member["type"] = [member["type"], "null"]


def _operations() -> list[dict[str, Any]]:
    return [
        operation
        for item in contract()["paths"].values()
        for method, operation in item.items()
        if method in _METHODS
    ]


def _validators(schemas: dict[str, Any]) -> Mapping[str, jsonschema_rs.Validator]:
    found: dict[str, jsonschema_rs.Validator] = {}
    for operation in _operations():
        schema = _success_schema(operation)
        if schema is not None:
            found[operation["operationId"]] = jsonschema_rs.Draft202012Validator(
                {**schema, "components": {"schemas": schemas}}, validate_formats=True
            )
    return MappingProxyType(found)


def _success_schema(operation: dict[str, Any]) -> dict[str, Any] | None:
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            continue
        if "$ref" in response:
            response = contract()["components"]["responses"][response["$ref"].rpartition("/")[2]]  # noqa: PLW2901
        content = response.get("content", {}).get("application/json")
        return cast("dict[str, Any]", content["schema"]) if content else None
    return None
