"""What no HTTP library sends: data over a socket, as a broken or hostile client has them."""

from __future__ import annotations

import re
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.sandbox import Sandbox

    from tests.sandbox.conftest import Api, RawResponse

TEST = b"93942e96f5acd83e2e047ad8fe03114d"
CONTACT = b"/deploy/v1/contacts/" + TEST
FIELDS = b"Host: sandbox\r\nAuthorization: Bearer sandbox-key\r\n"
CLOSE = b"Connection: close\r\n"


def get(target: Any, fields: Any = FIELDS + CLOSE, method: Any = b"GET") -> Any:
    return method + b" " + target + b" HTTP/1.1\r\n" + fields + b"\r\n"


def post(body: Any, fields: Any = b"", target: Any = b"/deploy/v1/contacts") -> Any:
    length = b"Content-Length: %d\r\n" % len(body)
    return get(target, FIELDS + CLOSE + length + fields, b"POST") + body


def chunked(*chunks: Any, end: Any = b"0\r\n\r\n") -> Any:
    fields = FIELDS + CLOSE + b"Transfer-Encoding: chunked\r\n"
    head = get(b"/deploy/v1/contacts", fields, b"POST")
    return head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x00\x01\x02\x03\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (get(CONTACT, b"Host x\r\n"), 400),
        (get(CONTACT, FIELDS + b"X\x00: a\r\n"), 400),
        (get(CONTACT, FIELDS + b"X: a\x00b\r\n"), 400),
        (get(CONTACT, FIELDS + b"X: a\r\n folded\r\n"), 400),
        (get(b"/deploy/v1/contacts/\xc3\xa9"), 400),
        (get(b"/deploy/v1/contacts/\x00"), 400),
        (get(b"/deploy/v1/contacts/a b"), 400),
        (get(CONTACT, method=b"FOO"), 405),
        (get(CONTACT, method=b"get"), 405),
        (get(CONTACT, method=b"BREW"), 405),
        (get(b"example.com:443", method=b"CONNECT"), 400),
        (get(CONTACT + b"?" + b"q" * 100_000), 414),
        (get(b"/" + b"p" * 100_000), 414),
        (get(CONTACT, FIELDS + b"X: " + b"v" * 100_000 + b"\r\n"), 431),
        (get(CONTACT, FIELDS + b"X: v\r\n" * 40_000), 431),
        (post(b"{}", b"Content-Length: 3\r\n"), 400),
        (post(b"{}", b"Transfer-Encoding: chunked\r\n"), 400),
        (get(CONTACT, FIELDS + b"Content-Length: -1\r\n", b"POST"), 400),
        (chunked(end=b"zz\r\n"), 400),
    ],
)
def test_what_the_server_cannot_parse_is_rejected_with_a_problem(
    talk: Callable[..., list[RawResponse]], data: Any, status: int
) -> None:
    start = time.monotonic()
    (response,) = talk(data)
    assert response.status == response.document["status"] == status
    assert response.headers["content-type"] == "application/json"
    assert response.headers["connection"] == "close"
    assert response.document["code"] == "invalid_request_error"
    assert response.document["instance"].startswith("/")
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    ("target", "instance"),
    [
        (b"/deploy/v1/contacts/%zz", "/deploy/v1/contacts/%25zz"),
        (b"/deploy/v1/contacts/%", "/deploy/v1/contacts/%25"),
        (b"/deploy/v1/contacts/%f", "/deploy/v1/contacts/%25f"),
        (b"/deploy/v1/contacts/%FF%fe", "/deploy/v1/contacts/%FF%fe"),
        (b"/deploy/v1/contacts/%00", "/deploy/v1/contacts/%00"),
        (b"/deploy/v1/contacts/%2F", "/deploy/v1/contacts/%2F"),
        (b'/deploy/v1/contacts/<">^`{|}', "/deploy/v1/contacts/%3C%22%3E%5E%60%7B%7C%7D"),
        (b"/deploy/v1/contacts/" + TEST + b"%0A", f"/deploy/v1/contacts/{TEST.decode()}%0A"),
    ],
)
def test_a_path_that_no_contact_can_have_is_a_bad_request_and_echoed_as_a_uri(
    talk: Callable[..., list[RawResponse]], target: Any, instance: Any
) -> None:
    (response,) = talk(get(target))
    assert response.status == 400
    assert response.document["detail"] == "emailMd5 must be a hash of type md5"
    assert response.document["instance"] == instance


@pytest.mark.parametrize(
    "target", [b"//deploy/v1", b"*", b"/deploy/../deploy/v1/brands", b"/deploy/v1/brands;x"]
)
def test_a_strange_path_is_not_found(talk: Callable[..., list[RawResponse]], target: Any) -> None:
    (response,) = talk(get(target, method=b"OPTIONS"))
    assert response.status == 404
    assert not response.document["instance"].startswith("//")


@pytest.mark.parametrize(
    "data",
    [
        get(b"http://sandbox" + CONTACT),
        get(CONTACT + b"#fragment"),
        get(CONTACT).replace(b"HTTP/1.1", b"HTTP/1.0"),
        b"\r\n" + get(CONTACT),
        get(CONTACT, FIELDS + b"Connection: close, Upgrade\r\nUpgrade: websocket\r\n"),
        get(CONTACT, FIELDS + CLOSE + b"X: \xff\xfe\r\n"),
        get(CONTACT, FIELDS + CLOSE + b"X:\r\n" * 500),
    ],
)
def test_what_is_odd_but_allowed_is_answered(
    talk: Callable[..., list[RawResponse]], data: Any
) -> None:
    (response,) = talk(data)
    assert (response.status, response.document["email"]) == (200, "test@email.com")


@pytest.mark.parametrize(
    "data",
    [
        chunked(b'{"email": "chu', b'nked@example.com"}'),
        chunked(*(bytes([octet]) for octet in b'{"email": "chunked@example.com"}')),
        chunked(b'{"email": "chunked@example.com"}', end=b"0\r\nX-Trailer: a\r\n\r\n"),
        post(b'{"email": "chunked@example.com"}', b"Expect: 100-continue\r\n"),
        post(
            b'{"email": "chunked@example.com"}',
            b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        ),
    ],
)
def test_a_body_arrives_however_it_is_sent(
    talk: Callable[..., list[RawResponse]], data: Any
) -> None:
    response = talk(data)[-1]
    assert (response.status, response.document["email"]) == (201, "chunked@example.com")


def test_the_connection_goes_on_after_refusals_that_leave_the_body_unread(
    talk: Callable[..., list[RawResponse]],
) -> None:
    rejected = post(b"x" * 100).replace(b"Bearer sandbox-key", b"Bearer wrong").replace(CLOSE, b"")
    unknown = post(b"y" * 100, target=b"/nowhere").replace(CLOSE, b"")
    too_big = post(b"z" * (2 * 1024 * 1024)).replace(CLOSE, b"")
    responses = talk(rejected + unknown + too_big + get(CONTACT))
    assert [response.status for response in responses] == [401, 404, 413, 200]


def test_pipelined_requests_are_responded_to_in_order(
    talk: Callable[..., list[RawResponse]],
) -> None:
    keep = get(CONTACT, FIELDS)
    responses = talk(keep + get(b"/deploy/v1/contacts/x", FIELDS) + keep + get(CONTACT))
    assert [response.status for response in responses] == [200, 400, 200, 200]


def test_a_refusal_waits_for_the_answers_before_it(talk: Callable[..., list[RawResponse]]) -> None:
    responses = talk(get(CONTACT, FIELDS) * 3 + b"garbage\r\n\r\n")
    assert [response.status for response in responses] == [200, 200, 200, 400]


def test_a_body_that_breaks_off_in_garbage_has_no_effect(
    talk: Callable[..., list[RawResponse]], deploy_sandbox: Sandbox
) -> None:
    responses = talk(get(CONTACT, FIELDS) + chunked(b'{"email": "a@b.c"}', end=b"zz\r\n"))
    assert [response.status for response in responses] == [200, 400]
    assert deploy_sandbox.requests("createContact") == []


def test_a_client_that_has_nothing_more_to_say_still_gets_its_answers(
    deploy_sandbox: Sandbox,
) -> None:
    port = int(deploy_sandbox.origin.rpartition(":")[2])
    deploy_sandbox.fail(delay=0.05)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(get(CONTACT, FIELDS) * 2)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert received.count(b"HTTP/1.1 200 OK") == 2


def test_half_a_request_has_no_effect(deploy_sandbox: Sandbox, api: Api) -> None:
    port = int(deploy_sandbox.origin.rpartition(":")[2])
    body = b'{"email": "half@example.com"}'
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(post(body)[:-1])
    digest = "7caa3707b670f9b2a1bd09d5f045b7b7"
    assert api.get(f"/v1/contacts/{digest}").status_code == 404
    assert deploy_sandbox.requests("createContact") == []


def test_a_request_that_never_ends_is_given_up(
    deploy_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optizmo_deploy.sandbox.protocol._REQUEST_TIMEOUT", 0.05)
    port = int(deploy_sandbox.origin.rpartition(":")[2])
    for data in (b"GET /deploy", get(CONTACT)[:-2], post(b"{}")[:-1]):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(data)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        assert received.startswith(b"HTTP/1.1 408 ")
        assert b'"status":408' in received


PIECES = [
    get(CONTACT, FIELDS),
    post(b'{"email": "fuzz@example.com", "attributes": {"age": 1}}').replace(CLOSE, b""),
    get(b"/deploy/v1/brands?page=1&name[contains]=a%25", FIELDS),
    get(CONTACT + b"/subscriptions", FIELDS),
    chunked(b'{"email": "fuzz', b'@example.com"}').replace(CLOSE, b""),
    b"\r\n\r\n",
    b"\x00\xff%zz",
    b"DELETE /control/faults HTTP/1.1\r\nHost: x\r\n\r\n",
]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    edits=st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=4),
)
def test_no_octets_bring_the_server_to_its_knees(
    deploy_sandbox: Sandbox, caplog: pytest.LogCaptureFixture, pieces: Any, edits: Any
) -> None:
    data = b"".join(pieces)
    for place, replacement in edits:
        data = data[:place] + replacement + data[place + 1 :]
    port = int(deploy_sandbox.origin.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data + get(CONTACT))
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    for status in re.findall(rb"HTTP/1\.1 (\d+) ", received):
        assert int(status) in {100, 200, 201, 204, 400, 401, 404, 405, 408, 409, 413, 415, 431}
    assert caplog.records == []
