"""Holds the contract to what the documentation states (facts.yaml)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MISSING = object()


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


def _is(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    if value != wanted:
        yield f"it is {value!r}"


def _keys(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    if sorted(value) != sorted(wanted):
        yield f"it has {sorted(value)}"


def _same(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    if value != place(document, wanted):
        yield f"it is not {wanted}"


def _has(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    for member in wanted:
        if member not in value or (isinstance(wanted, dict) and value[member] != wanted[member]):
            yield f"it lacks {member}"


def _lacks(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    return (f"it has {member}" for member in wanted if member in value)


def _accepts(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    return (f"it refuses {one}" for one in wanted if not takes(document, value, one))


def _refuses(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    return (f"it accepts {one}" for one in wanted if takes(document, value, one))


def _pins(document: Any, value: Any, wanted: Any) -> Iterator[str]:
    """Try a problem with the pinned members, and with each of them changed to another valid one."""
    others = {"status": 418, "code": "conflict_error", "type": "about:blank"}
    problem = {"title": "t", "detail": "d", **wanted}
    yield from _accepts(document, value, [problem])
    yield from _refuses(document, value, [{**problem, key: others[key]} for key in wanted])


EXPECTATIONS: dict[str, Callable[[Any, Any, Any], Iterator[str]]] = {
    "is": _is,
    "keys": _keys,
    "same": _same,
    "has": _has,
    "lacks": _lacks,
    "accepts": _accepts,
    "refuses": _refuses,
    "pins": _pins,
}
OPPOSITES: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "is": lambda wanted: [{"is": ["other", wanted]}],
    "keys": lambda wanted: [{"keys": wanted[1:]}, {"keys": [*wanted, "other"]}],
    "same": lambda wanted: [{"same": "schema Pagination"}],
    "has": lambda wanted: [{"has": dict.fromkeys(wanted, "other")}, {"lacks": list(wanted)}],
    "lacks": lambda wanted: [{"has": wanted}],
    "accepts": lambda wanted: [{"refuses": [one]} for one in wanted],
    "refuses": lambda wanted: [{"accepts": [one]} for one in wanted],
    "pins": lambda wanted: [{"pins": {**wanted, "status": 599}}],
}
"""What cannot be true at the same time as an expectation."""


def broken(fact: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Return in what way a document does not say what a fact says."""
    value = place(document, fact["at"])
    if value is MISSING:
        return ["there is no such place"]
    return [
        complaint
        for name, check in EXPECTATIONS.items()
        if name in fact
        for complaint in check(document, value, fact[name])
    ]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["at"].replace("/", "."))
def test_the_contract_says_what_the_documentation_says(
    fact: dict[str, Any], contract: dict[str, Any]
) -> None:
    assert broken(fact, contract) == [], f"{fact['says']} ({fact['source']})"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["at"].replace("/", "."))
def test_a_fact_does_not_hold_together_with_its_opposite(
    fact: dict[str, Any], contract: dict[str, Any]
) -> None:
    says = fact.keys() - {"says", "source", "at"}
    assert says
    assert says <= EXPECTATIONS.keys()
    assert broken({**fact, "at": f"{fact['at']} nowhere"}, contract) == ["there is no such place"]
    for name in says:
        for opposite in OPPOSITES[name](fact[name]):
            assert broken({"at": fact["at"], **opposite}, contract), f"{opposite} holds as well"


def test_every_operation_is_covered(contract: dict[str, Any]) -> None:
    words = {word for fact in FACTS for word in fact["at"].split()}
    for item in contract["paths"].values():
        for method, operation in item.items():
            if method != "parameters":
                assert operation["operationId"] in words


def test_the_hashes_in_examples_are_those_of_the_addresses(contract: dict[str, Any]) -> None:
    contacts = [
        example["value"]
        for example in contract["components"]["examples"].values()
        if "emailMd5" in example["value"]
    ]
    assert contacts
    for contact in contacts:
        digest = hashlib.md5(contact["email"].lower().encode()).hexdigest()
        assert contact["emailMd5"] == digest


def test_the_documented_address_has_the_documented_hash() -> None:
    digest = hashlib.md5(b"Test@Email.com".lower()).hexdigest()
    assert digest == "93942e96f5acd83e2e047ad8fe03114d"
