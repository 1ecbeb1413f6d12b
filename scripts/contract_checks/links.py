"""Finds links that lead nowhere: an unknown operation or parameter, or a value that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_source import look_up

from contract_checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_source import Contract

_LOCATIONS = ("path", "query", "header", "cookie")


def links_lead_somewhere(contract: Contract) -> Iterator[Finding]:
    """Yield every link that a reader of a response could not follow."""
    parameters = {
        operation["operationId"]: list(_parameters(contract, path, operation))
        for path, _, operation in contract.operations()
    }
    for path, method, operation in contract.operations():
        for status, response in operation.get("responses", {}).items():
            answer = contract.resolve(response)
            for name, reference in answer.get("links", {}).items():
                link = contract.resolve(reference)
                parts = ("paths", path, method, "responses", status, "links", name)
                target = parameters.get(link.get("operationId"))
                if target is None:
                    yield Finding(parts, f"there is no operation {link.get('operationId')!r}")
                    continue
                yield from _parameters_fit(parts, link, target)
                own = parameters[operation["operationId"]]
                for parameter, expression in link.get("parameters", {}).items():
                    if not _found(contract, expression, answer, own):
                        problem = f"{parameter} is taken from {expression}, which is nowhere"
                        yield Finding(parts, problem)


def _parameters(
    contract: Contract, path: str, operation: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    shared = contract.document["paths"][path].get("parameters", [])
    for parameter in [*shared, *operation.get("parameters", [])]:
        yield contract.resolve(parameter)


def _parameters_fit(
    parts: tuple[str, ...], link: Mapping[str, Any], target: list[Mapping[str, Any]]
) -> Iterator[Finding]:
    given = {name.removeprefix("path.") for name in link.get("parameters", {})}
    known = {parameter["name"] for parameter in target}
    needed = {parameter["name"] for parameter in target if parameter["in"] == "path"}
    for name in sorted(given - known):
        yield Finding(parts, f"{link['operationId']} has no parameter {name!r}")
    for name in sorted(needed - given):
        yield Finding(parts, f"{link['operationId']} needs the parameter {name!r}")


def _found(
    contract: Contract, expression: Any, answer: Mapping[str, Any], own: list[Mapping[str, Any]]
) -> bool:
    """Return whether a runtime expression has a value; one for a body is tried on the examples."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return True  # a constant
    kind, _, rest = expression.removeprefix("$").partition(".")
    if kind == "response" and rest.startswith("body#"):
        return any(_holds(body, rest[4:]) for body in _bodies(contract, answer))
    if kind == "request" and rest.startswith(_LOCATIONS):
        location, _, name = rest.partition(".")
        return any(one["in"] == location and one["name"] == name for one in own)
    return expression in ("$url", "$method", "$statusCode") or rest.startswith("header.")


def _bodies(contract: Contract, answer: Mapping[str, Any]) -> Iterator[Any]:
    for media in answer.get("content", {}).values():
        if "example" in media:
            yield media["example"]
        for example in media.get("examples", {}).values():
            yield contract.resolve(example).get("value")


def _holds(body: Any, reference: str) -> bool:
    try:
        look_up(body, reference)
    except (LookupError, TypeError, ValueError):
        return False
    return True
