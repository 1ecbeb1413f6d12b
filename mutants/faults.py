"""The common kinds of faults, and small changes of JSON to make them from."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from attrs import evolve

from .gateway import Fault, Request, Response, Server, operations

__all__ = [
    "ALL",
    "BRANDS",
    "CONTACT",
    "READS",
    "WITH_MD5",
    "WRITES",
    "accept",
    "drop",
    "each",
    "edit",
    "edit_response",
    "md5_of",
    "of_code",
    "pick",
    "problem",
    "put",
    "redo",
    "restatus",
    "send",
    "succeed",
    "turn",
]

ALL = tuple(operations())
WRITES = tuple(name for name, (method, _) in operations().items() if method != "GET")
READS = tuple(name for name in ALL if name not in WRITES)
WITH_MD5 = tuple(
    name for name, (_, pattern) in operations().items() if "emailMd5" in pattern.groupindex
)
CONTACT = ("createContact", "getContact", "patchContact")
"""The operations that return a contact."""
BRANDS = ("listContactSubscriptions", "addContactSubscriptions")
"""The operations that return subscriptions."""

Operations = str | Iterable[str | None]
Condition = Callable[[Request, Response], bool]
Change = Callable[[Any], Any]
TITLES = {
    400: "Invalid request",
    401: "Authentication failed",
    403: "Permission denied",
    404: "Not found",
    409: "Conflict",
}
CODES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
}


def problem(
    request: Request, status: int, detail: str, *, code: str | None = None, errors: object = None
) -> Response:
    """Return correct problem details."""
    code = code or CODES.get(status, "api_error")
    body: dict[str, Any] = {
        "type": f"https://docs.optizmo.com/deploy/error-codes#{code}",
        "status": status,
        "title": TITLES.get(status, "Failed"),
        "detail": detail,
        "code": code,
        "instance": f"/deploy{request.path}",
    }
    if errors is not None:
        body["errors"] = errors
    limit = (("x-rate-limit-limit", "1000"), ("x-rate-limit-remaining", "999"))
    headers = (*Response(status).headers, *limit, ("x-rate-limit-reset", "1"))
    return Response(status, headers).with_json(body)


def md5_of(email: object) -> str:
    """Return the identity of the contact with this address."""
    return hashlib.md5(str(email).strip().lower().encode()).hexdigest()


def _concerns(wanted: Operations, request: Request) -> bool:
    return request.operation in ((wanted,) if isinstance(wanted, str) else wanted)


def _has(response: Response, status: int | str) -> bool:
    if isinstance(status, int):
        return response.status == status
    return str(response.status)[0] in status


def edit_response(
    wanted: Operations,
    change: Callable[[Request, Response], Response],
    status: int | str = "2",
    when: Condition | None = None,
) -> Fault:
    """Return a fault that changes responses.

    Args:
        wanted: The operations.
        change: Makes the faulty response from the correct one.
        status: Which responses: a status, or the first digits of several.
        when: A further condition.
    """

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if not _concerns(wanted, request) or not _has(response, status):
            return response
        if when is not None and not when(request, response):
            return response
        return change(request, response)

    return fault


def edit(
    wanted: Operations, change: Change, status: int | str = "2", when: Condition | None = None
) -> Fault:
    """Return a fault that changes the JSON of responses, in place or by returning another value."""

    def changed(_: Request, response: Response) -> Response:
        body = copy.deepcopy(response.json())
        if body is None:
            return response
        new = change(body)
        return response.with_json(body if new is None else new)

    return edit_response(wanted, changed, status, when)


def restatus(
    wanted: Operations,
    of: int,
    to: int,
    code: str | None = None,
    *,
    when: Condition | None = None,
) -> Fault:
    """Return a fault that gives error responses another status code, body included."""

    def changed(request: Request, response: Response) -> Response:
        body = response.json() or {}
        new = problem(request, to, str(body.get("detail")), code=code, errors=body.get("errors"))
        return evolve(response, status=to, body=new.body)

    return edit_response(wanted, changed, of, when)


def send(
    wanted: Operations,
    change: Callable[[Request], Request],
    when: Callable[[Request], bool] = lambda _: True,
) -> Fault:
    """Return a fault that understands requests in another way than they were sent."""

    async def fault(request: Request, server: Server) -> Response:
        if _concerns(wanted, request) and when(request):
            request = change(request)
        return await server(request)

    return fault


def redo(
    wanted: Operations,
    again: Callable[[Request, Server, Response], Awaitable[Response]],
    status: int | str = "2",
    when: Condition | None = None,
) -> Fault:
    """Return a fault that sends more requests after a response, and may return another."""

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if not _concerns(wanted, request) or not _has(response, status):
            return response
        if when is not None and not when(request, response):
            return response
        return await again(request, server, response)

    return fault


def accept(
    wanted: Operations, mend: Callable[[Request], Request], when: Condition, status: int = 400
) -> Fault:
    """Return a fault that accepts rejected requests, by sending a corrected one instead."""

    async def again(request: Request, server: Server, response: Response) -> Response:
        second = await server(mend(request))
        return second if second.ok else response

    return redo(wanted, again, status, when)


def succeed(
    wanted: Operations, status: int, to: int, value: object, when: Condition | None = None
) -> Fault:
    """Return a fault that turns error responses into successes of its own making."""

    def changed(_: Request, response: Response) -> Response:
        plain = response.with_header("content-type", None) if value is None else response
        return (
            evolve(plain, status=to, body=b"")
            if value is None
            else evolve(plain, status=to).with_json(value)
        )

    return edit_response(wanted, changed, status, when)


def of_code(code: str) -> Condition:
    """Return the condition that a problem has this code."""
    return lambda _, response: (response.json() or {}).get("code") == code


def drop(*keys: str) -> Change:
    """Return a change that removes members."""

    def change(body: Any) -> None:
        for key in keys:
            body.pop(key, None)

    return change


def put(key: str, value: object) -> Change:
    """Return a change that sets a member."""

    def change(body: Any) -> None:
        body[key] = value

    return change


def turn(key: str, change: Change) -> Change:
    """Return a change of one member by a function of its value; an absent member stays absent."""

    def changed(body: Any) -> None:
        if key in body:
            new = change(body[key])
            body[key] = body[key] if new is None else new

    return changed


def pick(key: str) -> Change:
    """Return a change that returns with one member alone."""
    return lambda body: body[key]


def each(key: str, change: Change) -> Change:
    """Return a change of every item of the list under a key."""

    def changed(body: Any) -> None:
        for index, item in enumerate(body[key]):
            new = change(item)
            body[key][index] = item if new is None else new

    return changed
