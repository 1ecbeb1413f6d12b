"""What errors tell: the operation, the host, the attempts, the cause, and what may help."""

from __future__ import annotations

import copy
import logging
import pickle
import socket
import ssl
import traceback
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import httpx
import optizmo_deploy as od
import pytest
from optizmo_deploy import RetryPolicy
from optizmo_deploy.client.adapters.failures import Place, failed, timed_out

from tests.client.faces import KEY
from tests.client.rough_server import (
    ALICE,
    CERTIFICATE,
    RoughServer,
    answer,
    hang,
    problem,
    raw,
    reset,
)

if TYPE_CHECKING:
    from tests.client.faces import Face

NONE = RetryPolicy.none()
NOW = 1_800_000_000


def get(client: Any) -> Any:
    return client.contacts.get(ALICE)


def test_every_error_of_a_call_says_which_call_it_is_about(face: Face, server: RoughServer) -> None:
    mishaps: list[tuple[Any, type[od.DeployError], bool]] = [
        (answer(500, b""), od.ServerError, True),
        (reset(), od.ConnectionFailedError, True),
        (answer(200, b"{}"), od.InvalidResponseError, True),
        (hang, od.DeadlineExceededError, True),
    ]
    for mishap, kind, sent in mishaps:
        server.play(mishap)
        policy = RetryPolicy(max_attempts=2, deadline=2 if mishap is hang else 60)
        with pytest.raises(kind) as caught:
            face.use(server.url, get, retry=policy)
        error = caught.value
        attempts = 2 if kind in {od.ServerError, od.ConnectionFailedError} else 1
        assert (error.operation, error.host) == ("getContact", f"127.0.0.1:{server.port}")
        assert (error.attempts, error.sent) == (attempts, sent)
        if kind is not od.ServerError:
            path = f"GET /v1/contacts/{{emailMd5}} at 127.0.0.1:{server.port}: "
            assert str(error).startswith(path)
        assert pickle.loads(pickle.dumps(error)) == error
        assert copy.copy(error) == error


def test_an_error_before_any_request_is_about_no_call(face: Face) -> None:
    with pytest.raises(od.InvalidArgumentError) as caught:
        face.use("http://h", lambda client: client.contacts.get("nonsense"))
    error = caught.value
    assert (error.operation, error.host, error.attempts, error.sent) == (None, None, 0, False)


def test_the_error_of_a_call_of_several_requests_counts_all_of_them(
    face: Face, server: RoughServer
) -> None:
    server.play(problem(409, "contact_exists"), answer(500, b""), answer(503, b""))
    with pytest.raises(od.ServerError) as caught:
        face.use(
            server.url,
            lambda client: client.contacts.upsert("alice@example.com", attributes={"a": "b"}),
            retry=RetryPolicy(max_attempts=3),
        )
    assert (caught.value.operation, caught.value.attempts) == ("patchContact", 4)


CAUSES: list[tuple[Any, type[BaseException]]] = [
    (reset(), ConnectionResetError),
    (hang, TimeoutError),
]


@pytest.mark.parametrize(("mishap", "cause"), CAUSES)
def test_a_failed_connection_keeps_its_cause(
    face: Face, server: RoughServer, mishap: Any, cause: type[BaseException]
) -> None:
    server.play(mishap)
    with pytest.raises(od.ConnectionFailedError) as caught:
        face.use(server.url, get, timeout=0.5, retry=NONE)
    assert isinstance(caught.value.__cause__, cause)


def test_a_refused_connection_keeps_its_cause(face: Face) -> None:
    with pytest.raises(od.ConnectionFailedError) as caught:
        face.use("http://127.0.0.1:1", get, retry=NONE)
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_an_unknown_host_name_is_not_repeated(face: Face) -> None:
    with pytest.raises(
        od.ConnectionFailedError, match=r"cannot be resolved.*not repeated"
    ) as caught:
        face.use("http://host.invalid", get)

    assert isinstance(caught.value.__cause__, socket.gaierror)
    assert (caught.value.attempts, caught.value.sent) == (1, False)
    assert face.waits.waits == []


def test_a_name_server_that_does_not_respond_is_tried_again(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(od.ConnectionFailedError, match="no DNS server responded") as caught:
        face.use("http://host.example", get)
    assert caught.value.attempts == 4


def test_an_untrusted_certificate_is_not_repeated(face: Face) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with RoughServer(answer(), tls=context) as server:
        with pytest.raises(od.ConnectionFailedError, match=r"trusted.*not repeated") as caught:
            face.use(server.url, get)
        assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
        assert server.connections == 1


@pytest.mark.parametrize("status", [408, 421, 425])
@pytest.mark.parametrize("action", ["get", "disable", "create"])
def test_a_request_that_the_server_did_not_take_is_repeated(
    face: Face, server: RoughServer, status: int, action: str
) -> None:
    server.play(answer(status, b""), answer(200 if action == "get" else 201))
    calls: dict[str, Any] = {
        "get": get,
        "disable": lambda client: client.contacts.disable(ALICE),
        "create": lambda client: client.contacts.create("alice@example.com"),
    }
    face.use(server.url, calls[action])
    assert len(server.requests) == 2


def test_a_create_that_a_408_may_have_carried_out_is_read_back(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(408, b""), problem(409, "contact_exists"), answer())
    contact = face.use(server.url, lambda client: client.contacts.create("alice@example.com"))
    assert contact.email_md5 == ALICE


@pytest.mark.parametrize("status", [421, 425])
def test_a_create_that_was_not_looked_at_is_not_read_back(
    face: Face, server: RoughServer, status: int
) -> None:
    server.play(answer(status, b""), problem(409, "contact_exists"), answer())
    with pytest.raises(od.ContactExistsError):
        face.use(server.url, lambda client: client.contacts.create("alice@example.com"))


@pytest.mark.parametrize("skew", [-600, 0, 600])
def test_the_clock_of_the_server_counts_for_its_points_in_time(
    face: Face, server: RoughServer, skew: int
) -> None:
    there = NOW + skew
    date = ("Date", formatdate(there, usegmt=True))
    server.play(
        problem(429, "x", date, ("Retry-After", formatdate(there + 7, usegmt=True))),
        problem(429, "x", date, ("x-rate-limit-reset", str(there + 9))),
        problem(503, "x", date, ("Retry-After", formatdate(there + 5, usegmt=True))),
        answer(),
    )
    face.use(server.url, get)
    assert face.waits.waits == pytest.approx([7, 9, 5], abs=0.5)


def test_a_clock_that_cannot_be_read_counts_as_absent(face: Face, server: RoughServer) -> None:
    server.play(problem(429, "x", ("Date", "soon"), ("x-rate-limit-reset", str(NOW + 4))), answer())
    face.use(server.url, get)
    assert face.waits.waits == pytest.approx([4], abs=0.5)


def test_retry_after_comes_from_the_reset_of_the_rate_limit_too(
    face: Face, server: RoughServer
) -> None:
    server.play(problem(429, "x", ("x-rate-limit-reset", "17")))
    with pytest.raises(od.RateLimitError) as caught:
        face.use(server.url, get, retry=NONE)
    assert caught.value.retry_after == 17

    server.play(problem(429, "x", ("x-rate-limit-reset", "17"), ("Retry-After", "3")))
    with pytest.raises(od.RateLimitError) as caught:
        face.use(server.url, get, retry=NONE)
    assert caught.value.retry_after == 3

    server.play(problem(409, "operation_in_progress", ("x-rate-limit-reset", "17")))
    with pytest.raises(od.OperationInProgressError) as other:
        face.use(server.url, get, retry=NONE)
    assert other.value.retry_after is None


@pytest.mark.parametrize("name", ["X-Request-Id", "request-id", "X-Correlation-ID"])
def test_the_request_id_of_the_server_is_shown(face: Face, server: RoughServer, name: str) -> None:
    server.play(problem(404, "not_found_error", (name, "req-17")))
    with pytest.raises(od.NotFoundError, match=r"\[request req-17\]") as caught:
        face.use(server.url, get)
    assert caught.value.request_id == "req-17"

    server.play(answer(200, b"{}", (name, "req-18")))
    with pytest.raises(od.InvalidResponseError) as other:
        face.use(server.url, get)
    assert other.value.request_id == "req-18"


def test_a_404_for_everything_gives_a_hint_about_the_base_url(
    face: Face, server: RoughServer
) -> None:
    root = server.url.removesuffix("/deploy")
    server.play(answer(404, b"<html>"))
    with pytest.raises(od.NotFoundError, match=r"right.*not end in /deploy") as caught:
        face.use(root, get)
    assert caught.value.hint

    with pytest.raises(od.NotFoundError) as caught:
        face.use(server.url, get)
    assert caught.value.hint is None


@pytest.mark.parametrize("other", [answer(), answer(400, b"")])
def test_a_404_among_others_gives_no_hint(face: Face, server: RoughServer, other: Any) -> None:
    server.play(other, answer(404, b""))

    def two(client: Any) -> Any:
        for _ in range(2):
            try:
                client.contacts.get(ALICE)
            except od.NotFoundError as error:
                return error.hint
            except od.InvalidRequestError:
                pass
        return "no error"

    async def async_two(client: Any) -> Any:
        for _ in range(2):
            try:
                await client.contacts.get(ALICE)
            except od.NotFoundError as error:
                return error.hint
            except od.InvalidRequestError:
                pass
        return "no error"

    root = server.url.removesuffix("/deploy")
    assert face.use(root, async_two if face.is_async else two) is None


LEAKS: dict[str, dict[str, Any]] = {
    "a key with a line end": {"api_key": f"{KEY}\n"},
    "a function that returns one": {"api_key": lambda: f"{KEY}\n"},
    "an impossible timeout": {"timeout": -1},
    "an impossible header": {"headers": {"X-A": "b\n"}},
    "an impossible proxy": {"proxy": 5},
    "a failed connection": {},
}


@pytest.mark.parametrize("options", LEAKS.values(), ids=list(LEAKS))
def test_the_key_is_in_no_frame_of_an_error(face: Face, options: dict[str, Any]) -> None:
    with pytest.raises(od.DeployError) as caught:
        face.use("http://127.0.0.1:1", get, retry=NONE, **options)

    found = []
    error: BaseException | None = caught.value
    while error is not None:
        trace = traceback.TracebackException.from_exception(error, capture_locals=True)
        for frame in trace.stack:
            if "/tests/" not in frame.filename:
                found += [
                    f"{frame.name}: {name}"
                    for name, value in (frame.locals or {}).items()
                    if KEY in value and name != "api_key"  # error reporters scrub this name
                ]
        error = error.__cause__ or error.__context__
    assert found == []


def test_causes_are_found_behind_those_that_the_libraries_wrap_around_them() -> None:
    place = Place(None, None)
    secret = ValueError("http://h/v1/contacts/secret")
    assert failed(secret, place, sent=False).reason == "the connection failed: ValueError"
    loop = ConnectionError("x")
    loop.__cause__ = loop
    assert failed(loop, place, sent=True).reason == "the connection failed: ConnectionError"
    several = OSError("all failed")
    several.__cause__ = ExceptionGroup("x", [OSError(111, "x"), OSError(104, "x")])
    failure = failed(several, place, sent=False)
    assert failure.reason == "the connection failed: Connection refused"
    assert failure.cause is not None
    assert failure.cause.__traceback__ is None
    assert failed(OSError(99999, "x"), place, sent=True).reason == "the connection failed: OSError"
    tls = failed(ssl.SSLError(1, "x"), place, sent=False)
    assert tls.reason == "TLS failed: protocol error"
    waiting = timed_out(place, sent=False, waiting=True)
    assert waiting.reason == "no connection became free in time: all were in use"


def test_the_hash_of_a_contact_is_in_no_log_of_httpx(
    server: RoughServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.play(answer())
    with caplog.at_level("INFO", "httpx"), httpx.Client() as mine:
        logging.getLogger("httpx").info("%(a)s", {"a": 1})
        od.DeployClient(KEY, base_url=server.url, http_client=mine).contacts.get(ALICE)
        mine.get(f"{server.url}/elsewhere")
    lines = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert lines[0] == "1"
    assert "/v1/contacts/{emailMd5} " in lines[1]
    assert "/elsewhere " in lines[2]


def test_a_body_that_is_cut_off_at_the_last_attempt_is_a_success_where_none_is_needed(
    face: Face, server: RoughServer
) -> None:
    server.play(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"))
    face.use(server.url, lambda client: client.contacts.disable(ALICE), retry=NONE)
    assert len(server.requests) == 1
