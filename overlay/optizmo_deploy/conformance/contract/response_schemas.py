"""The contract's schemas of successes, with and without what it only assumes."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs

from optizmo_deploy.conformance.contract.document import contract, described_operations, success_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assumed_views", "must_views", "strip_assumptions"]

# White space around an address in responses is left open, but the format would not allow it.
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


def _allow_null_for_optional(schema: dict[str, Any]) -> None:
    for name, member in schema["properties"].items():
        if name not in schema["required"]:
            member["type"] = [member["type"], "null"]


def _validators(schemas: dict[str, Any]) -> Mapping[str, jsonschema_rs.Validator]:
    found: dict[str, jsonschema_rs.Validator] = {}
    for _, _, description in described_operations():
        _, schema = success_of(description)
        if schema is not None:
            found[description["operationId"]] = jsonschema_rs.Draft202012Validator(
                {**schema, "components": {"schemas": schemas}}, validate_formats=True
            )
    return MappingProxyType(found)
