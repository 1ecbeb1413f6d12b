"""Gives the generator a copy of the contract in which only what it can express is left.

The contract is tight so that servers can be judged by it: the problem of a 404 pins its `status`
by `const`, for example. The generator cannot merge `status: integer` with `const: 404`, and a
client has to be tolerant anyway. So where a schema only narrows another one, the copy refers to
that other one: one `Problem` instead of eight. And what refers to an id is an id itself, so that
the two can be compared. The contract itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from contract_source import look_up

if TYPE_CHECKING:
    from contract_source import Contract

_SCHEMAS = "#/components/schemas/"
_ASSERTIONS = frozenset({"type", "required", "const", "enum", "not"})
"""Keywords that forbid values and describe no member."""


def prepare(contract: Contract) -> dict[str, Any]:
    """Return a copy of the contract's document that the generator understands."""
    document = contract.document
    schemas = document.get("components", {}).get("schemas", {})
    aliases = {_SCHEMAS + name: base for name, base, _ in narrowings(document)}
    copy = cast("dict[str, Any]", _rewritten(_referring(document, document), aliases))
    for name in schemas:
        if _SCHEMAS + name in aliases:
            del copy["components"]["schemas"][name]
    return copy


def _referring(value: Any, document: Mapping[str, Any]) -> Any:
    """Give text that refers to another member (`x-refers-to`) the format of that member.

    The documentation calls it no more than text, so a server is not held to the format.
    """
    if isinstance(value, list):
        return [_referring(member, document) for member in value]
    if not isinstance(value, Mapping):
        return value
    node = {key: _referring(member, document) for key, member in value.items()}
    if isinstance(node.get("x-refers-to"), str):
        target = look_up(document, node["x-refers-to"])
        node |= {key: target[key] for key in ("type", "format") if key in target}
    return node


def narrowings(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each named schema that only narrows another: its name, the other, what it pins."""
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if base := _narrowed(schema):
            pins: dict[str, Any] = {}
            for part in schema["allOf"]:
                for member, rule in part.get("properties", {}).items():
                    if "const" in rule:
                        pins[member] = rule["const"]
            yield name, base, pins


def _narrowed(schema: object) -> str | None:
    if not isinstance(schema, Mapping) or "properties" in schema:
        return None
    parts = cast("Mapping[str, Any]", schema).get("allOf")
    if not isinstance(parts, list):
        return None
    references = [part["$ref"] for part in parts if "$ref" in part]
    others = [part for part in parts if "$ref" not in part]
    if len(references) == 1 and others and all(_only_asserts(part) for part in others):
        return str(references[0])
    return None


def _only_asserts(schema: Mapping[str, Any]) -> bool:
    return schema.keys() <= {*_ASSERTIONS, "properties"} and all(
        rule.keys() <= _ASSERTIONS and ("const" in rule or "enum" in rule)
        for rule in schema.get("properties", {}).values()
    )


def _rewritten(value: Any, aliases: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_rewritten(member, aliases) for member in value]
    if not isinstance(value, Mapping):
        return value
    node = cast("Mapping[str, Any]", value)
    if isinstance(node.get("$ref"), str):
        reference = node["$ref"]
        while reference in aliases:
            reference = aliases[reference]
        return {**node, "$ref": reference}
    if base := _narrowed(node):
        return _rewritten({"$ref": base}, aliases)
    copy = {key: _rewritten(member, aliases) for key, member in node.items()}
    if isinstance(copy.get("properties"), dict):  # a member that is forbidden needs no field
        copy["properties"] = {
            k: rule for k, rule in copy["properties"].items() if rule is not False
        }
    for keyword in ("oneOf", "anyOf"):
        choices = copy.get(keyword)
        if isinstance(choices, list):  # alternatives may have become the same one
            copy[keyword] = [
                choice for index, choice in enumerate(choices) if choice not in choices[:index]
            ]
    return copy
