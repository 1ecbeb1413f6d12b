"""What checks require of a response, with messages that say what was expected and received."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn, cast

from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Collection

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = [
    "CODES",
    "actual",
    "below_500",
    "code_of",
    "demand",
    "fail",
    "field_errors",
    "pointer_to",
    "problem_of",
    "rejection",
    "responded",
    "success",
]

CODES: dict[int, frozenset[str]] = {
    400: frozenset({"invalid_request_error"}),
    401: frozenset({"authentication_error"}),
    403: frozenset({"permission_error"}),
    404: frozenset({"not_found_error"}),
    409: frozenset({"conflict_error", "contact_exists", "operation_in_progress"}),
    500: frozenset({"api_error"}),
}
"""The documented codes of error responses, by status code."""

_EXCERPT = 300


def responded(exchange: Exchange) -> Exchange:
    """Return the exchange if there was a response.

    Raises:
        Violation: The request was sent and got no response.
        NotReached: The request was not sent, because the operation has stopped responding.
    """
    if exchange.error is None:
        return exchange
    if not exchange.sent:
        raise NotReached(exchange.error)
    raise Violation(
        f"{exchange.method} {exchange.target} should get a response, but got none: "
        f"{exchange.error}",
        exchange,
    )


def actual(exchange: Exchange) -> str:
    """Describe a response briefly, for a message."""
    if exchange.status is None:
        return f"no response ({exchange.error})"
    if not exchange.body:
        return f"status code {exchange.status} without a body"
    text = exchange.body[: _EXCERPT + 1].decode("utf-8", "replace")
    if len(text) > _EXCERPT:
        text = text[:_EXCERPT] + "…"
    return f"status code {exchange.status} with the body {text}"


def fail(message: str, *exchanges: Exchange) -> NoReturn:
    """Raise a violation.

    Raises:
        Violation: Always.
    """
    raise Violation(message, *exchanges)


def demand(condition: object, message: str, *exchanges: Exchange) -> None:
    """Raise a violation unless the condition holds.

    Raises:
        Violation: The condition is false.
    """
    if not condition:
        raise Violation(message, *exchanges)


def success(exchange: Exchange, *, when: str = "") -> Any:
    """Require a status code of 2xx and return the parsed body, which fits the contract.

    Where the contract has no body for a success, or leaves open whether there is one, and there is
    none, `None` is returned. Attributes of a contact that are null are left out. Which 2xx it is
    and that the body fits the contract is evaluated on all traffic, and not required again here.

    Args:
        exchange: The request and its response.
        when: What the request was, for the message; for example `with an upper-case emailMd5`.

    Raises:
        Violation: The status code is not 2xx, or the body is not JSON.
        NotReached: The body does not fit the contract, so that nothing can be read from it.
    """
    status = responded(exchange).status or 0
    if not exchange.succeeded:
        raise Violation(
            f"{_name(exchange)}{_when(when)} should succeed, but got {actual(exchange)}",
            exchange,
        )
    operation = operations().get(exchange.operation or "")
    validator = operation.result if operation else None
    if operation is None or validator is None or operation.may_lack_body(status):
        return None
    data = exchange.json()
    error = next(iter(validator.iter_errors(data)), None)
    if error is not None:
        place = "/" + "/".join(str(step) for step in error.instance_path)
        raise NotReached(
            f"the response of {_name(exchange)} does not fit the contract at {place}: "
            f"{error.message[:200]}"
        )
    return _without_nulls(data)


def below_500(exchange: Exchange, *, when: str) -> int:
    """Require a response without a server error, and return its status code.

    Raises:
        Violation: The status code is 5xx, or there is no response.
    """
    status = responded(exchange).status or 0
    demand(
        status < HTTPStatus.INTERNAL_SERVER_ERROR,
        f"{_name(exchange)}{_when(when)} should be accepted or rejected with a status code "
        f"below 500, but got {actual(exchange)}",
        exchange,
    )
    return status


def _without_nulls(data: Any) -> Any:
    """Remove attributes that are null from a contact, for their meaning is not documented."""
    if not isinstance(data, dict):
        return data
    members = cast("dict[str, Any]", data)
    attributes = members.get("attributes")
    if not isinstance(attributes, dict):
        return members
    values = cast("dict[str, Any]", attributes)
    return {**members, "attributes": {k: v for k, v in values.items() if v is not None}}


def problem_of(exchange: Exchange) -> dict[str, Any]:
    """Return the problem details in an error response.

    Raises:
        Violation: The body is not a JSON object.
    """
    problem = exchange.json()
    if not isinstance(problem, dict):
        raise Violation(
            f"{_name(exchange)} should respond with problem details, but got {actual(exchange)}",
            exchange,
        )
    return cast("dict[str, Any]", problem)


def rejection(
    exchange: Exchange,
    status: int | Collection[int],
    *,
    code: str | Collection[str] | None = None,
    pointer: str | Collection[str] | None = None,
    parameter: str | Collection[str] | None = None,
    detail: str | None = None,
    when: str = "",
) -> None:
    """Require an error response.

    What every error response must have is not required here again: it is evaluated on all traffic.

    Args:
        exchange: The request and its response.
        status: The expected status code, or several that are accepted.
        code: The expected code, or several, where the status code allows more than one.
        pointer: A JSON Pointer, or several of which one must be in `errors`.
        parameter: A query parameter, or several of which one must be in `errors`.
        detail: A text that the detail must contain.
        when: What the request was, for the message.

    Raises:
        Violation: The response is another.
    """
    wanted = {status} if isinstance(status, int) else set(status)
    got = responded(exchange).status or 0
    expected = f"{_name(exchange)}{_when(when)} should be rejected with {_or(wanted)}"
    if got not in wanted:
        raise Violation(f"{expected}, but got {actual(exchange)}", exchange)
    codes = _as_set(code)
    if not (codes or pointer or parameter or detail):
        return
    problem = problem_of(exchange)
    if codes and problem.get("code") not in codes:
        raise Violation(f"{expected} and code {_or(codes)}, but got {actual(exchange)}", exchange)
    for member, demanded in (("pointer", _as_set(pointer)), ("parameter", _as_set(parameter))):
        named = [entry.get(member) for entry in field_errors(problem)]
        if demanded and not demanded.intersection(name for name in named if isinstance(name, str)):
            raise Violation(
                f"{expected} and an entry of errors with the {member} {_or(demanded)}, but got "
                f"{actual(exchange)}",
                exchange,
            )
    if detail is not None and detail not in str(problem.get("detail")):
        raise Violation(
            f"{expected} and a detail that contains “{detail}”, but got {actual(exchange)}",
            exchange,
        )


def code_of(exchange: Exchange) -> str | None:
    """Return the code in an error response, or `None` if there is none."""
    try:
        problem = exchange.json()
    except Violation:
        return None
    code = cast("dict[str, Any]", problem).get("code") if isinstance(problem, dict) else None
    return code if isinstance(code, str) else None


def field_errors(problem: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the well-formed entries of `errors` in problem details."""
    entries = cast("list[object] | None", problem.get("errors"))
    if not isinstance(entries, list):
        return []
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def pointer_to(*tokens: str | int) -> str:
    """Return the RFC 6901 JSON Pointer of the tokens, escaped."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def _name(exchange: Exchange) -> str:
    return exchange.operation or f"{exchange.method} {exchange.path}"


def _when(when: str) -> str:
    return f" {when}" if when else ""


def _or(values: Collection[object]) -> str:
    return " or ".join(
        value if isinstance(value, str) else json.dumps(value) for value in sorted(values, key=str)
    )


def _as_set(value: str | Collection[str] | None) -> set[str]:
    if value is None:
        return set()
    return {value} if isinstance(value, str) else set(value)
