"""Connections that fail in every way: each call ends in the documented result or error."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy import (
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidResponseError,
    NotFoundError,
    RetryPolicy,
    ServerError,
)

from tests.client.rough_server import ALICE, BRAND, CONTACT, answer, drip, hang, head, raw, reset

if TYPE_CHECKING:
    from tests.client.faces import Face
    from tests.client.rough_server import Behaviour, RoughServer


def GET(client: Any) -> Any:  # noqa: N802 - it reads like a method
    return client.contacts.get(ALICE)


BROKEN: dict[str, Behaviour] = {
    "reset before the answer": reset(),
    "closed before the answer": raw(b""),
    "reset in the status line": reset(b"HTTP/1.1 2"),
    "closed in the head": raw(b"HTTP/1.1 200 OK\r\nContent-"),
    "reset in the body": reset(head(200, [("Content-Length", "100")]) + b'{"email"'),
    "body shorter than announced": raw(head(200, [("Content-Length", "5000")]) + b"{}"),
    "chunks cut off": raw(head(200, [("Transfer-Encoding", "chunked")]) + b'5\r\n{"a":'),
    "chunks garbled": raw(head(200, [("Transfer-Encoding", "chunked")]) + b"zz\r\n{}\r\n0\r\n\r\n"),
    "not HTTP": raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "a bad status line": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
    "a status line alone": raw(b"HTTP/1.1"),
    "a header without end": raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n"),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}{"),
    "a negative length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
}


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=list(BROKEN))
def test_a_read_is_repeated_after_a_broken_answer(
    face: Face, server: RoughServer, behaviour: Behaviour
) -> None:
    server.play(behaviour, answer())

    assert face.use(server.url, GET).email == "alice@example.com"

    assert server.methods == ["GET", "GET"]
    assert face.waits.waits == [0.25]  # half of 0.5: the chance is set to one half


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_answer_ends_in_an_error_that_says_the_request_was_sent(
    face: Face, server: RoughServer, behaviour: Behaviour
) -> None:
    server.play(behaviour)

    with pytest.raises(ConnectionFailedError) as caught:
        face.use(server.url, GET)

    assert caught.value.sent
    assert server.methods == ["GET"] * 4
    assert face.waits.waits == [0.25, 0.5, 1.0]
    cause = caught.value.__cause__
    assert cause is not None
    assert cause.__traceback__ is None, "its frames hold the request"
    assert cause.__context__ is None
    assert ALICE not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert (caught.value.operation, caught.value.attempts) == ("getContact", 4)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_a_refused_connection_was_not_sent_and_is_repeated(face: Face) -> None:
    with pytest.raises(ConnectionFailedError, match="Connection refused") as caught:
        face.use(f"http://127.0.0.1:{free_port()}", lambda client: client.contacts.disable(ALICE))

    assert not caught.value.sent
    assert len(face.waits.waits) == 3


def test_a_name_that_does_not_resolve_is_a_failed_connection(face: Face) -> None:
    with pytest.raises(ConnectionFailedError, match="name cannot be resolved") as caught:
        face.use("http://host.invalid", GET, retry=RetryPolicy.none())

    assert not caught.value.sent


def test_a_server_that_never_answers_runs_into_the_timeout_of_each_attempt(
    face: Face, server: RoughServer
) -> None:
    server.play(hang)

    with pytest.raises(ConnectionFailedError, match="in time") as caught:
        face.use(server.url, GET, timeout=1.0, retry=RetryPolicy(max_attempts=2))

    assert caught.value.sent
    assert server.methods == ["GET", "GET"]


def test_a_connection_that_cannot_be_made_in_time_was_not_sent(face: Face) -> None:
    # A full backlog: the kernel answers no further connection attempts.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        with pytest.raises(ConnectionFailedError, match="in time") as caught:
            face.use(f"http://127.0.0.1:{port}", GET, timeout=0.3, retry=RetryPolicy.none())
        for filler in fillers:
            filler.close()

    assert not caught.value.sent


DRIPS: dict[str, Behaviour] = {
    "head": drip(head(200, [("X-Filler", "x" * 10_000)])),
    "body": drip(head(200, [("Content-Length", "10000")]) + b" " * 10_000),
    "chunks": drip(head(200, [("Transfer-Encoding", "chunked")]) + b"1\r\n \r\n" * 10_000),
    "interim answers": drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
}


@pytest.mark.parametrize("behaviour", DRIPS.values(), ids=list(DRIPS))
def test_a_slow_drip_does_not_defeat_the_timeout_of_an_attempt(
    face: Face, server: RoughServer, behaviour: Behaviour
) -> None:
    server.play(behaviour)
    started = time.monotonic()

    with pytest.raises(ConnectionFailedError, match="in time") as caught:
        face.use(server.url, GET, timeout=0.25, retry=RetryPolicy.none())

    assert caught.value.sent
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("behaviour", [*DRIPS.values(), hang], ids=[*DRIPS, "hang"])
def test_a_slow_drip_does_not_defeat_the_deadline(
    face: Face, server: RoughServer, behaviour: Behaviour
) -> None:
    server.play(behaviour)
    started = time.monotonic()

    with pytest.raises(DeadlineExceededError, match=r"deadline of 0\.25 s") as caught:
        face.use(server.url, GET, retry=RetryPolicy(deadline=0.25))

    assert caught.value.sent
    assert time.monotonic() - started < 2


def test_the_deadline_covers_repeated_attempts(face: Face, server: RoughServer) -> None:
    server.play(hang)

    policy = RetryPolicy(deadline=0.9, initial=0, max_attempts=20)
    with pytest.raises(DeadlineExceededError) as caught:
        face.use(server.url, GET, timeout=0.2, retry=policy)

    assert caught.value.sent
    assert 2 <= len(server.requests) <= 5


def test_an_error_whose_body_drips_is_still_that_error(face: Face, server: RoughServer) -> None:
    def behave(connection: Any, request: Any) -> None:
        connection.sendall(head(404, [("Content-Length", "10000")]))
        drip(b" " * 10_000)(connection, request)

    server.play(behave)

    with pytest.raises(NotFoundError):
        face.use(server.url, GET, timeout=1.5)

    assert len(server.requests) == 1


CUT_ERRORS: dict[str, bytes] = {
    "shorter than announced": head(404, [("Content-Length", "500")]) + b'{"code":"not_',
    "chunks cut off": head(404, [("Transfer-Encoding", "chunked")]) + b'5\r\n{"a":',
    "gzip broken": head(404, [("Content-Encoding", "gzip"), ("Content-Length", "4")]) + b"oops",
    "gzip cut off": head(404, [("Content-Encoding", "gzip"), ("Connection", "close")])
    + gzip.compress(b'{"code":"not_found_error"}')[:-12],
    "nothing": head(404, [("Content-Length", "0")]),
}


@pytest.mark.parametrize("data", CUT_ERRORS.values(), ids=list(CUT_ERRORS))
def test_an_error_whose_body_is_cut_off_is_still_that_error(
    face: Face, server: RoughServer, data: bytes
) -> None:
    server.play(raw(data))

    with pytest.raises(NotFoundError) as caught:
        face.use(server.url, GET)

    assert caught.value.status_code == 404
    assert len(server.requests) == 1


def test_an_endless_error_body_is_not_read_to_its_end(face: Face, server: RoughServer) -> None:
    def flood(connection: Any, _: Any) -> None:
        connection.sendall(head(502, [("Connection", "close")]))
        while True:
            connection.sendall(b"x" * 65536)

    server.play(flood)

    with pytest.raises(ServerError) as caught:
        face.use(server.url, GET, retry=RetryPolicy.none())

    assert (1 << 20) <= len(caught.value.response.content) < (2 << 20)


def test_an_endless_success_body_is_an_invalid_response(face: Face, server: RoughServer) -> None:
    bomb = gzip.compress(b" " * (80 << 20), 1)
    server.play(answer(200, bomb, ("Content-Encoding", "gzip")))

    with pytest.raises(InvalidResponseError, match="too long"):
        face.use(server.url, GET)


BROKEN_GZIP: dict[str, bytes] = {
    "not gzip": b"this is not gzip",
    "cut off": gzip.compress(b" " * 10_000 + b"{}")[:-20],
}


@pytest.mark.parametrize("body", BROKEN_GZIP.values(), ids=list(BROKEN_GZIP))
def test_a_success_that_cannot_be_decompressed_is_an_invalid_response(
    face: Face, server: RoughServer, body: bytes
) -> None:
    server.play(answer(200, body, ("Content-Encoding", "gzip")))

    with pytest.raises(InvalidResponseError) as caught:
        face.use(server.url, GET)

    assert caught.value.response.status_code == 200
    assert len(server.requests) == 1


def test_a_compressed_answer_is_understood(face: Face, server: RoughServer) -> None:
    body = gzip.compress(json.dumps(CONTACT).encode())
    server.play(answer(200, body, ("Content-Encoding", "gzip")))

    assert face.use(server.url, GET).brand_ids == [BRAND]


def test_interim_answers_are_skipped(face: Face, server: RoughServer) -> None:
    def behave(connection: Any, request: Any) -> None:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        answer()(connection, request)

    server.play(behave)

    assert face.use(server.url, GET).enabled


def test_connections_are_reused(face: Face, server: RoughServer) -> None:
    server.play(answer())

    if face.is_async:

        async def twice(client: Any) -> None:
            await client.contacts.get(ALICE)
            await client.contacts.get(ALICE)

        face.use(server.url, twice)
    else:
        face.use(server.url, lambda client: [GET(client), GET(client)])

    assert len(server.requests) == 2
    assert server.connections == 1


def test_a_broken_read_after_a_good_one_is_sent_no_more_often_than_the_policy_says(
    face: Face, server: RoughServer
) -> None:
    """On a connection that has been used, aiohttp would repeat GET and DELETE by itself."""
    server.play(answer(), raw(b""), raw(b""), answer())
    policy = RetryPolicy.none()

    async def two(client: Any) -> None:
        await client.contacts.get(ALICE)
        await client.contacts.get(ALICE)

    action = two if face.is_async else (lambda client: [GET(client), GET(client)])
    with pytest.raises(ConnectionFailedError):
        face.use(server.url, action, retry=policy)

    assert len(server.requests) == 2
