"""Finds examples that do not validate against their own schema, and bodies without an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from contract_checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_source import Contract

_DATA = frozenset({"example", "examples", "value", "default", "const", "enum"})
"""Keywords whose values are data; what looks like a description within them is none."""
_NAMED_FREELY = (("properties",), ("responses",))
"""Objects whose keys are names, and may look like those keywords."""
_NO_SCHEMAS = (*_NAMED_FREELY, ("components",), ("variables",))
"""Objects that have such keys for other reasons than to exemplify or preset a value."""


def examples_validate(contract: Contract) -> Iterator[Finding]:
    """Yield every example that its schema refuses, and every body without an example."""
    used: set[str] = set()
    for parts, node in _descriptions(contract.document):
        if not isinstance(node, dict) or parts[-1:] in _NO_SCHEMAS:
            continue
        is_body = parts[-2:-1] == ("content",)
        if is_body and "schema" not in node:
            yield Finding(parts, "this body has no schema")
            continue
        examples = list(_examples(contract, parts, node, used))
        for place, example in examples:
            yield from _refusals(contract, node.get("schema", node), place, example)
        if is_body and not examples:
            yield Finding(parts, "this body has no example")
    for name in contract.document.get("components", {}).get("examples", {}):
        if name not in used:
            yield Finding(("components", "examples", name), "no schema is tried on this example")


def _examples(
    contract: Contract, parts: tuple[str, ...], node: Mapping[str, Any], used: set[str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for keyword in ("example", "default"):
        if keyword in node:
            yield (*parts, keyword), node[keyword]
    examples = node.get("examples")
    if isinstance(examples, list):  # those of a schema
        for index, example in enumerate(examples):
            yield (*parts, "examples", str(index)), example
    elif isinstance(examples, dict):
        for name, example in examples.items():
            if reference := example.get("$ref"):
                used.add(reference.rpartition("/")[2])
            resolved = contract.resolve(example)
            if "value" in resolved:
                yield (*parts, "examples", name), resolved["value"]


def _refusals(
    contract: Contract, schema: Any, place: tuple[str, ...], example: Any
) -> Iterator[Finding]:
    document = contract.document
    root = {**schema, "components": document.get("components", {})}
    try:
        validator = jsonschema_rs.Draft202012Validator(root, validate_formats=True)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        yield Finding(place[:-1], f"the schema itself is not valid: {error}".splitlines()[0])
        return
    for refusal in validator.iter_errors(example):
        where = "".join(f"/{part}" for part in refusal.instance_path)
        problem = f"the schema refuses it{where and f' at {where}'}: {refusal.message}"
        yield Finding(place, problem)


def _descriptions(node: Any, *parts: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield all objects that describe something, and nothing that is example data."""
    yield parts, node
    if isinstance(node, list):
        for index, member in enumerate(node):
            yield from _descriptions(member, *parts, str(index))
    elif isinstance(node, dict):
        for key, member in node.items():
            if parts[-1:] in _NAMED_FREELY or (key not in _DATA and not key.startswith("x-")):
                yield from _descriptions(member, *parts, key)
