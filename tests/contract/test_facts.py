"""Holds the contract to what the documentation states (facts.yaml)."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

MISSING = object()
EXPECTATIONS = {"is", "has", "lacks", "keys", "accepts", "refuses", "pins", "same"}


def _facts() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8")
    facts: list[dict[str, Any]] = []
    for fact in yaml.safe_load(text):
        for value in fact.get("for", [None]):
            one = {key: member for key, member in fact.items() if key != "for"}
            if value is not None:
                one = {
                    key: member.replace("<it>", value) if isinstance(member, str) else member
                    for key, member in one.items()
                }
            facts.append(one)
    return facts


FACTS = _facts()


def place(document: dict[str, Any], where: str) -> Any:
    """Return the member of the contract that a fact is about, or MISSING."""
    value: Any = document
    for index, word in enumerate(where.split()):
        if index == 0 and word in (operations := _operations(document)):
            value = operations[word]
        elif index == 0 and word == "schema":
            value = document["components"]["schemas"]
        else:
            try:
                value = value[int(word) if isinstance(value, list) else word]
            except (LookupError, TypeError, ValueError):
                return MISSING
        value = _resolved(document, value)
    return value


def _operations(document: dict[str, Any]) -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            both = [*item.get("parameters", []), *item[method].get("parameters", [])]
            resolved = [_resolved(document, parameter) for parameter in both]
            operations[item[method]["operationId"]] = {
                **item[method],
                "method": method.upper(),
                "path": path,
                "parameters": {parameter["name"]: parameter for parameter in resolved},
            }
    return operations


def _resolved(document: dict[str, Any], node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def takes(document: dict[str, Any], schema: dict[str, Any], instance: object) -> bool:
    """Return whether a schema of the contract takes a value."""
    whole = {**schema, "components": document["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return bool(validator.is_valid(instance))


def broken(fact: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Return in what way a document does not say what a fact says."""
    value = place(document, fact["at"])
    if value is MISSING:
        return ["there is no such place"]
    complaints: list[str] = []
    if "is" in fact and value != fact["is"]:
        complaints.append(f"it is {value!r}")
    if "keys" in fact and sorted(value) != sorted(fact["keys"]):
        complaints.append(f"it has {sorted(value)}")
    if "same" in fact and value != place(document, fact["same"]):
        complaints.append(f"it is not {fact['same']}")
    has = fact.get("has", {})
    pairs = has.items() if isinstance(has, dict) else ((member, MISSING) for member in has)
    for member, wanted in pairs:
        if member not in value or (wanted is not MISSING and value[member] != wanted):
            complaints.append(f"it lacks {member}")
    complaints += [f"it has {member}" for member in fact.get("lacks", []) if member in value]
    for one in fact.get("accepts", []):
        if not takes(document, value, one):
            complaints.append(f"it refuses {one}")
    for one in fact.get("refuses", []):
        if takes(document, value, one):
            complaints.append(f"it accepts {one}")
    if pins := fact.get("pins"):
        complaints += _pinned(document, value, pins)
    return complaints


def _pinned(document: dict[str, Any], schema: dict[str, Any], pins: dict[str, Any]) -> list[str]:
    """Try a problem with the pinned members, and with each of them changed to another valid one."""
    others = {
        "status": 418,
        "code": "conflict_error",
        "type": "https://docs.optizmo.com/deploy/error-codes#conflict_error",
    }
    problem = {"title": "t", "detail": "d", **pins}
    complaints = [] if takes(document, schema, problem) else [f"it refuses {problem}"]
    for member in pins:
        if takes(document, schema, {**problem, member: others[member]}):
            complaints.append(f"it does not pin {member}")
    return complaints


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["at"].replace("/", "."))
def test_the_contract_says_what_the_documentation_says(
    fact: dict[str, Any], document: dict[str, Any]
) -> None:
    assert broken(fact, document) == [], f"{fact['says']} ({fact['source']})"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["at"].replace("/", "."))
def test_a_fact_notices_when_what_it_is_about_changes(
    fact: dict[str, Any], document: dict[str, Any]
) -> None:
    assert fact.keys() <= {"says", "source", "at", *EXPECTATIONS}
    assert fact.keys() & EXPECTATIONS
    absent = {key: member for key, member in fact.items() if key != "lacks"}
    absent["at"] = fact["at"] + " nowhere"
    assert broken(absent, document) == ["there is no such place"]
    for changed in _changes(fact):
        assert broken(changed, document), f"{changed} should not hold"


def _changes(fact: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the opposite of what a fact says, once for each thing that it says."""
    changes: list[dict[str, Any]] = []
    base = {key: fact[key] for key in ("says", "source", "at")}
    if "is" in fact:
        changes.append({**base, "is": ["other", fact["is"]]})
    if "keys" in fact:
        changes.append({**base, "keys": fact["keys"][1:]})
    if "has" in fact:
        has = fact["has"]
        changes.append(
            {**base, "has": {key: "other" for key in has} if isinstance(has, dict) else ["other"]}
        )
        changes.append({**base, "lacks": list(has)})
    if "lacks" in fact:
        changes.append({**base, "has": fact["lacks"]})
    for one in fact.get("accepts", []):
        changes.append({**base, "refuses": [one]})
    for one in fact.get("refuses", []):
        changes.append({**base, "accepts": [one]})
    if "pins" in fact:
        for member in fact["pins"]:
            changed = deepcopy(fact["pins"])
            changed[member] = {"status": 599, "code": "api_error", "type": "about:blank"}[member]
            if changed != fact["pins"]:
                changes.append({**base, "pins": changed})
    if "same" in fact:
        changes.append({**base, "same": "schema Pagination"})
    return changes


def test_every_operation_and_schema_of_a_response_is_covered(document: dict[str, Any]) -> None:
    words = {word for fact in FACTS for word in fact["at"].split()}
    for item in document["paths"].values():
        for method, operation in item.items():
            if method != "parameters":
                assert operation["operationId"] in words


def test_the_hashes_in_examples_are_those_of_the_addresses(document: dict[str, Any]) -> None:
    contacts = [
        example["value"]
        for example in document["components"]["examples"].values()
        if "emailMd5" in example["value"]
    ]
    assert contacts
    for contact in contacts:
        digest = hashlib.md5(contact["email"].lower().encode()).hexdigest()
        assert contact["emailMd5"] == digest


def test_the_documented_address_has_the_documented_hash() -> None:
    digest = hashlib.md5(b"Test@Email.com".lower()).hexdigest()
    assert digest == "93942e96f5acd83e2e047ad8fe03114d"
