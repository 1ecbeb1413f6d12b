"""Compares the operations of two states of the contract, and the schemas that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_source import METHODS, Contract, walk

from contract_changes.change import Change
from contract_changes.schemas import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMAS = "#/components/schemas/"


def changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed from one state of the contract to another."""
    before, after = _operations(old), _operations(new)
    for name in before.keys() - after.keys():
        yield Change(True, name, "the operation is gone")
    for name in after.keys() - before.keys():
        yield Change(False, name, "the operation is new")
    for name in before.keys() & after.keys():
        yield from _operation(name, before[name], after[name])
    yield from _named_schemas(old, new)


def _operations(contract: Contract) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path, method, operation in contract.operations():
        shared = contract.document["paths"][path].get("parameters", [])
        both = [contract.resolve(one) for one in [*shared, *operation.get("parameters", [])]]
        answers = operation.get("responses", {})
        found[operation["operationId"]] = {
            "method and path": f"{method.upper()} {path}",
            # the generated module is in the package of the first tag
            "tag": (operation.get("tags") or ["default"])[0],
            "x-idempotent": operation.get("x-idempotent", False),
            "parameters": {(one["in"], one["name"]): one for one in both},
            "body": _media(contract, operation.get("requestBody", {})),
            "answers": {code: _media(contract, answer) for code, answer in answers.items()},
        }
    return found


def _media(contract: Contract, holder: Any) -> Any:
    content = contract.resolve(holder).get("content", {})
    return {kind: media.get("schema", {}) for kind, media in content.items()}


def _operation(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for fact in ("method and path", "tag"):
        if old[fact] != new[fact]:
            yield Change(True, name, f"{fact} was {old[fact]} and is {new[fact]}")
    if old["x-idempotent"] != new["x-idempotent"]:
        what = f"x-idempotent is {str(new['x-idempotent']).lower()} now"
        yield Change(old["x-idempotent"], name, what)
    yield from _parameters(name, old["parameters"], new["parameters"])
    body = f"{name}/body"
    for kind in old["body"].keys() | new["body"].keys():
        before, after = old["body"].get(kind), new["body"].get(kind)
        if before is None or after is None:
            yield Change(True, body, f"{kind} came or went")
        else:
            yield from compare(before, after, body, written=True, read=False)
    for status in sorted(old["answers"].keys() | new["answers"].keys()):
        before, after = old["answers"].get(status), new["answers"].get(status)
        success = status.startswith("2")
        if before is None or after is None:
            came = "new" if before is None else "gone"
            yield Change(success, name, f"the answer {status} is {came}")
            continue
        for kind in before.keys() | after.keys():
            one, other = before.get(kind, {}), after.get(kind, {})
            yield from compare(one, other, f"{name}/{status}", written=False, read=True)


def _parameters(name: str, old: dict[Any, Any], new: dict[Any, Any]) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        where = f"{name}/{key[1]}"
        before, after = old.get(key), new.get(key)
        if after is None:
            yield Change(True, where, "the parameter is gone")
            continue
        required = after.get("required", False)
        if before is None:
            yield Change(required, where, "the parameter is new")
            continue
        if required != before.get("required", False):
            yield Change(required, where, f"required is {str(required).lower()} now")
        yield from compare(before["schema"], after["schema"], where, written=True, read=False)


def _named_schemas(old: Contract, new: Contract) -> Iterator[Change]:
    before = old.document.get("components", {}).get("schemas", {})
    after = new.document.get("components", {}).get("schemas", {})
    written, read = (_used(new, request=True), _used(new, request=False))
    for name in sorted(before.keys() | after.keys()):
        if name not in after:  # so is the class in Python
            yield Change(True, name, "the schema is gone")
        elif name not in before:
            yield Change(False, name, "the schema is new")
        else:
            roles = {"written": name in written, "read": name in read}
            yield from compare(before[name], after[name], name, **roles)


def _used(contract: Contract, *, request: bool) -> set[str]:
    """Return the names of the schemas that requests, or answers, are made of."""
    roots: list[Any] = []
    for path, _, operation in contract.operations():
        item = contract.document["paths"][path]
        if request:
            shared = {key: value for key, value in item.items() if key not in METHODS}
            roots += [operation.get("requestBody"), operation.get("parameters"), shared]
        else:
            roots.append(operation.get("responses"))
    found: set[str] = set()
    seen: set[str] = set()
    while roots:
        for parts, value in walk(roots.pop()):
            if parts[-1:] == ("$ref",) and value not in seen:
                seen.add(value)
                roots.append(contract.resolve({"$ref": value}))
                if value.startswith(_SCHEMAS):
                    found.add(value.removeprefix(_SCHEMAS))
    return found
