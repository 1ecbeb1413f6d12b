"""Unusual and broken bodies, for every operation with a request body."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.responses import (
    actual,
    below_500,
    demand,
    rejection,
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
    from collections.abc import Callable, Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


_LARGE, _SHOWN = 8_192, 80


def _sent(api: Api, operation: str, body: bytes, **headers: str) -> Exchange:
    path = valid_request(api, operation).get("path")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.call(operation, path=path, body=body, headers=named)


def _valid(api: Api, operation: str) -> dict[str, Any]:
    body: dict[str, Any] = valid_request(api, operation)["json"]
    return body


def _not_objects(valid: dict[str, Any]) -> list[bytes]:
    parts = [value for value in valid.values() if not isinstance(value, dict)]
    return [*TOP_LEVEL, *(json.dumps(part).encode() for part in (*parts, [valid]))]


REJECTED: dict[str, Callable[[dict[str, Any]], Iterable[bytes]]] = {
    "malformed-json": malformed,
    "truncated-body": truncated,
    "empty-body": lambda _: (b"", b" "),
    "non-utf-8-body": broken_utf8,
    "deep-body": lambda _: deep(),
    "body-not-object": _not_objects,
}
"""How to make the bodies that must be rejected from a valid one, by requirement."""


def _rejects(make: Callable[[dict[str, Any]], Iterable[bytes]], api: Api, operation: str) -> None:
    for body in make(_valid(api, operation)):
        allowed = {400, 413} if len(body) > _LARGE else {400}  # 413: Content Too Large
        shown = repr(body[:_SHOWN])[2:-1] + ("…" if len(body) > _SHOWN else "")
        when = f"with the body “{shown}” of {len(body)} bytes"
        rejection(_sent(api, operation, body), allowed, when=when)


for _name, _make in REJECTED.items():
    check_family(_name)(partial(_rejects, _make))


@check_family("broken-body-changes-nothing")
def _changes_nothing(api: Api, operation: str) -> None:
    valid = _valid(api, operation)
    body = malformed(valid)[3]
    if operation == "createContact":
        create = _sent(api, operation, body)
        now = api.get(md5_of(valid["email"]))
        demand(
            now.status != HTTPStatus.OK,
            f"a rejected create should not create the contact, but getContact got {actual(now)}",
            create,
            now,
        )
        return
    with unchanged_subject(api):
        for broken in (body, truncated(valid)[0], broken_utf8(valid)[1]):
            _sent(api, operation, broken)


@check_family("other-content-type")
def _other_content_type(api: Api, operation: str) -> None:
    form = "application/x-www-form-urlencoded"
    request = valid_request(api, operation)
    for media_type in ("text/plain", "application/xml", form):
        exchange = api.call(operation, **request, headers={"Content-Type": media_type})
        below_500(exchange, when=f"with the media type {media_type}")
    exchange = _sent(api, operation, b"email=a%40example.com", Content_Type=form)
    demand(
        below_500(exchange, when="with a form as body") >= HTTPStatus.BAD_REQUEST,
        f"{operation} should reject a form, which is not JSON, but got {actual(exchange)}",
        exchange,
    )


@check_family("deep-unknown-member")
def _deep_unknown_member(api: Api, operation: str) -> None:
    exchange = _sent(api, operation, deep_member(_valid(api, operation)))
    below_500(exchange, when="with a deeply nested unknown member")


@check_family("members-of-strange-types")
def _members_of_strange_types(api: Api, operation: str) -> None:
    for change in _strange_members(api, operation):
        body = json.dumps({**_valid(api, operation), **change}).encode()
        below_500(_sent(api, operation, body), when=f"with {json.dumps(change)}")


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
def _json_white_space(api: Api, operation: str) -> None:
    request = valid_request(api, operation, subject=_own_contact(api, operation))
    name, _ = next(iter(request["json"].items()))
    text = json.dumps(request["json"], indent=3).replace("\n", "\r\n\t")
    text = text.replace(f'"{name}"', f'"\\u{ord(name[0]):04x}{name[1:]}"')
    exchange = api.call(operation, path=request.get("path"), body=f" \r\n{text}\n ".encode())
    success(exchange, when="with white space and an escaped member name in the JSON")


@check_family("utf-16-body")
def _utf_16_body(api: Api, operation: str) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        request = valid_request(api, operation, subject=_own_contact(api, operation))
        body = json.dumps(request["json"]).encode(encoding)
        exchange = api.call(operation, path=request.get("path"), body=body)
        below_500(exchange, when=f"with a body in {encoding.upper()}")


def _own_contact(api: Api, operation: str) -> Subject | None:
    return None if operation == "createContact" else Subject(api)
