"""Calls that are cancelled or interrupted leave nothing behind."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Literal, cast

import pytest
import trio
from optizmo_deploy import AsyncDeployClient, ConnectionFailedError, DeployClient, RetryPolicy

from tests.client.rough_server import ALICE, Request, answer, hang, reset

if TYPE_CHECKING:
    from tests.client.rough_server import RoughServer

Http = Literal["httpx", "aiohttp"]


@pytest.fixture(params=["httpx", "aiohttp"])
def http(request: pytest.FixtureRequest) -> Http:
    return cast("Http", request.param)


def test_cancelling_a_call_passes_through_and_frees_its_connection(
    server: RoughServer, http: Http
) -> None:
    arrived = threading.Event()

    def arrive(connection: Any, request: Request) -> None:
        arrived.set()
        hang(connection, request)

    async def run() -> None:
        async with AsyncDeployClient("k", base_url=server.url, http=http) as client:
            for _ in range(120):  # more than the pool holds
                server.play(arrive)
                arrived.clear()
                call = asyncio.ensure_future(client.contacts.get(ALICE))
                while not arrived.is_set():  # noqa: ASYNC110 - set by another thread
                    await asyncio.sleep(0)
                call.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await call
            server.play(answer())
            assert (await client.contacts.get(ALICE)).email_md5 == ALICE

    asyncio.run(run())


def test_cancelling_a_pause_passes_through(server: RoughServer, http: Http) -> None:
    server.play(answer(503, b"", ("Retry-After", "50")))

    async def run() -> None:
        async with AsyncDeployClient("k", base_url=server.url, http=http) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await client.contacts.get(ALICE)

    asyncio.run(run())
    assert len(server.requests) == 1


def test_timeouts_leave_the_pool_usable(server: RoughServer, http: Http) -> None:
    async def run() -> None:
        async with AsyncDeployClient(
            "k", base_url=server.url, http=http, timeout=0.05, retry=RetryPolicy.none()
        ) as client:
            server.play(hang)
            for _ in range(3):
                calls = [client.contacts.get(ALICE) for _ in range(50)]
                results = await asyncio.gather(*calls, return_exceptions=True)
                assert {type(result) for result in results} == {ConnectionFailedError}
            server.play(answer())
            patient = client.with_options(timeout=20)
            assert (await patient.contacts.get(ALICE)).enabled

    asyncio.run(run())


def test_blocking_timeouts_leave_the_pool_usable(server: RoughServer) -> None:
    with DeployClient("k", base_url=server.url, timeout=0.02, retry=RetryPolicy.none()) as client:
        server.play(hang)
        for _ in range(110):
            with pytest.raises(ConnectionFailedError):
                client.contacts.get(ALICE)
        server.play(answer())
        assert client.with_options(timeout=20).contacts.get(ALICE).enabled


def test_an_interrupt_from_the_keyboard_ends_a_blocking_call(server: RoughServer) -> None:
    arrived = threading.Event()

    def arrive(connection: Any, request: Request) -> None:
        arrived.set()
        hang(connection, request)

    server.play(arrive)
    program = (
        "import sys; from optizmo_deploy import DeployClient\n"
        f"client = DeployClient('k', base_url={server.url!r})\n"
        "try:\n"
        f"    client.contacts.get({ALICE!r})\n"
        "except KeyboardInterrupt:\n"
        "    client.close(); print('interrupted')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as run:
        assert arrived.wait(30)
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=30)
    assert (output.strip(), run.returncode) == ("interrupted", 0)
    assert len(server.requests) == 1


def test_trio_works_with_httpx(server: RoughServer) -> None:
    server.play(reset(), answer())

    async def run() -> Any:
        async with AsyncDeployClient(
            "k", base_url=server.url, retry=RetryPolicy(initial=0.01)
        ) as client:
            return await client.contacts.get(ALICE)

    assert trio.run(run).enabled
