"""What checks demand of an answer, said in messages that a reader can act on."""

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
    "answered",
    "code_of",
    "demand",
    "fail",
    "field_errors",
    "pointer_to",
    "problem_of",
    "refused",
    "said",
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
"""The documented codes of each documented status of a failure."""

_EXCERPT = 300


def answered(exchange: Exchange) -> Exchange:
    """Return the exchange when it is an answer that can be judged.

    Raises:
        Violation: The target was asked and gave no answer.
        NotReached: The request was held back, for the operation keeps not answering.
    """
    if exchange.error is None:
        return exchange
    if not exchange.sent:
        raise NotReached(exchange.error)
    raise Violation(
        f"{exchange.method} {exchange.target} got no answer: {exchange.error}", exchange
    )


def said(exchange: Exchange) -> str:
    """Describe in a few words what was answered, for a message."""
    if exchange.status is None:
        return f"no answer ({exchange.error})"
    if not exchange.body:
        return f"status {exchange.status} without a body"
    text = exchange.body[: _EXCERPT + 1].decode("utf-8", "replace")
    if len(text) > _EXCERPT:
        text = text[:_EXCERPT] + "…"
    return f"status {exchange.status} with {text}"


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
    """Require any 2xx and return its parsed body, which fits the contract.

    Where the contract has no body for a success, or leaves open whether there is one, and there is
    none, ``None`` is returned. A contact's attributes that are null are left out.

    Args:
        exchange: The exchange to judge.
        when: What the request was, for the message; for example ``with an upper-case emailMd5``.

    Raises:
        Violation: The status is not 2xx, or the body is not JSON.
        NotReached: The body does not fit the contract, so nothing can be read from it here; the
            requirements on shapes judge that.
    """
    status = answered(exchange).status or 0
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise Violation(
            f"{_name(exchange)}{_said_when(when)} should succeed, but got {said(exchange)}",
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
            f"the answer of {_name(exchange)} breaks the contract at {place}: {error.message[:200]}"
        )
    return _without_nulls(data)


def _without_nulls(data: Any) -> Any:
    """Return a body whose contact lacks the attributes that are null: nothing says what that is."""
    if not isinstance(data, dict):
        return data
    members = cast("dict[str, Any]", data)
    attributes = members.get("attributes")
    if not isinstance(attributes, dict):
        return members
    values = cast("dict[str, Any]", attributes)
    return {**members, "attributes": {k: v for k, v in values.items() if v is not None}}


def problem_of(exchange: Exchange) -> dict[str, Any]:
    """Return the problem that was answered.

    Raises:
        Violation: The body is not a JSON object.
    """
    problem = exchange.json()
    if not isinstance(problem, dict):
        raise Violation(
            f"{_name(exchange)} should answer with a problem, but got {said(exchange)}", exchange
        )
    return cast("dict[str, Any]", problem)


def refused(
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
        exchange: The exchange to judge.
        status: The status that is due, or several of which each will do.
        code: The code that is due, or several, where the status does not settle it.
        pointer: A JSON Pointer (or several, each of which will do) that ``errors`` must hold.
        parameter: A query parameter (or several, each of which will do) that ``errors`` must hold.
        detail: A text that the problem's detail must contain.
        when: What the request was, for the message.

    Raises:
        Violation: The answer is anything else.
    """
    wanted = {status} if isinstance(status, int) else set(status)
    got = answered(exchange).status or 0
    expected = f"{_name(exchange)}{_said_when(when)} should be refused with {_or(wanted)}"
    if got not in wanted:
        raise Violation(f"{expected}, but got {said(exchange)}", exchange)
    codes = _as_set(code)
    if not (codes or pointer or parameter or detail):
        return
    problem = problem_of(exchange)
    if codes and problem.get("code") not in codes:
        raise Violation(f"{expected} and code {_or(codes)}, but got {said(exchange)}", exchange)
    for member, demanded in (("pointer", _as_set(pointer)), ("parameter", _as_set(parameter))):
        named = [entry.get(member) for entry in field_errors(problem)]
        if demanded and not demanded.intersection(name for name in named if isinstance(name, str)):
            raise Violation(
                f"{expected}, and errors with {member} {_or(demanded)}, but got {said(exchange)}",
                exchange,
            )
    if detail is not None and detail not in str(problem.get("detail")):
        raise Violation(
            f"{expected}, with “{detail}” in its detail, but got {said(exchange)}", exchange
        )


def code_of(exchange: Exchange) -> str | None:
    """Return the code of the problem that was answered, or ``None`` when there is no such thing."""
    try:
        problem = exchange.json()
    except Violation:
        return None
    code = cast("dict[str, Any]", problem).get("code") if isinstance(problem, dict) else None
    return code if isinstance(code, str) else None


def field_errors(problem: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the well-formed entries of a problem's ``errors``; none when it has no such member."""
    entries = cast("list[object] | None", problem.get("errors"))
    if not isinstance(entries, list):
        return []
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def pointer_to(*tokens: str | int) -> str:
    """Return the RFC 6901 JSON Pointer of the tokens, escaped."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def _name(exchange: Exchange) -> str:
    return exchange.operation or f"{exchange.method} {exchange.path}"


def _said_when(when: str) -> str:
    return f" {when}" if when else ""


def _or(values: Collection[object]) -> str:
    return " or ".join(
        value if isinstance(value, str) else json.dumps(value) for value in sorted(values, key=str)
    )


def _as_set(value: str | Collection[str] | None) -> set[str]:
    if value is None:
        return set()
    return {value} if isinstance(value, str) else set(value)
