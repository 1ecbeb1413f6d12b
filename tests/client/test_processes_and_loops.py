"""One client in several processes and event loops: each has connections of its own."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal, cast

import aiohttp
import httpx
import optizmo_deploy as od
import pytest
import trio
from optizmo_deploy import AsyncDeployClient, ConfigurationError, DeployClient, email_md5
from optizmo_deploy.client.adapters.pools import Pools
from optizmo_deploy.client.core.call_context import Clock, Shared

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, CERTIFICATE, CONTACT, RoughServer, answer, problem

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from tests.client.faces import Face
    from tests.client.rough_server import Request

Http = Literal["httpx", "aiohttp"]
EMAILS = [f"user{n}@example.com" for n in range(50)]
BY_MD5 = {email_md5(email): email for email in EMAILS}
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(params=["httpx", "aiohttp"])
def http(request: pytest.FixtureRequest) -> Http:
    return cast("Http", request.param)


def contact_asked_for(connection: socket.socket, request: Request) -> None:
    """Respond with the contact that is asked for, after a moment."""
    time.sleep(0.002)
    md5 = request.target.rsplit("/", 1)[1]
    contact = {**CONTACT, "email": BY_MD5[md5], "emailMd5": md5}
    answer(200, contact)(connection, request)


def forked(work: Callable[[int], int], children: int = 3) -> list[int]:
    """Run work in this process and in children at the same time, and return the results."""
    reader, writer = os.pipe()
    start = time.monotonic() + 0.3
    pids = []
    for number in range(1, children + 1):
        pid = os.fork()
        if not pid:
            result = -1
            try:
                time.sleep(max(0.0, start - time.monotonic()))
                result = work(number)
            finally:
                os.write(writer, f"{result}\n".encode())
                os._exit(0)
        pids.append(pid)
    time.sleep(max(0.0, start - time.monotonic()))
    results = [work(0)]
    for pid in pids:
        os.waitpid(pid, 0)
    os.close(writer)
    with os.fdopen(reader) as lines:
        return results + [int(line) for line in lines]


@needs_fork
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_forked_child_gets_connections_of_its_own(
    face: Face, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    face.real_time = True
    with RoughServer(contact_asked_for, tls=context if tls else None) as server:
        client = face.make(server.url)

        async def many(emails: list[str]) -> list[Any]:
            return [await client.contacts.get(email) for email in emails]

        def get(emails: list[str]) -> list[Any]:
            if face.is_async:
                return asyncio.run(many(emails))
            return [client.contacts.get(email) for email in emails]

        get(EMAILS[:1])  # as the schema may be read at the start of a program

        def wrong(number: int) -> int:
            emails = [EMAILS[(n * 7 + number) % 50] for n in range(40)]
            return sum(
                contact.email != email for contact, email in zip(get(emails), emails, strict=True)
            )

        assert forked(wrong) == [0, 0, 0, 0]
        assert get(EMAILS[:1])[0].email == EMAILS[0]


@needs_fork
def test_a_child_that_is_forked_within_an_event_loop_leaves_its_parent_alone(http: Http) -> None:
    with RoughServer(contact_asked_for) as server:

        async def run() -> None:
            async with AsyncDeployClient(KEY, base_url=server.url, http=http) as client:
                await client.contacts.get(EMAILS[0])

                def in_a_child() -> None:
                    pid = os.fork()
                    if not pid:
                        code = 1
                        try:
                            contact = asyncio.run(client.contacts.get(EMAILS[1]))
                            code = int(contact.email != EMAILS[1])
                        finally:
                            os._exit(code)
                    assert os.waitpid(pid, 0)[1] == 0

                work = asyncio.ensure_future(asyncio.to_thread(in_a_child))
                for email in EMAILS:
                    assert (await client.contacts.get(email)).email == email
                await work
                assert (await client.contacts.get(EMAILS[2])).email == EMAILS[2]

        asyncio.run(run())


_shared: DeployClient | None = None


def _is_wrong(email: str) -> bool:
    assert _shared is not None
    return _shared.contacts.get(email).email != email


@needs_fork
def test_a_pool_of_processes_may_share_a_client() -> None:
    global _shared  # noqa: PLW0603 - as programs do, because a client cannot be pickled
    with RoughServer(contact_asked_for) as server:
        _shared = DeployClient(KEY, base_url=server.url)
        _is_wrong(EMAILS[0])
        with multiprocessing.get_context("fork").Pool(4) as pool:
            assert not any(pool.map(_is_wrong, EMAILS * 3))
        _shared.close()


@needs_fork
def test_a_child_does_not_wait_at_a_gate_of_its_parent(server: RoughServer) -> None:
    server.play(problem(429, "x", ("Retry-After", "30")), answer())
    client = DeployClient(KEY, base_url=server.url, retry=od.RetryPolicy.none())
    with pytest.raises(od.RateLimitError):
        client.contacts.get(ALICE)
    patient = client.with_options(retry=od.RetryPolicy())
    started = time.monotonic()

    def work(number: int) -> int:
        return int(number > 0 and patient.contacts.get(ALICE).enabled)

    assert forked(work, children=1) == [0, 1]
    assert time.monotonic() - started < 20


def test_a_contact_that_was_not_asked_for_is_an_invalid_response(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(200, {**CONTACT, "emailMd5": "0" * 32}))
    calls: list[Callable[[Any], Any]] = [
        lambda client: client.contacts.get(ALICE),
        lambda client: client.contacts.update(ALICE, {"a": "b"}),
        lambda client: client.contacts.create("alice@example.com"),
    ]
    for call in calls:
        with pytest.raises(od.InvalidResponseError, match="another contact") as caught:
            face.use(server.url, call)
        assert json.loads(caught.value.response.content)["emailMd5"] == "0" * 32


def test_pools_and_gates_belong_to_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same within one process, which pretends to be forked."""
    pools, shared = Pools(object), Shared(Clock())
    pool, gates = pools.get(), shared.gates
    assert pools.get() is pool

    monkeypatch.setattr(os, "getpid", lambda: -1)
    shared.check_process()

    assert pools.all() == {}
    assert pools.get() is not pool
    assert shared.gates is not gates


def test_an_address_beyond_ascii_is_not_compared(face: Face, server: RoughServer) -> None:
    """How a server lower-cases it, and so its hash, is not documented."""
    server.play(answer(201))
    assert face.use(server.url, lambda c: c.contacts.create("J\xd6RG@example.com")).enabled


def test_one_client_works_in_one_event_loop_after_the_other(
    server: RoughServer, http: Http
) -> None:
    server.play(answer(201))
    client = AsyncDeployClient(KEY, base_url=server.url, http=http)
    for _ in range(3):
        assert asyncio.run(client.contacts.create("alice@example.com")).enabled

    assert server.methods == ["POST"] * 3
    asyncio.run(client.aclose())
    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(client.contacts.get(ALICE))


def test_one_client_works_in_several_event_loops_at_once(server: RoughServer, http: Http) -> None:
    server.play(answer())
    client = AsyncDeployClient(KEY, base_url=server.url, http=http)

    async def work() -> int:
        contacts = await asyncio.gather(*(client.contacts.get(ALICE) for _ in range(20)))
        return sum(contact.enabled for contact in contacts)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: asyncio.run(work()), range(8))) == [20] * 8
    asyncio.run(client.aclose())


def test_one_client_works_in_one_trio_run_after_the_other_and_on_asyncio(
    server: RoughServer,
) -> None:
    server.play(answer())
    client = AsyncDeployClient(KEY, base_url=server.url)
    assert trio.run(client.contacts.get, ALICE).enabled
    assert trio.run(client.contacts.get, ALICE).enabled
    assert asyncio.run(client.contacts.get(ALICE)).enabled

    async def use_and_close_elsewhere() -> None:
        await client.contacts.get(ALICE)
        await trio.to_thread.run_sync(asyncio.run, client.aclose())

    trio.run(use_and_close_elsewhere)


def test_closing_reaches_the_connections_of_other_event_loops(
    server: RoughServer, http: Http
) -> None:
    server.play(answer())
    client = AsyncDeployClient(KEY, base_url=server.url, http=http)

    async def use_and_wait(closed: asyncio.Event) -> None:
        await client.contacts.get(ALICE)
        await closed.wait()
        await asyncio.sleep(0.1)

    async def run() -> None:
        await client.contacts.get(ALICE)
        closed, loops = asyncio.Event(), []

        async def elsewhere() -> None:
            mine = asyncio.Event()
            loops.append((asyncio.get_running_loop(), mine))
            await use_and_wait(mine)

        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(asyncio.run, elsewhere())
            await server.async_wait_for(2)
            await client.aclose()
            loop, mine = loops[0]
            loop.call_soon_threadsafe(mine.set)
            await asyncio.wrap_future(other)
        closed.set()

    asyncio.run(run())
    assert server.open_connections(at_most=0) == 0


def test_the_callers_client_stays_in_its_event_loop(server: RoughServer) -> None:
    """Its connections cannot be used in another one; the error comes before anything is sent."""
    server.play(answer())

    mine = httpx.AsyncClient()
    client = AsyncDeployClient(KEY, base_url=server.url, http_client=mine)
    assert asyncio.run(client.contacts.get(ALICE)).enabled
    with pytest.raises(ConfigurationError, match="another event loop"):
        asyncio.run(client.contacts.get(ALICE))
    with pytest.raises(ConfigurationError, match="another event loop"):
        trio.run(client.contacts.get, ALICE)

    async def make() -> tuple[AsyncDeployClient, aiohttp.ClientSession]:
        session = aiohttp.ClientSession()
        return (
            AsyncDeployClient(KEY, base_url=server.url, http="aiohttp", http_client=session),
            session,
        )

    async def use_elsewhere() -> None:
        client, session = await asyncio.to_thread(lambda: asyncio.run(make()))
        with pytest.raises(od.DeployError) as caught:
            await client.contacts.get(ALICE)
        assert not caught.value.sent
        session.detach()  # so that nobody warns about it

    asyncio.run(use_elsewhere())
    assert len(server.requests) == 1


def test_an_asynchronous_client_without_an_event_loop_says_so() -> None:
    call = AsyncDeployClient(KEY, base_url="http://h").contacts.get(ALICE)
    with pytest.raises(ConfigurationError, match="asyncio or trio"):
        call.send(None)


def test_aiohttp_on_trio_is_a_configuration_error() -> None:
    client = AsyncDeployClient(KEY, base_url="http://h", http="aiohttp")
    with pytest.raises(ConfigurationError, match="on trio, use http='httpx'"):
        trio.run(client.contacts.get, ALICE)
    assert client.rate_limit is None


def test_the_gate_serves_several_event_loops(server: RoughServer, http: Http) -> None:
    server.play(problem(429, "x", ("Retry-After", "0.5")), answer(204, None))
    client = AsyncDeployClient(KEY, base_url=server.url, http=http)

    async def disable() -> None:
        await client.contacts.disable(ALICE)

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(asyncio.run, disable())
        server.wait_for(1)
        time.sleep(0.1)
        others = [pool.submit(asyncio.run, disable()) for _ in range(3)]
        for call in [first, *others]:
            call.result(20)

    assert len(server.requests) == 5
