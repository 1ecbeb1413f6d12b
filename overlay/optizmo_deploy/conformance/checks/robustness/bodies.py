"""Broken bodies: refused with 400 by every operation that takes one, and without effect."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.responses import (
    answered,
    demand,
    fail,
    problem_of,
    refused,
    said,
    success,
)
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.shared_contact import Subject, unchanged_subject
from optizmo_deploy.conformance.fixtures.valid_requests import some_attribute, valid_request
from optizmo_deploy.conformance.inputs.bodies import (
    TOP_LEVEL,
    broken_utf8,
    deep,
    deep_member,
    malformed,
    truncated,
)
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


def _sent(api: Api, operation: str, body: bytes, **headers: str) -> Exchange:
    request = valid_request(api, operation)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.call(operation, path=request.get("path"), body=body, headers=named)


def _refused(api: Api, operation: str, bodies: Iterable[bytes]) -> None:
    for body in bodies:
        allowed = {400, 413} if len(body) > _LARGE else {400}  # 413: Content Too Large
        refused(_sent(api, operation, body), allowed, when=f"with the body {_shown(body)}")


_LARGE = 8_192


def _valid(api: Api, operation: str) -> dict[str, Any]:
    body: dict[str, Any] = valid_request(api, operation)["json"]
    return body


def _shown(body: bytes) -> str:
    text = repr(body[:80])[2:-1]
    return f"“{text}…” of {len(body)} bytes" if len(body) > 80 else f"“{text}”"  # noqa: PLR2004


@check_family("malformed-json")
def no_json(api: Api, operation: str) -> None:
    """Send what is no JSON."""
    _refused(api, operation, malformed(_valid(api, operation)))


@check_family("truncated-body")
def cut_off(api: Api, operation: str) -> None:
    """Send JSON that ends too early."""
    _refused(api, operation, truncated(_valid(api, operation)))


@check_family("empty-body")
def empty(api: Api, operation: str) -> None:
    """Send no body, though one is required."""
    _refused(api, operation, (b"", b" "))


@check_family("non-utf-8-body")
def no_utf8(api: Api, operation: str) -> None:
    """Send bytes that are no UTF-8."""
    _refused(api, operation, broken_utf8(_valid(api, operation)))


@check_family("deep-body")
def nested(api: Api, operation: str) -> None:
    """Send JSON that is nested thousands of levels deep."""
    _refused(api, operation, deep())


@check_family("body-not-object")
def no_object(api: Api, operation: str) -> None:
    """Send JSON that is no object, such as the value of a member alone."""
    valid = _valid(api, operation)
    parts = [value for value in valid.values() if not isinstance(value, dict)]
    _refused(
        api, operation, (*TOP_LEVEL, *(json.dumps(part).encode() for part in (*parts, [valid])))
    )


@check_family("broken-body-changes-nothing")
def no_effect(api: Api, operation: str) -> None:
    """Send a broken body with a valid start, and look for an effect."""
    valid = _valid(api, operation)
    body = malformed(valid)[3]
    if operation == "createContact":
        refusal = _sent(api, operation, body)
        now = api.get(md5_of(valid["email"]))
        message = f"a refused create must create nothing, but the contact is there: {said(now)}"
        demand(now.status != HTTPStatus.OK, message, refusal, now)
        return
    with unchanged_subject(api):
        for broken in (body, truncated(valid)[0], broken_utf8(valid)[1]):
            _sent(api, operation, broken)


@check_family("other-content-type")
def other_media_type(api: Api, operation: str) -> None:
    """Send a valid body, and one that is no JSON, as something else than JSON."""
    request = valid_request(api, operation)
    for media_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        exchange = api.call(operation, **request, headers={"Content-Type": media_type})
        _handled(exchange, f"with the media type {media_type}")
    form = _sent(
        api, operation, b"email=a%40example.com", Content_Type="application/x-www-form-urlencoded"
    )
    status = _handled(form, "with a form instead of JSON")
    demand(
        status >= HTTPStatus.BAD_REQUEST,
        f"a form is no JSON and must be refused: {said(form)}",
        form,
    )


@check_family("deep-unknown-member")
def nested_member(api: Api, operation: str) -> None:
    """Send a valid body with a deeply nested member that means nothing."""
    exchange = _sent(api, operation, deep_member(_valid(api, operation)))
    _handled(exchange, "with a deeply nested member")


@check_family("members-of-strange-types")
def open_values(api: Api, operation: str) -> None:
    """Send values about which nothing is said, or that no attribute can have."""
    for change in _strange_members(api, operation):
        body = json.dumps({**_valid(api, operation), **change}).encode()
        _handled(_sent(api, operation, body), f"with {json.dumps(change)}")


def _strange_members(api: Api, operation: str) -> list[dict[str, Any]]:
    if operation == "addContactSubscriptions":
        strange: list[Any] = [None, {}, "text", 5, [None], [5], [{}], [[]], [""]]
        return [{"brandIds": value} for value in strange]
    members: list[Any] = [None, [], "text", 5]
    values: list[Any] = [{}, {"a": {"b": 1}}, [[1]], [None], [{}], []]
    for name in some_attribute(api):
        members += [{name: value} for value in values]
    changes: list[dict[str, Any]] = [{"attributes": value} for value in members]
    if operation == "createContact":
        lists: list[Any] = [None, {}, "text", [None], [5], [{}]]
        addresses: list[Any] = [None, {}, [], 5, True]
        changes += [{"brandIds": value} for value in lists]
        changes += [{"email": value} for value in addresses]
    return changes


@check_family("json-white-space")
def unusual_spelling(api: Api, operation: str) -> None:
    """Send a valid body with white space and escapes where JSON allows them."""
    request = valid_request(api, operation, subject=_own_subject(api, operation))
    name, _ = next(iter(request["json"].items()))
    text = json.dumps(request["json"], indent=3).replace("\n", "\r\n\t")
    text = text.replace(f'"{name}"', f'"\\u{ord(name[0]):04x}{name[1:]}"')
    exchange = api.call(operation, path=request.get("path"), body=f" \r\n{text}\n ".encode())
    success(exchange, when="with white space and an escaped member name in the JSON")


@check_family("utf-16-body")
def other_encoding(api: Api, operation: str) -> None:
    """Send a valid body in UTF-16, with and without a byte order mark."""
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        request = valid_request(api, operation, subject=_own_subject(api, operation))
        body = json.dumps(request["json"]).encode(encoding)
        exchange = api.call(operation, path=request.get("path"), body=body)
        _handled(exchange, f"with a body in {encoding.upper()}")


def _own_subject(api: Api, operation: str) -> Subject | None:
    return None if operation == "createContact" else Subject(api)


def _handled(exchange: Exchange, when: str) -> int:
    """Require that the answer is no 5xx, and a problem if it is a refusal."""
    status = answered(exchange).status or 0
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        fail(
            f"{exchange.operation} {when} is the client's doing, but got {said(exchange)}", exchange
        )
    if status >= HTTPStatus.BAD_REQUEST:
        problem = problem_of(exchange)
        message = f"{exchange.operation} {when} was refused without a problem: {said(exchange)}"
        demand({"type", "status", "title", "detail", "code"} <= problem.keys(), message, exchange)
    return status
