"""Answers of every kind, on every adapter: each ends in the documented result or error."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any

import optizmo_deploy as od
import pytest
from optizmo_deploy import FieldError, InvalidResponseError, RetryPolicy

from tests.client.rough_server import ALICE, BRAND, CONTACT, answer, problem, raw

if TYPE_CHECKING:
    from tests.client.faces import Face
    from tests.client.rough_server import Behaviour, Request, RoughServer

NONE = RetryPolicy.none()


def get(client: Any) -> Any:
    return client.contacts.get(ALICE)


CODES = [
    (400, "invalid_request_error", od.InvalidRequestError),
    (401, "authentication_error", od.AuthenticationError),
    (403, "permission_error", od.PermissionDeniedError),
    (404, "not_found_error", od.NotFoundError),
    (409, "conflict_error", od.ConflictError),
    (409, "contact_exists", od.ContactExistsError),
    (409, "operation_in_progress", od.OperationInProgressError),
    (500, "api_error", od.ServerError),
    (429, "invalid_request_error", od.RateLimitError),
    (429, "rate_limited", od.RateLimitError),
    # The class follows the code first, and the status where the code says nothing.
    (400, "not_found_error", od.NotFoundError),
    (400, "a_new_code", od.InvalidRequestError),
    (401, "a_new_code", od.AuthenticationError),
    (403, "a_new_code", od.PermissionDeniedError),
    (404, "a_new_code", od.NotFoundError),
    (409, "a_new_code", od.ConflictError),
    (418, "a_new_code", od.ApiError),
    (503, "a_new_code", od.ServerError),
    (520, "a_new_code", od.ServerError),
    (599, "a_new_code", od.ServerError),
]


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
def test_a_problem_becomes_the_error_of_its_code(
    face: Face, server: RoughServer, status: int, code: str, kind: type[od.ApiError]
) -> None:
    server.play(problem(status, code, detail="Something", instance="/deploy/v1/x"))

    with pytest.raises(od.ApiError) as caught:
        face.use(server.url, get, retry=NONE)

    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.code, error.title, error.detail, error.instance) == (
        status,
        code,
        "No",
        "Something",
        "/deploy/v1/x",
    )
    assert error.errors == ()
    assert error.retry_after is None
    assert error.response.status_code == status
    assert json.loads(error.response.content)["code"] == code
    assert str(error) == f"{status} {code}: Something"


BODIES: dict[str, bytes] = {
    "HTML": b"<html><body>Bad gateway</body></html>",
    "nothing": b"",
    "not UTF-8": b'{"code": "\xff\xfe"}',
    "half a document": b'{"code": "not_found',
    "a list": b'["not_found_error"]',
    "null": b"null",
    "wrong types": b'{"code": 5, "title": [], "detail": {}, "errors": "x", "instance": 1}',
    "NaN": b'{"code": NaN}',
    "deeply nested": b"[" * 200_000,
    "a huge number": b'{"status": ' + b"9" * 10_000 + b"}",
    "a lone surrogate": rb'{"code": "\ud800"',
}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 502, 520])
@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_an_error_is_an_error_whatever_its_body(
    face: Face, server: RoughServer, status: int, body: bytes
) -> None:
    server.play(answer(status, body, ("Content-Type", "text/html")))

    with pytest.raises(od.ApiError) as caught:
        face.use(server.url, get, retry=NONE)

    assert caught.value.status_code == status
    assert caught.value.code is None
    assert caught.value.errors == ()
    assert caught.value.response.content == body
    assert str(caught.value).startswith(f"{status}: ")
    assert "\n" not in str(caught.value)


def test_field_errors_are_read_and_shown(face: Face, server: RoughServer) -> None:
    errors = [
        {"detail": "must not be empty", "pointer": "/attributes/first_name"},
        {"detail": "is too small", "parameter": "pageSize"},
        {"detail": "no place"},
        {"pointer": "/x"},
        "nonsense",
    ]
    server.play(problem(400, "invalid_request_error", detail="Two\nlines", errors=errors))

    with pytest.raises(od.InvalidRequestError) as caught:
        face.use(server.url, get)

    assert caught.value.errors == (
        FieldError("must not be empty", pointer="/attributes/first_name"),
        FieldError("is too small", parameter="pageSize"),
        FieldError("no place"),
        FieldError("", pointer="/x"),
    )
    assert str(caught.value) == (
        "400 invalid_request_error: Two lines (/attributes/first_name: must not be empty; "
        "pageSize: is too small; no place; and 1 more)"
    )


def test_a_problem_may_have_the_other_media_type(face: Face, server: RoughServer) -> None:
    kind = ("Content-Type", "application/problem+json; charset=utf-8")
    server.play(problem(404, "not_found_error", kind))

    with pytest.raises(od.NotFoundError, match="404 not_found_error: no"):
        face.use(server.url, get)


UNFIT: dict[str, tuple[bytes, str]] = {
    "HTML": (b"<html>Log in</html>", "not JSON"),
    "nothing": (b"", "not JSON"),
    "not UTF-8": (b'"\xff"', "not UTF-8"),
    "null": (b"null", "wrong type or form"),
    "a list": (b"[1]", "wrong type or form"),
    "a string": (b'"x"', "wrong type or form"),
    "NaN": (json.dumps({**CONTACT, "attributes": {"n": float("nan")}}).encode(), "not JSON"),
    "deeply nested": (b"[" * 200_000, "nested too deeply"),
    "a missing member": (
        json.dumps({**CONTACT, "email": ...}, default=lambda _: None).encode(),
        "wrong",
    ),
    "no email": (json.dumps({k: v for k, v in CONTACT.items() if k != "email"}).encode(), "email"),
    "a wrong type": (json.dumps({**CONTACT, "enabled": "yes"}).encode(), "wrong type or form"),
    "a wrong list": (json.dumps({**CONTACT, "brandIds": [1]}).encode(), "wrong type or form"),
    "a wrong time": (json.dumps({**CONTACT, "createdAt": "soon"}).encode(), "wrong type or form"),
    "a number of a time": (json.dumps({**CONTACT, "createdAt": 5}).encode(), "wrong type or form"),
    "attributes as a list": (json.dumps({**CONTACT, "attributes": []}).encode(), "wrong type"),
    "a huge number": (b'{"email": ' + b"9" * 10_000 + b"}", "wrong type or form"),
}


@pytest.mark.parametrize(("body", "why"), UNFIT.values(), ids=list(UNFIT))
def test_a_success_that_does_not_fit_is_an_invalid_response(
    face: Face, server: RoughServer, body: bytes, why: str
) -> None:
    server.play(answer(200, body))

    with pytest.raises(InvalidResponseError, match=why) as caught:
        face.use(server.url, get)

    assert caught.value.response.content == body
    assert caught.value.response.parsed is None
    assert len(server.requests) == 1, "asking again does not help"
    assert "alice" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed_and_gets_no_key(
    face: Face, server: RoughServer, status: int
) -> None:
    with type(server)(answer()) as other:
        location = f"http://user:secret@127.0.0.1:{other.port}/deploy/v1/contacts/{ALICE}"
        server.play(answer(status, None, ("Location", location)))

        with pytest.raises(
            InvalidResponseError, match=r"redirects to http://127\.0\.0\.1"
        ) as caught:
            face.use(server.url, get)

        assert other.connections == 0
    assert len(server.requests) == 1
    assert ALICE not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/login", "redirects, which"),
        ("http://[x", "redirects, which"),
        ("//h.example", "http://h.example"),
    ],
)
def test_a_redirect_is_explained_as_far_as_it_can_be(
    face: Face, server: RoughServer, location: str, shown: str
) -> None:
    server.play(answer(302, None, ("Location", location)))

    with pytest.raises(InvalidResponseError, match=shown):
        face.use(server.url, get)


@pytest.mark.parametrize("status", [300, 304, 600, 999])
def test_other_statuses_are_invalid_responses(face: Face, server: RoughServer, status: int) -> None:
    server.play(answer(status, None))

    with pytest.raises(InvalidResponseError, match=str(status)):
        face.use(server.url, get)


def test_switching_protocols_ends_in_an_error(face: Face, server: RoughServer) -> None:
    server.play(
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
    )

    with pytest.raises((InvalidResponseError, od.ConnectionFailedError)):
        face.use(server.url, get, retry=NONE)


@pytest.mark.parametrize("status", [200, 201, 202])
def test_the_status_of_a_success_may_differ(face: Face, server: RoughServer, status: int) -> None:
    server.play(answer(status, CONTACT))

    contact = face.use(server.url, lambda client: client.contacts.create("alice@example.com"))

    assert contact.email_md5 == ALICE


@pytest.mark.parametrize(
    "behaviour",
    [answer(204, None), answer(200, None), answer(200, b" \n")],
    ids=["204", "200", "space"],
)
def test_a_success_without_a_body_may_have_another_status(
    face: Face, server: RoughServer, behaviour: Behaviour
) -> None:
    server.play(behaviour)

    assert face.use(server.url, lambda client: client.contacts.disable(ALICE)) is None
    assert face.use(server.url, lambda client: client.subscriptions.remove(ALICE, BRAND)) is None

    assert server.methods == ["POST", "DELETE"]


def test_a_web_page_is_no_success_even_where_no_body_is_needed(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(200, b"\n<html>Log in</html>"))

    with pytest.raises(InvalidResponseError, match="web page"):
        face.use(server.url, lambda client: client.contacts.disable(ALICE))


JSON_BODY = b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
SURPLUS: dict[str, bytes] = {
    "JSON": b"HTTP/1.1 200 OK\r\n" + JSON_BODY,
    "a word": b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok",
    "nothing": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "an empty 205": b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
    "what cannot be decompressed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + JSON_BODY,
    "a 204 with a body": b"HTTP/1.1 204 No Content\r\n" + JSON_BODY,
    "a 204 in chunks": b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\n{}\r\n0\r\n\r\n",
    "a 204 that announces a body": b"HTTP/1.1 204 No Content\r\nContent-Length: 20\r\n\r\n",
    "a 204": b"HTTP/1.1 204 No Content\r\n\r\n",
}


@pytest.mark.parametrize("data", SURPLUS.values(), ids=list(SURPLUS))
def test_a_success_is_one_whatever_body_it_has_where_none_is_needed(
    face: Face, server: RoughServer, data: bytes
) -> None:
    """Nor does the body disturb the next request on the same client."""
    server.play(lambda connection, _: connection.sendall(data))

    async def twice(client: Any) -> None:
        await client.contacts.disable(ALICE)
        await client.subscriptions.remove(ALICE, BRAND)

    def twice_blocking(client: Any) -> None:
        client.contacts.disable(ALICE)
        client.subscriptions.remove(ALICE, BRAND)

    face.use(server.url, twice if face.is_async else twice_blocking, retry=NONE)

    assert server.methods == ["POST", "DELETE"]


@pytest.mark.parametrize("size", [1, 5, 12, 13, 24, 27])
def test_a_204_that_comes_in_pieces_is_one(face: Face, server: RoughServer, size: int) -> None:
    data = b"HTTP/1.1 204 No Content\r\n\r\n"

    def in_pieces(connection: socket.socket, _: Request) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(data[:size])
        time.sleep(0.05)
        connection.sendall(data[size:])

    server.play(in_pieces, answer(200, {"brands": []}), in_pieces)

    async def three(client: Any) -> None:
        await client.contacts.disable(ALICE)
        await client.subscriptions.list(ALICE)
        await client.contacts.disable(ALICE)

    def three_blocking(client: Any) -> None:
        client.contacts.disable(ALICE)
        client.subscriptions.list(ALICE)
        client.contacts.disable(ALICE)

    face.use(server.url, three if face.is_async else three_blocking, retry=NONE)

    assert server.connections == 1


def test_a_request_without_a_body_names_no_content_type(face: Face, server: RoughServer) -> None:
    server.play(answer(204, None))

    face.use(server.url, lambda client: client.contacts.disable(ALICE))

    assert "content-type" not in server.requests[0].headers


def test_a_point_in_time_beyond_the_calendar_is_an_invalid_response(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(200, {**CONTACT, "createdAt": "9999-12-31T23:59:59-14:00"}))

    with pytest.raises(InvalidResponseError, match="wrong type or form"):
        face.use(server.url, get)


def test_unknown_members_and_values_survive(face: Face, server: RoughServer) -> None:
    odd = {
        **CONTACT,
        "attributes": {"a": {"b": [1]}, "gone": None},
        "score": 7,
        "createdAt": "2026-01-01T10:00:00+02:00",
    }
    server.play(answer(200, odd))

    contact = face.use(server.url, get)

    assert contact["score"] == 7
    assert contact.attributes["a"] == {"b": [1]}
    assert "gone" not in contact.attributes
    assert contact.created_at.isoformat() == "2026-01-01T08:00:00+00:00"


def test_a_time_without_a_zone_is_utc(face: Face, server: RoughServer) -> None:
    server.play(answer(200, {**CONTACT, "createdAt": "2026-01-01T10:00:00.123456789"}))

    assert face.use(server.url, get).created_at.isoformat() == "2026-01-01T10:00:00.123456+00:00"


def test_an_unknown_attribute_type_survives(face: Face, server: RoughServer) -> None:
    attribute = {"name": "born", "type": "date", "description": None}
    server.play(answer(200, {"attributes": [attribute]}))

    schema = face.use(server.url, lambda client: client.contact_schema.get())

    assert str(schema.attributes[0].type_) == "date"
    assert not schema.attributes[0].description
    assert schema.validate({"born": 5}) == []


def test_duplicate_keys_mean_the_last_one_and_a_byte_order_mark_nothing(
    face: Face, server: RoughServer
) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(CONTACT).encode().replace(b"{", b'{"enabled": false, ', 1)
    server.play(answer(200, body))

    assert face.use(server.url, get).enabled is True
