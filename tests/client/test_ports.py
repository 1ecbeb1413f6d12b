"""The seams of the adapters: lanes, bounds, URLs and proxies."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy import (
    AsyncDeployClient,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    DeployClient,
    InvalidArgumentError,
    RetryPolicy,
)
from optizmo_deploy.client.adapters import httpx_async, httpx_sync, httpx_urls
from optizmo_deploy.client.adapters.common import describe
from optizmo_deploy.client.adapters.deadline import Until, bound
from optizmo_deploy.client.adapters.environment import proxy_for
from optizmo_deploy.client.adapters.httpx_async import AsyncHttpxAdapter
from optizmo_deploy.client.adapters.httpx_urls import Urls
from optizmo_deploy.client.core.calls import Call
from optizmo_deploy_api.api.brands import list_brands

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, answer, hang

if TYPE_CHECKING:
    from tests.client.faces import Face
    from tests.client.rough_server import RoughServer

BASES = [
    "http://h",
    "https://h.example:8443/deploy",
    "http://127.0.0.1:1/a/b%20c",
    "http://[::1]:5/x",
]


@given(st.sampled_from(BASES), st.text(), st.integers(1, 99))
def test_urls_are_parsed_as_httpx_does(base: str, text: str, page: int) -> None:
    try:
        target = Call(list_brands.request(page=page, name_contains=text)).target
    except InvalidArgumentError:  # a lone surrogate
        return
    for path in (target, f"/v1/contacts/{ALICE}"):
        ours, theirs = Urls(base).parse(base + path), httpx.URL(base + path)
        assert (ours.raw_path, ours.netloc, ours.scheme) == (
            theirs.raw_path,
            theirs.netloc,
            theirs.scheme,
        )
        assert ours == theirs


class Plain(NamedTuple):
    text: str
    raw_path: bytes


def test_urls_of_an_unknown_httpx_are_parsed_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = SimpleNamespace(URL=lambda text: Plain(text, text.encode()))
    monkeypatch.setattr(httpx_urls, "httpx", stub)

    urls = Urls("http://h/deploy")

    assert urls.parse("http://h/deploy/v1/x") == Plain(
        "http://h/deploy/v1/x", b"http://h/deploy/v1/x"
    )


def test_a_bounded_transport_leaves_ordinary_timeouts_alone(server: RoughServer) -> None:
    server.play(answer())
    with httpx.Client(transport=bound(httpx.HTTPTransport()), timeout=20) as client:
        assert client.get(server.url).status_code == 200


def test_a_moment_that_has_passed_is_too_late_for_everything(server: RoughServer) -> None:
    server.play(answer())
    late = Until(0.0)
    timeouts = {"connect": late, "read": late, "write": late, "pool": late}
    with httpx.Client(transport=bound(httpx.HTTPTransport())) as client:
        with pytest.raises(httpx.ConnectTimeout):
            client.get(server.url, extensions={"timeout": timeouts})
        client.get(server.url)
        with pytest.raises(httpx.WriteTimeout):
            client.get(server.url, extensions={"timeout": timeouts})
    assert server.methods == ["GET"]
    assert issubclass(httpcore.ConnectTimeout, Exception)


def test_a_blocking_call_that_finds_no_room_was_not_sent(
    server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpx_sync, "MOST_LANES", 1)
    arrived = threading.Event()

    def arrive(connection: Any, request: Any) -> None:
        arrived.set()
        hang(connection, request)

    server.play(arrive)
    with DeployClient(KEY, base_url=server.url, timeout=30, retry=RetryPolicy.none()) as client:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(client.with_options(timeout=3).contacts.get, ALICE)
            assert arrived.wait(20)
            with pytest.raises(ConnectionFailedError, match="no connection was made in time") as no:
                client.with_options(timeout=0.1).contacts.get(ALICE)
            with pytest.raises(ConnectionFailedError) as yes:
                first.result()
        assert (no.value.sent, yes.value.sent) == (False, True)
        server.play(answer())
        assert client.contacts.get(ALICE).enabled


def test_more_tasks_than_lanes_take_turns(
    server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpx_async, "MOST_LANES", 3)
    server.play(answer())

    async def run() -> None:
        async with AsyncDeployClient(KEY, base_url=server.url) as client:
            contacts = await asyncio.gather(*(client.contacts.get(ALICE) for _ in range(30)))
        assert len(contacts) == 30

    asyncio.run(run())
    assert server.connections <= 3


def test_who_is_cancelled_while_waiting_for_room_leaves_it_to_others() -> None:
    async def run() -> None:
        room = httpx_async._Room(1)
        await room.enter()
        gone = asyncio.ensure_future(room.enter())
        woken = asyncio.ensure_future(room.enter())
        patient = asyncio.ensure_future(room.enter())
        await asyncio.sleep(0)
        gone.cancel()  # before there is room
        await asyncio.wait([gone])
        room.leave()
        woken.cancel()  # after it was told that there is room
        await asyncio.wait([woken])
        await asyncio.wait_for(patient, 5)
        assert gone.cancelled()
        assert woken.cancelled()
        room.leave()
        await asyncio.wait_for(room.enter(), 5)

    asyncio.run(run())


def test_a_task_that_finds_no_room_in_time_was_not_sent(
    server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpx_async, "MOST_LANES", 1)
    server.play(hang)

    async def run() -> None:
        async with AsyncDeployClient(KEY, base_url=server.url, retry=RetryPolicy.none()) as client:
            first = asyncio.ensure_future(client.with_options(timeout=3).contacts.get(ALICE))
            while not server.requests:  # noqa: ASYNC110 - the server is in another thread
                await asyncio.sleep(0.01)
            with pytest.raises(ConnectionFailedError) as caught:
                await client.with_options(timeout=0.1).contacts.get(ALICE)
            assert not caught.value.sent
            with pytest.raises(ConnectionFailedError):
                await first

    asyncio.run(run())
    assert len(server.requests) == 1


@pytest.mark.parametrize("proxy", ["gopher://h:1", "socks5://h:1"])
def test_a_proxy_that_cannot_be_used_is_a_configuration_error(
    face: Face, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("HTTP_PROXY", proxy)

    with pytest.raises(ConfigurationError, match="proxy that the environment names"):
        face.make("http://api.example.com")


def test_the_proxy_of_the_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "direct.example,127.0.0.1")

    assert proxy_for("https://api.example.com/deploy") == "http://proxy.example:3128"
    assert proxy_for("http://api.example.com/deploy") is None
    assert proxy_for("https://direct.example/deploy") is None
    monkeypatch.setenv("all_proxy", "https://p.example")
    assert proxy_for("http://api.example.com/deploy") == "https://p.example"


def test_failures_are_put_into_words_of_ours() -> None:
    secret = ValueError("http://h/v1/contacts/secret")
    assert describe(secret) == "the connection failed: ValueError"
    loop = ConnectionError("x")
    loop.__cause__ = loop
    assert describe(loop) == "the connection failed: ConnectionError"
    assert describe(OSError(104, "x")) == "the connection failed: Connection reset by peer"
    assert describe(OSError(99999, "x")) == "the connection failed: OSError"


def test_a_key_that_takes_too_long_meets_the_deadline(face: Face, server: RoughServer) -> None:
    def slow() -> str:
        face.waits.slept += 100
        return KEY

    with pytest.raises(DeadlineExceededError, match="nothing can have happened") as caught:
        face.use(server.url, lambda c: c.contacts.get(ALICE), api_key=slow)

    assert not caught.value.sent
    assert server.requests == []


def test_certificates_are_read_once() -> None:
    DeployClient(KEY).close()
    started = time.perf_counter()
    for _ in range(20):
        DeployClient(KEY).close()
    assert time.perf_counter() - started < 5


def test_an_unused_asynchronous_client_needs_no_loop() -> None:
    port = AsyncHttpxAdapter("http://h")
    assert not port.closed
    asyncio.run(port.aclose())
    assert port.closed
