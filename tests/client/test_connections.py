"""Connections: how long they take, how many there are, and what happens when they are closed."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import aiohttp
import httpcore
import httpx
import pytest
from optizmo_deploy import (
    AsyncDeployClient,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    DeployClient,
    RetryPolicy,
)
from optizmo_deploy.client.adapters.deadline import DeadlineTransport, Until
from optizmo_deploy.client.adapters.no_content import NoContentGuard
from optizmo_deploy.client.adapters.options import HTTPX_PROXIES, connection_options
from optizmo_deploy.client.adapters.pauses import Pauses

from tests.client.faces import KEY, Face
from tests.client.rough_server import ALICE, RoughServer, answer, hang

if TYPE_CHECKING:
    from collections.abc import Iterator

NONE = RetryPolicy.none()


def get(client: Any) -> Any:
    return client.contacts.get(ALICE)


def transport(url: str) -> DeadlineTransport:
    options = {"proxy": None, "verify": True, "limits": None}
    return DeadlineTransport(connection_options(url, schemes=HTTPX_PROXIES, **options))


def test_a_point_in_time_that_has_passed_is_too_late_for_everything(server: RoughServer) -> None:
    server.play(answer())
    late, early = Until(0.0), Until(20.0)

    def timeouts(until: Until) -> dict[str, Any]:
        return {"timeout": {"connect": until, "read": until, "write": until, "pool": until}}

    with httpx.Client(transport=transport(server.url)) as client:
        with pytest.raises(httpx.ConnectTimeout):
            client.get(server.url, extensions=timeouts(late))
        client.get(server.url, extensions=timeouts(early))
        with pytest.raises(httpx.WriteTimeout):
            client.get(server.url, extensions=timeouts(late))
    assert server.methods == ["GET"]


@pytest.fixture
def dead_addresses(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Names: many.example has four addresses that do not respond, slow.example takes its time,

    mixed.example has a dead address before a good one. Give the port of the dead ones.
    """
    with contextlib.ExitStack() as opened:
        port = opened.enter_context(socket.create_server(("127.0.0.2", 0))).getsockname()[1]
        opened.pop_all().close()
        for last in range(2, 6):  # listening, but with a full queue: nothing responds
            hole = opened.enter_context(socket.socket())
            hole.bind((f"127.0.0.{last}", port))
            hole.listen(0)
            for _ in range(3):
                filler = opened.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex((f"127.0.0.{last}", port))
        real = socket.getaddrinfo

        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name == "slow.example":
                time.sleep(3)
                name = "127.0.0.1"
            if name not in {"many.example", "mixed.example"}:
                return real(name, port, *args, **kwargs)
            lasts = range(2, 6) if name == "many.example" else (2, 1)
            kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
            return [(*kind, (f"127.0.0.{last}", int(port))) for last in lasts]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield port


@pytest.mark.parametrize("host", ["many.example", "slow.example"])
def test_the_timeout_bounds_connecting_to_all_addresses_and_the_name_look_up(
    face: Face, dead_addresses: int, host: str
) -> None:
    def timed(client: Any) -> float:
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError, match="no connection was made in time") as caught:
            client.contacts.get(ALICE)
        assert not caught.value.sent
        return time.monotonic() - started

    async def async_timed(client: Any) -> float:
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError, match="no connection was made in time") as caught:
            await client.contacts.get(ALICE)
        assert not caught.value.sent
        return time.monotonic() - started

    action = async_timed if face.is_async else timed
    url = f"http://{host}:{dead_addresses}"
    assert face.use(url, action, timeout=0.8, retry=NONE) < 2.4


def test_a_dead_address_does_not_use_up_the_time_of_the_others(
    face: Face, server: RoughServer, dead_addresses: int
) -> None:
    server.play(answer())
    with socket.socket() as hole:
        hole.bind(("127.0.0.2", server.port))  # nobody listens there: refused at once
        url = f"http://mixed.example:{server.port}/deploy"
        assert face.use(url, get, timeout=20, retry=NONE).enabled


def test_a_name_that_cannot_be_encoded_is_a_configuration_error(face: Face) -> None:
    for name in ("a" * 64 + ".example", "a..b"):
        with pytest.raises(ConfigurationError, match="base URL must"):
            face.make(f"http://{name}")


def test_a_name_without_addresses_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(ConnectionFailedError) as caught:
        Face("sync").use("http://h.example", get, retry=NONE)
    assert not caught.value.sent


@pytest.mark.parametrize("seconds", [math.inf, 1e10])
def test_endless_timeouts_work(face: Face, server: RoughServer, seconds: float) -> None:
    server.play(answer(503, b"", ("Retry-After", "0.01")), answer())
    face.real_time = True

    policy = RetryPolicy(deadline=seconds, max_retry_after=seconds)
    assert face.use(server.url, get, timeout=seconds, retry=policy).enabled


def test_a_policy_without_a_deadline_goes_on_as_long_as_it_takes(
    face: Face, server: RoughServer
) -> None:
    server.play(*[answer(503, b"", ("Retry-After", "50"))] * 3, answer())

    assert face.use(server.url, get, retry=RetryPolicy(deadline=None)).enabled

    assert face.waits.waits == [50, 50, 50]


def waiting_client(face: Face, server: RoughServer, error: type[Exception], **options: Any) -> Any:
    """Let a call hold the only connection, and return what a second call ends with."""
    server.play(hang)
    limits = httpx.Limits(max_connections=1)

    def run(client: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(client.with_options(timeout=1.5, retry=NONE).contacts.get, ALICE)
            server.wait_for(1)
            with pytest.raises(error) as caught:
                client.with_options(**options).contacts.get(ALICE)
            with pytest.raises(ConnectionFailedError) as other:
                first.result()
        assert other.value.sent
        return caught.value

    async def async_run(client: Any) -> Any:
        hanging = client.with_options(timeout=1.5, retry=NONE)
        first = asyncio.ensure_future(hanging.contacts.get(ALICE))
        await server.async_wait_for(1)
        with pytest.raises(error) as caught:
            await client.with_options(**options).contacts.get(ALICE)
        with pytest.raises(ConnectionFailedError) as other:
            await first
        assert other.value.sent
        return caught.value

    return face.use(server.url, async_run if face.is_async else run, limits=limits)


def test_a_call_that_never_got_a_connection_says_so(face: Face, server: RoughServer) -> None:
    error = waiting_client(face, server, ConnectionFailedError, timeout=0.3, retry=NONE)

    assert "no connection became free in time: all 1 were in use" in str(error)
    assert not error.sent
    assert len(server.requests) == 1


def test_the_deadline_covers_the_waiting_for_a_connection(face: Face, server: RoughServer) -> None:
    policy = RetryPolicy(deadline=0.3)
    error = waiting_client(face, server, DeadlineExceededError, retry=policy)

    assert "no connection became free in time" in str(error)
    assert "nothing was sent" in str(error)
    assert not error.sent
    assert isinstance(error.__cause__, ConnectionFailedError)


def test_more_calls_than_connections_take_turns(face: Face, server: RoughServer) -> None:
    server.play(answer())
    limits = httpx.Limits(max_connections=3, max_keepalive_connections=3, keepalive_expiry=60)

    def run(client: Any) -> Any:
        with ThreadPoolExecutor(20) as pool:
            return list(pool.map(client.contacts.get, [ALICE] * 40))

    async def async_run(client: Any) -> Any:
        return await asyncio.gather(*(client.contacts.get(ALICE) for _ in range(40)))

    contacts = face.use(server.url, async_run if face.is_async else run, limits=limits)

    assert len(contacts) == 40
    assert server.connections <= 3


def test_idle_connections_expire(face: Face, server: RoughServer) -> None:
    """After a burst, the next call closes what it does not need."""
    server.play(answer())
    limits = httpx.Limits(keepalive_expiry=0.2)

    def run(client: Any) -> int:
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(client.contacts.get, [ALICE] * 40))
        time.sleep(0.5)
        client.contacts.get(ALICE)
        return server.open_connections(at_most=1)

    async def async_run(client: Any) -> int:
        await asyncio.gather(*(client.contacts.get(ALICE) for _ in range(40)))
        await asyncio.sleep(0.5)
        await client.contacts.get(ALICE)
        return await asyncio.to_thread(server.open_connections, at_most=1)

    assert face.use(server.url, async_run if face.is_async else run, limits=limits) <= 1


def test_no_connection_is_kept_where_none_may_be(face: Face, server: RoughServer) -> None:
    server.play(answer())

    def run(client: Any) -> None:
        for _ in range(3):
            client.contacts.get(ALICE)

    async def async_run(client: Any) -> None:
        for _ in range(3):
            await client.contacts.get(ALICE)

    limits = httpx.Limits(max_keepalive_connections=0)
    face.use(server.url, async_run if face.is_async else run, limits=limits)

    assert server.connections == 3


def test_a_large_body_is_sent_whole(face: Face, server: RoughServer) -> None:
    server.play(answer())
    text = "x" * 700_000

    face.use(server.url, lambda client: client.contacts.update(ALICE, {"a": text}))

    assert server.requests[0].json() == {"attributes": {"a": text}}


def test_a_server_that_reads_slowly_does_not_defeat_the_timeout(face: Face) -> None:
    """A body of megabytes, of which the server takes no more than its socket holds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError, match="in time") as caught:
            face.use(
                f"http://127.0.0.1:{listener.getsockname()[1]}",
                lambda client: client.contacts.update(ALICE, {"a": "x" * 20_000_000}),
                timeout=1.5,
                retry=NONE,
            )
    assert caught.value.sent
    assert time.monotonic() - started < 10


def test_closing_a_client_ends_the_requests_under_way(face: Face, server: RoughServer) -> None:
    server.play(hang)
    started = time.monotonic()

    def run() -> None:
        client = DeployClient(KEY, base_url=server.url)
        with ThreadPoolExecutor(3) as pool:
            calls = [pool.submit(client.contacts.get, ALICE) for _ in range(3)]
            server.wait_for(3)
            client.close()
            for call in calls:
                with pytest.raises(ConnectionFailedError) as caught:
                    call.result()
                assert caught.value.sent

    async def async_run() -> None:
        client = AsyncDeployClient(KEY, base_url=server.url, http=face.name)  # type: ignore[arg-type]
        calls = [asyncio.ensure_future(client.contacts.get(ALICE)) for _ in range(3)]
        await server.async_wait_for(3)
        await client.aclose()
        for call in calls:
            with pytest.raises(ConnectionFailedError) as caught:
                await call
            assert caught.value.sent

    asyncio.run(async_run()) if face.is_async else run()

    assert time.monotonic() - started < 15
    assert len(server.requests) == 3


def test_calls_and_closing_at_the_same_time_end_in_documented_errors(server: RoughServer) -> None:
    server.play(answer())
    for _ in range(5):
        client = DeployClient(KEY, base_url=server.url, retry=NONE)
        start = threading.Barrier(9)

        def work(client: DeployClient = client, start: threading.Barrier = start) -> None:
            start.wait(20)
            with contextlib.suppress(ConnectionFailedError, ConfigurationError):
                for _ in range(200):
                    client.contacts.get(ALICE)

        with ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(work) for _ in range(8)]
            start.wait(20)
            time.sleep(0.02)
            client.close()
            for call in calls:
                call.result(30)


def test_a_closed_client_of_the_callers_is_a_configuration_error(server: RoughServer) -> None:
    server.play(answer())
    mine = httpx.Client()
    client = DeployClient(KEY, base_url=server.url, http_client=mine)
    mine.close()
    with pytest.raises(ConfigurationError, match="http_client is closed"):
        client.contacts.get(ALICE)

    async def run() -> None:
        import aiohttp  # noqa: PLC0415 - a session is of this loop

        for http, other in (("httpx", httpx.AsyncClient()), ("aiohttp", aiohttp.ClientSession())):
            client = AsyncDeployClient(
                KEY,
                base_url=server.url,
                http=http,  # type: ignore[arg-type]
                http_client=other,
            )
            await (other.close() if isinstance(other, aiohttp.ClientSession) else other.aclose())
            with pytest.raises(ConfigurationError, match="http_client is closed"):
                await client.contacts.get(ALICE)

    asyncio.run(run())
    assert server.requests == []


def test_httpcore_takes_the_network_backend_of_a_deadline_transport() -> None:
    """The one place where a private attribute of httpx is set."""
    assert isinstance(transport("http://h")._pool, httpcore.ConnectionPool)
    assert isinstance(httpx.HTTPTransport()._pool, httpcore.ConnectionPool)


def test_a_socks_proxy_gets_the_network_backend_too(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(httpcore, "SOCKSProxy", lambda **settings: made.append(settings))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: "installed")
    proxy = "socks5://user:password@127.0.0.1:1080"
    options = connection_options(
        "http://h", schemes=HTTPX_PROXIES, proxy=proxy, verify=True, limits=None
    )

    DeadlineTransport(options)

    assert made[0]["proxy_url"] == "socks5://127.0.0.1:1080"
    assert made[0]["proxy_auth"] == (b"user", b"password")
    assert made[0]["network_backend"] is not None


def test_a_client_that_is_closed_behind_our_back_was_not_sent(server: RoughServer) -> None:
    with DeployClient(KEY, base_url=server.url, retry=NONE) as client:
        client._runner.adapter._pools.get().close()  # type: ignore[attr-defined]
        with pytest.raises(ConnectionFailedError) as caught:
            client.contacts.get(ALICE)
    assert not caught.value.sent

    async def run(http: Any) -> None:
        async with AsyncDeployClient(KEY, base_url=server.url, http=http, retry=NONE) as client:
            pool = await client._runner.adapter._pools.here()  # type: ignore[attr-defined]
            await (pool.close() if http == "aiohttp" else pool.aclose())
            with pytest.raises(ConnectionFailedError) as caught:
                await client.contacts.get(ALICE)
            assert not caught.value.sent

    asyncio.run(run("httpx"))
    asyncio.run(run("aiohttp"))


def test_an_unexpected_error_of_the_callers_client_is_the_callers_own() -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise RuntimeError("mine")

    mine = httpx.Client(transport=httpx.MockTransport(broken))
    client = DeployClient(KEY, base_url="http://h", http_client=mine)
    with pytest.raises(RuntimeError, match="mine"):
        client.contacts.get(ALICE)

    async def run() -> None:
        other = httpx.AsyncClient(transport=httpx.MockTransport(broken))
        client = AsyncDeployClient(KEY, base_url="http://h", http_client=other)
        with pytest.raises(RuntimeError, match="mine"):
            await client.contacts.get(ALICE)

        async def broken_too(request: Any, handler: Any) -> Any:
            await handler(request)
            raise RuntimeError("mine")

        async with aiohttp.ClientSession(middlewares=[broken_too]) as session:
            with RoughServer(answer()) as server:
                theirs = AsyncDeployClient(
                    KEY, base_url=server.url, http="aiohttp", http_client=session
                )
                with pytest.raises(RuntimeError, match="mine"):
                    await theirs.contacts.get(ALICE)

    asyncio.run(run())


class Recorder(asyncio.Protocol):
    """Keeps what a guard passes on, as aiohttp's protocol and as the transport at once."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def __getattribute__(self, name: str) -> Any:
        if name in {"calls", "__class__", "__dict__"}:
            return super().__getattribute__(name)
        return lambda *args: self.calls.append((name, *args))


def test_a_guarded_connection_passes_everything_else_on() -> None:
    handler, transport = Recorder(), Recorder()
    guard = NoContentGuard(handler, transport)  # type: ignore[arg-type]

    guard.pause_writing()
    guard.resume_writing()
    guard.data_received(b"before any request")
    guard.eof_received()
    guard.connection_lost(None)
    guard.expect_response()
    guard.data_received(b"HTTP/1.1 20")
    guard.data_received(b"0 OK\r\n\r\n")
    guard.data_received(b"more")
    assert handler.calls == [
        ("pause_writing",),
        ("resume_writing",),
        ("data_received", b"before any request"),
        ("eof_received",),
        ("connection_lost", None),
        ("data_received", b"HTTP/1.1 200 OK\r\n\r\n"),
        ("data_received", b"more"),
    ]
    assert transport.calls == []

    guard.expect_response()
    guard.data_received(b"HTTP/1.1 204 No Content\r\n")
    guard.data_received(b"\r\n")
    assert handler.calls[-1] == ("data_received", b"HTTP/1.1 204 No Content\r\n\r\n")
    assert transport.calls == []
    guard.data_received(b"{}")
    assert handler.calls[-1][1].endswith(b"\r\n\r\n")
    assert transport.calls == [("close",)]


def test_the_head_of_a_204_is_not_kept_for_ever() -> None:
    handler = Recorder()
    guard = NoContentGuard(handler, Recorder())  # type: ignore[arg-type]
    guard.expect_response()
    guard.data_received(b"HTTP/1.1 204 No Content\r\nX: " + b"x" * 70_000)
    assert len(handler.calls) == 1


def test_a_pause_of_a_closed_client_ends_at_once() -> None:
    pauses = Pauses()
    pauses.end()
    started = time.monotonic()
    pauses.wait(60, None)
    assert time.monotonic() - started < 30


def test_a_key_that_takes_too_long_meets_the_deadline(face: Face, server: RoughServer) -> None:
    def slow() -> str:
        face.waits.slept += 100
        return KEY

    with pytest.raises(DeadlineExceededError, match=r"after 0 attempts.*nothing was sent") as error:
        face.use(server.url, get, api_key=slow)

    assert not error.value.sent
    assert server.requests == []
