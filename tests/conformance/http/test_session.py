from __future__ import annotations

import json
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.conformance.assertions.responses import responded
from optizmo_deploy.conformance.http.credentials import AlteredKey, Key
from optizmo_deploy.conformance.http.curl import curl
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation
from optizmo_deploy.conformance.requirements.model import Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def wire_to(settings_for: Callable[..., Any]) -> Iterator[Callable[..., Wire]]:
    wires: list[Wire] = []

    def make(url: str, *, sleep: Callable[[float], None] = lambda _: None, **options: Any) -> Wire:
        options.setdefault("profile", Profile.WRITE)
        wires.append(Wire(settings_for(url, **options), sleep=sleep))
        return wires[-1]

    yield make
    for wire in wires:
        wire.close()


@pytest.fixture
def echo(serve: Callable[..., Any], answer: Callable[..., Any]) -> Any:
    return serve(lambda asked: answer(200, {"method": asked.method}))


@pytest.mark.parametrize(
    "target",
    [
        "/v1/contacts/%0a%zz%41",
        "/v1/contacts/../x/./y",
        "/v1//brands",
        "/v1/brands?name[contains]=a&name%5bcontains%5D=b&&=",
        "/v1/brands?",
        "/v1/contacts/a|b^c{d}",
    ],
)
def test_a_target_leaves_exactly_as_given(echo: Any, wire_to: Any, target: str) -> None:
    wire_to(echo.url).send("GET", target)

    assert echo.asked[0].target == target


def test_a_body_leaves_exactly_as_given_and_without_a_type_of_our_own(
    echo: Any, wire_to: Any
) -> None:
    body = b'{"a": \xff\x00 "b"'
    wire_to(echo.url).send("POST", "/v1/contacts", body=body)

    asked = echo.asked[0]
    assert asked.body == body
    assert "Content-Type" not in asked.headers
    assert asked.headers["Content-Length"] == str(len(body))


def test_a_post_without_a_body_says_that_it_has_none(echo: Any, wire_to: Any) -> None:
    wire_to(echo.url).send("POST", "/v1/contacts/x/disable")

    assert echo.asked[0].headers["Content-Length"] == "0"


@pytest.mark.parametrize(
    ("key", "sent", "recorded"),
    [
        (Key.VALID, "Bearer {key}", "Bearer $OPTIZMO_DEPLOY_API_KEY"),
        (Key.FORBIDDEN, "Bearer other-key", "Bearer $OTHER"),
        ("Basic {key}", "Basic {key}", "Basic $OPTIZMO_DEPLOY_API_KEY"),
        (AlteredKey("Bearer x{key}", "Bearer x$K"), "Bearer x{key}", "Bearer x$K"),
    ],
)
def test_credentials_are_sent_but_never_recorded(
    echo: Any, wire_to: Any, key: Any, sent: str, recorded: str
) -> None:
    wire = wire_to(echo.url, forbidden_api_key="other-key", forbidden_api_key_env="OTHER")
    secret = wire.settings.api_key
    if isinstance(key, AlteredKey):
        key = AlteredKey(key.value.format(key=secret), key.shown)
    elif isinstance(key, str):
        key = key.format(key=secret)
    exchange = wire.send("GET", "/v1/brands", key=key)

    assert echo.asked[0].headers["Authorization"] == sent.format(key=secret)
    assert dict(exchange.request_headers)["Authorization"] == recorded
    assert secret not in repr(exchange)
    assert secret not in curl(exchange)


def test_a_key_in_another_header_is_sent_but_never_recorded(
    echo: Any, wire_to: Any, api_key: str
) -> None:
    exchange = wire_to(echo.url).send(
        "GET", "/v1/brands", key=Key.NONE, headers={"X-API-Key": api_key}
    )

    assert echo.asked[0].headers["X-API-Key"] == api_key
    assert dict(exchange.request_headers)["X-API-Key"] == "$OPTIZMO_DEPLOY_API_KEY"
    assert '"X-API-Key: $OPTIZMO_DEPLOY_API_KEY"' in curl(exchange)


def test_no_header_is_sent_when_there_shall_be_none(echo: Any, wire_to: Any) -> None:
    wire_to(echo.url).send("GET", "/v1/brands", key=Key.NONE)

    assert "Authorization" not in echo.asked[0].headers


def test_without_a_key_that_may_do_nothing_there_is_nothing_to_send(
    echo: Any, wire_to: Any
) -> None:
    with pytest.raises(NotReached, match="forbidden-api-key-env"):
        wire_to(echo.url).send("GET", "/v1/brands", key=Key.FORBIDDEN)
    assert echo.asked == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "get"])
def test_the_profile_read_lets_nothing_but_gets_leave(echo: Any, wire_to: Any, method: str) -> None:
    wire = wire_to(echo.url, profile=Profile.READ)

    with pytest.raises(NotReached, match="GET requests only"):
        wire.send(method, "/v1/contacts")
    assert wire.send("GET", "/v1/brands").status == 200
    assert [asked.method for asked in echo.asked] == ["GET"]


def test_the_number_of_requests_is_limited(echo: Any, wire_to: Any) -> None:
    wire = wire_to(echo.url, max_requests=2)
    wire.send("GET", "/v1/brands")
    wire.send("GET", "/v1/brands")

    with pytest.raises(NotReached, match="limit of 2 requests"):
        wire.send("GET", "/v1/brands")
    assert len(echo.asked) == 2


def test_the_rate_is_kept(echo: Any, settings_for: Any) -> None:
    now = [0.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    wire = Wire(settings_for(echo.url, rate_limit=4.0), clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        wire.send("GET", "/v1/brands")
    wire.close()

    assert waits == pytest.approx([0.25, 0.25])


def test_a_run_ends_at_its_deadline(echo: Any, settings_for: Any) -> None:
    now = [0.0]
    wire = Wire(settings_for(echo.url, deadline=10.0), clock=lambda: now[0], sleep=lambda _: None)
    wire.send("GET", "/v1/brands")
    now[0] = 11.0

    with pytest.raises(NotReached, match="longer than 10 s"):
        wire.send("GET", "/v1/brands")
    wire.close()


def test_a_connection_is_kept_between_requests(raw: Any, wire_to: Any) -> None:
    connections: list[socket.socket] = []

    def handle(connection: socket.socket) -> None:
        connections.append(connection)
        while connection.recv(65536):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    wire = wire_to(raw(handle))
    for _ in range(3):
        assert wire.send("GET", "/v1/brands").status == 200

    assert len(connections) == 1


def test_a_server_that_closes_after_each_answer_without_saying_so_is_not_blamed(
    raw: Any, wire_to: Any
) -> None:
    gate = threading.Semaphore(0)

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        if connection.recv(65536):  # the next request is already there when the connection ends
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        gate.release()

    wire = wire_to(raw(handle))
    statuses = [wire.send("GET", "/v1/brands").status for _ in range(4)]

    assert statuses == [200] * 4
    assert gate.acquire(timeout=5)


def drip(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def hang(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.recv(65536)


def reset(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def cut(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")


def babble(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"\x00\x01\x02 not HTTP at all\r\n\r\n" * 4)


def slam(connection: socket.socket) -> None:
    del connection


@pytest.mark.parametrize("handle", [hang, drip, reset, cut, babble, slam])
def test_a_request_without_a_whole_answer_ends_in_time_and_does_not_raise(
    raw: Any, wire_to: Any, handle: Any
) -> None:
    wire = wire_to(raw(handle), timeout=0.4)
    started = time.monotonic()
    exchange = wire.send("GET", "/v1/brands", operation="listBrands")

    assert exchange.status is None
    assert exchange.error
    assert time.monotonic() - started < 3
    with pytest.raises(Violation, match="but got none"):
        responded(exchange)
    with pytest.raises(Violation, match="got no response"):
        exchange.json()


def test_an_operation_that_keeps_not_answering_is_not_asked_any_more(
    serve: Any, answer: Any, wire_to: Any
) -> None:
    double = serve(
        lambda asked: None if asked.method == "POST" else answer(200, {"attributes": []})
    )
    wire = wire_to(double.url)
    errors = []
    for _ in range(5):
        errors.append(wire.send("POST", "/v1/contacts", operation="createContact"))
        wire.send("GET", "/v1/brands", operation="listBrands")

    assert [exchange.sent for exchange in errors] == [True, True, True, False, False]
    with pytest.raises(NotReached, match="3 times before"):
        responded(errors[-1])


def test_a_dead_target_is_given_up_after_one_more_look(wire_to: Any) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/deploy"
    listener.close()
    slept: list[float] = []
    wire = wire_to(url, sleep=slept.append)
    for operation in ("a", "b", "c", "d", "e", "f"):
        assert wire.send("GET", "/v1/brands", operation=operation).error

    with pytest.raises(NotReached, match="stopped responding"):
        wire.send("GET", "/v1/brands")
    assert slept == [1.0]


def test_a_target_that_drops_some_requests_but_lives_is_not_given_up(
    serve: Any, answer: Any, wire_to: Any
) -> None:
    double = serve(
        lambda asked: (
            answer(200, {"attributes": []}) if asked.target == "/v1/contact-schema" else None
        )
    )
    wire = wire_to(double.url)
    for number in range(12):
        assert wire.send("GET", "/v1/brands", operation=f"o{number}").error

    assert wire.send("GET", "/v1/contact-schema").status == 200


def test_a_rate_limit_is_waited_out(serve: Any, answer: Any, wire_to: Any) -> None:
    slept: list[float] = []
    double = serve(
        lambda asked: (
            answer(200, {})
            if slept
            else answer(429, {"code": "invalid_request_error"}, Retry_After="7")
        )
    )
    exchange = wire_to(double.url, sleep=slept.append).send("GET", "/v1/brands")

    assert exchange.status == 200
    assert slept == pytest.approx([7.05])


def test_a_busy_account_is_waited_out_unless_the_run_made_it_busy(
    serve: Any, answer: Any, wire_to: Any
) -> None:
    slept: list[float] = []
    double = serve(
        lambda asked: (
            answer(204, None)
            if slept
            else answer(409, {"code": "operation_in_progress"}, Retry_After="3")
        )
    )
    wire = wire_to(double.url, sleep=slept.append)
    with wire.busy_account():
        assert wire.send("POST", "/v1/contacts/x/disable").status == 409
    assert slept == []

    assert wire.send("POST", "/v1/contacts/x/disable").status == 204
    assert slept == pytest.approx([3.05])


def test_the_failure_of_a_read_is_repeated_once_and_that_of_a_write_is_not(
    serve: Any, answer: Any, wire_to: Any
) -> None:
    double: Any = serve(
        lambda asked: answer(500 if len(double.asked) in {1, 3} else 200, {"code": "api_error"})
    )
    wire = wire_to(double.url)

    assert wire.send("GET", "/v1/brands").status == 200
    assert wire.send("POST", "/v1/contacts").status == 500
    assert [asked.method for asked in double.asked] == ["GET", "GET", "POST"]


def test_redirects_are_not_followed(serve: Any, answer: Any, wire_to: Any) -> None:
    double = serve(lambda asked: answer(307, {}, Location="/deploy/v1/other"))

    assert wire_to(double.url).send("GET", "/v1/brands").status == 307
    assert len(double.asked) == 1


def test_everything_is_recorded_in_its_order_and_told_to_listeners(echo: Any, wire_to: Any) -> None:
    wire = wire_to(echo.url)
    seen: list[Any] = []
    wire.listeners.append(seen.append)
    wire.send("GET", "/v1/brands", operation="listBrands")
    wire.send("POST", "/v1/contacts", body=b"{}")

    assert [exchange.number for exchange in wire.exchanges] == [1, 2]
    assert seen == wire.exchanges
    assert seen[0].header("CONTENT-type") == "application/json"
    assert seen[0].json() == {"method": "GET"}


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"a": Infinity}', b"[" * 100_000, b""])
def test_a_body_that_is_not_json_is_a_violation(
    serve: Any, wire_to: Any, answer: Any, body: bytes
) -> None:
    double = serve(lambda asked: answer(200, raw=body))

    with pytest.raises(Violation, match="should be JSON"):
        wire_to(double.url).send("GET", "/v1/brands").json()


@pytest.mark.parametrize("headers", [{"X-Odd": "a\nb"}, {"X Odd": "a"}, {"X-Odd": "nul\x00"}])
def test_a_request_that_is_not_http_is_the_suites_own_limit(
    echo: Any, wire_to: Any, headers: dict[str, str]
) -> None:
    with pytest.raises(NotReached, match="cannot send"):
        wire_to(echo.url).send("GET", "/v1/brands", headers=headers)
    with pytest.raises(NotReached, match="cannot send"):
        wire_to(echo.url).send("GET", "/v1/brands/ä")
    assert echo.asked == []


def test_white_space_around_a_header_is_no_part_of_it(echo: Any, wire_to: Any) -> None:
    wire_to(echo.url).send("GET", "/v1/brands", key="Bearer ")

    assert echo.asked[0].headers["Authorization"] == "Bearer"


def test_a_curl_repeats_the_request(echo: Any, wire_to: Any, run_shell: Any, api_key: str) -> None:
    body = json.dumps({"it's": 'a "test" $HOME `x`'}).encode() + b"\x00\xff'\\"
    wire = wire_to(echo.url)
    headers = {"Content-Type": "application/json", "X-Empty": ""}
    exchange = wire.send("PATCH", "/v1/x/%2e?a=[b]&c='d'", body=body, headers=headers)
    run_shell(curl(exchange), OPTIZMO_DEPLOY_API_KEY=api_key)

    first, second = echo.asked
    assert (second.method, second.target, second.body) == (first.method, first.target, first.body)
    assert second.headers["Authorization"] == f"Bearer {api_key}"
    assert second.headers["Content-Type"] == "application/json"
    assert second.headers["X-Empty"] == ""


def test_a_curl_sends_no_media_type_when_none_was_sent(
    echo: Any, wire_to: Any, run_shell: Any, api_key: str
) -> None:
    exchange = wire_to(echo.url).send("POST", "/v1/contacts", body=b"{}")
    run_shell(curl(exchange), OPTIZMO_DEPLOY_API_KEY=api_key)

    assert "Content-Type" not in echo.asked[1].headers
