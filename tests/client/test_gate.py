"""After a rejection by the rate limit or a busy account, one probe goes first for all calls."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import optizmo_deploy as od
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy import AsyncDeployClient, DeployClient, RetryPolicy
from optizmo_deploy.client.core.effects import Sleep
from optizmo_deploy.client.core.gate import Admission, Gate

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, RoughServer, answer, hang, problem, reset

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from optizmo_deploy.client.core.effects import Flow

    from tests.client.faces import Face
    from tests.client.rough_server import Request

CALLS = 32


class ClosedFor:
    """The behaviour of a server that turns the first requests away for so many pauses."""

    def __init__(self, status: int, pauses: int, pause: float = 0.15) -> None:
        code = "operation_in_progress" if status == 409 else "rate_limited"
        self._reject = problem(status, code, ("Retry-After", str(pause)))
        self._accept = answer(204, None)
        self._lock = threading.Lock()
        self._all_here = threading.Barrier(CALLS)
        self._pauses = pauses
        self.herd = CALLS
        self.probes = 0

    def __call__(self, connection: socket.socket, request: Request) -> None:
        with self._lock:
            in_herd = self.herd > 0
            self.herd -= in_herd
            is_probe = not in_herd and self.probes < self._pauses
            self.probes += is_probe
            rejected = in_herd or self.probes < self._pauses
        if in_herd:  # all calls are in flight before the first response
            self._all_here.wait(30)
        (self._reject if rejected else self._accept)(connection, request)


def all_at_once(face: Face, url: str, **options: Any) -> list[Any]:
    """Make calls at the same time with one client, in real time, and return their outcomes."""
    if not face.is_async:
        with (
            DeployClient(KEY, base_url=url, **options) as client,
            ThreadPoolExecutor(CALLS) as pool,
        ):
            calls = [pool.submit(client.contacts.disable, ALICE) for _ in range(CALLS)]
            return [call.exception() for call in calls]

    async def run() -> list[Any]:
        async with AsyncDeployClient(KEY, base_url=url, http=face.name, **options) as client:  # type: ignore[arg-type]
            calls = [client.contacts.disable(ALICE) for _ in range(CALLS)]
            return await asyncio.gather(*calls, return_exceptions=True)

    return asyncio.run(run())


@pytest.mark.parametrize("status", [409, 429])
def test_many_calls_send_one_probe_for_each_pause(
    face: Face, server: RoughServer, status: int
) -> None:
    server.play(closed := ClosedFor(status, pauses=6))

    # Six probes among 32 calls: nobody needs a third attempt but one that was a probe.
    outcomes = all_at_once(face, server.url, retry=RetryPolicy(max_attempts=3))

    assert outcomes == [None] * CALLS
    assert closed.probes == 6
    # At first all of them; a rejected probe for each pause but the last; then each call again.
    assert len(server.requests) == CALLS + 5 + CALLS


def test_waiting_for_others_costs_no_attempt(face: Face, server: RoughServer) -> None:
    """A call that has two attempts succeeds after any number of pauses that others probed."""
    server.play(ClosedFor(409, pauses=10, pause=0.05))

    outcomes = all_at_once(face, server.url, retry=RetryPolicy(max_attempts=2))

    failed = [outcome for outcome in outcomes if outcome is not None]
    assert len(failed) == 9, "those that were rejected probes"
    assert {type(error) for error in failed} == {od.OperationInProgressError}


def test_calls_on_trio_send_one_probe_for_each_pause(server: RoughServer) -> None:
    server.play(closed := ClosedFor(429, pauses=3))

    async def run() -> None:
        async with AsyncDeployClient(KEY, base_url=server.url) as client, trio.open_nursery() as n:
            for _ in range(CALLS):
                n.start_soon(client.contacts.disable, ALICE)

    trio.run(run)

    assert closed.probes == 3
    assert len(server.requests) == CALLS + 2 + CALLS


def busy_then_free(seconds: float) -> Callable[[socket.socket, Request], None]:
    started: list[float] = []

    def behave(connection: socket.socket, request: Request) -> None:
        started.append(time.monotonic())
        busy = time.monotonic() - started[0] < seconds and request.method != "GET"
        reject = problem(409, "operation_in_progress", ("Retry-After", str(seconds)))
        accept = answer() if request.method == "GET" else answer(204, None)
        (reject if busy else accept)(connection, request)

    return behave


def test_clients_with_other_options_wait_at_the_same_gate(server: RoughServer) -> None:
    server.play(busy_then_free(0.5))
    with DeployClient(KEY, base_url=server.url) as client, ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.contacts.disable, ALICE)
        time.sleep(0.2)
        client.with_options(headers={"X-A": "b"}).contacts.disable(ALICE)
        first.result()

    assert len(server.requests) == 3


def test_reads_pass_while_the_account_is_busy(face: Face, server: RoughServer) -> None:
    server.play(busy_then_free(1.5))

    def read_meanwhile(client: Any) -> None:
        with ThreadPoolExecutor(1) as pool:
            write = pool.submit(client.contacts.disable, ALICE)
            time.sleep(0.3)
            assert client.contacts.get(ALICE).enabled
            assert not write.done()
            write.result()

    async def async_read_meanwhile(client: Any) -> None:
        write = asyncio.ensure_future(client.contacts.disable(ALICE))
        await asyncio.sleep(0.3)
        assert (await client.contacts.get(ALICE)).enabled
        assert not write.done()
        await write

    face.real_time = True
    face.use(server.url, async_read_meanwhile if face.is_async else read_meanwhile)

    assert server.methods == ["POST", "GET", "POST"]


def test_a_cancelled_probe_leaves_its_place_to_the_next_call(server: RoughServer) -> None:
    server.play(problem(429, "x", ("Retry-After", "0.1")), hang, answer(204, None))

    async def run() -> None:
        async with AsyncDeployClient(KEY, base_url=server.url) as client:
            probe = asyncio.ensure_future(client.contacts.disable(ALICE))
            await server.async_wait_for(2)
            other = asyncio.ensure_future(client.contacts.disable(ALICE))
            await asyncio.sleep(0.1)
            assert len(server.requests) == 2, "it waits for the probe"
            probe.cancel()
            await asyncio.wait_for(other, 10)

    asyncio.run(run())
    assert len(server.requests) == 3


def test_a_probe_without_a_response_leaves_its_place_to_the_next_call(
    face: Face, server: RoughServer
) -> None:
    server.play(problem(429, "x", ("Retry-After", "0.1")), reset(), answer())

    assert face.use(server.url, lambda c: c.contacts.get(ALICE)).enabled

    assert len(server.requests) == 3


def test_nobody_waits_for_a_probe_longer_than_the_timeout(server: RoughServer) -> None:
    server.play(problem(429, "x", ("Retry-After", "0.1")), hang, answer(204, None))

    async def run() -> None:
        async with AsyncDeployClient(KEY, base_url=server.url) as client:
            probe = asyncio.ensure_future(client.contacts.disable(ALICE))
            await server.async_wait_for(2)
            hasty = client.with_options(timeout=0.3, retry=RetryPolicy.none())
            await asyncio.wait_for(hasty.contacts.disable(ALICE), 10)
            assert not probe.done()
            probe.cancel()

    asyncio.run(run())


def test_who_cannot_wait_for_the_end_of_a_pause_goes_at_once(server: RoughServer) -> None:
    server.play(problem(429, "x", ("Retry-After", "30")), answer())
    with DeployClient(KEY, base_url=server.url, retry=RetryPolicy.none()) as client:
        with pytest.raises(od.RateLimitError):
            client.contacts.get(ALICE)
        started = time.monotonic()
        hasty = client.with_options(timeout=0.5)
        assert hasty.contacts.get(ALICE).enabled
        assert client.with_options(retry=RetryPolicy(deadline=5)).contacts.get(ALICE).enabled
        assert time.monotonic() - started < 5


def test_a_pause_that_others_make_too_long_ends_in_the_error_of_the_call() -> None:
    """The second rejection extends the pause beyond what the first call can wait for."""
    with RoughServer(
        problem(429, "x", ("Retry-After", "0.5")), problem(429, "x", ("Retry-After", "20"))
    ) as server:
        with DeployClient(KEY, base_url=server.url) as client, ThreadPoolExecutor(1) as pool:
            short = client.with_options(retry=RetryPolicy(deadline=10))
            first = pool.submit(short.contacts.get, ALICE)
            server.wait_for(1)
            with pytest.raises(od.RateLimitError):
                # It cannot wait and does not repeat, but it knows of a longer pause.
                client.with_options(timeout=0.1, retry=RetryPolicy.none()).contacts.get(ALICE)
            with pytest.raises(od.RateLimitError) as caught:
                first.result(10)
        assert caught.value.retry_after == 0.5
        assert len(server.requests) == 2


def test_closing_a_client_ends_its_pauses(face: Face, server: RoughServer) -> None:
    """No further request is sent; the call ends with what it knows."""
    server.play(answer(503, b"", ("Retry-After", "40")))
    started = time.monotonic()

    async def async_run() -> None:
        client = AsyncDeployClient(KEY, base_url=server.url, http=face.name)  # type: ignore[arg-type]
        call = asyncio.ensure_future(client.contacts.get(ALICE))
        await server.async_wait_for(1)
        await asyncio.sleep(0.1)
        await client.aclose()
        await call

    def run() -> None:
        client = DeployClient(KEY, base_url=server.url)
        with ThreadPoolExecutor(1) as pool:
            call = pool.submit(client.contacts.get, ALICE)
            server.wait_for(1)
            time.sleep(0.1)
            client.close()
            call.result()

    with pytest.raises(od.ServerError):
        asyncio.run(async_run()) if face.is_async else run()

    assert time.monotonic() - started < 20
    assert len(server.requests) == 1


def test_closing_a_client_ends_the_waiting_at_its_gate(face: Face, server: RoughServer) -> None:
    server.play(problem(429, "x", ("Retry-After", "40")))

    def run(client: Any) -> None:
        with ThreadPoolExecutor(3) as pool:
            calls = [pool.submit(client.contacts.get, ALICE)]
            server.wait_for(1)
            time.sleep(0.2)
            calls += [pool.submit(client.contacts.get, ALICE) for _ in range(2)]
            time.sleep(0.2)
            client.close()
            errors = [call.exception(10) for call in calls]
        assert {type(error) for error in errors} == {od.RateLimitError, od.ConfigurationError}

    async def async_run(client: Any) -> None:
        calls = [asyncio.ensure_future(client.contacts.get(ALICE))]
        await server.async_wait_for(1)
        await asyncio.sleep(0.2)
        calls += [asyncio.ensure_future(client.contacts.get(ALICE)) for _ in range(2)]
        await asyncio.sleep(0.2)
        await client.aclose()
        errors = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 10)
        assert {type(error) for error in errors} == {od.RateLimitError, od.ConfigurationError}

    face.real_time = True
    face.use(server.url, async_run if face.is_async else run)
    assert len(server.requests) == 1


class World:
    """Carries out the flows of calls on a clock of its own, and checks how they use a gate."""

    def __init__(self, reopens: float, pause: float, response_time: float) -> None:
        self.gate = Gate()
        self.now = 0.0
        self.reopens = reopens
        self.pause = pause
        self.response_time = response_time
        self.in_flight = 0
        self.rejected_probes = 0
        self.sent = 0
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def at(self, when: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (when, next(self._numbers), action))

    def call(self, *, drops: bool) -> Iterator[tuple[float, Future[None] | None]]:
        """Send a request until it is accepted; yield what to wait for."""
        while True:
            is_probe = False
            if not self.gate.open:
                enter: Flow[Admission] = self.gate.enter(lambda: self.now, latest=1e9, timeout=1e9)
                try:
                    step = next(enter)
                    while True:
                        assert isinstance(step, Sleep)
                        yield step.seconds, step.wake
                        step = enter.send(None)
                except StopIteration as stop:
                    admission = stop.value
                is_probe = admission is Admission.PROBE
                if is_probe:
                    assert self.in_flight == 0, "the probe is the only request"
            self.in_flight += 1
            self.sent += 1
            rejected = self.now < self.reopens
            yield self.response_time, None
            self.in_flight -= 1
            if drops and is_probe:
                self.gate.hand_over()
                drops = False
            elif rejected:
                self.rejected_probes += is_probe
                self.gate.close(self.now + self.pause, probe=is_probe)
            else:
                if is_probe:
                    self.gate.reopen()
                return

    def run(self, calls: list[tuple[float, bool]]) -> int:
        """Start calls at their times, and return how many ended."""
        ended: list[int] = []

        def resume(number: int, call: Any) -> None:
            step = next(call, None)
            if step is None:
                ended.append(number)
                return
            seconds, wake = step
            done: list[bool] = []

            def go() -> None:
                if not done:
                    done.append(True)
                    resume(number, call)

            self.at(self.now + seconds, go)
            if wake is not None:
                wake.add_done_callback(lambda _: self.at(self.now, go))

        for number, (start, drops) in enumerate(calls):
            call = self.call(drops=drops)
            self.at(start, lambda number=number, call=call: resume(number, call))  # type: ignore[misc]
        while self._agenda:
            when, _, action = heapq.heappop(self._agenda)
            self.now = max(self.now, when)
            action()
        return len(ended)


@given(
    calls=st.lists(st.tuples(st.floats(0, 5), st.booleans()), min_size=1, max_size=40),
    reopens=st.floats(0, 10),
    pause=st.floats(0.1, 3),
    response_time=st.floats(0.001, 0.05),
)
def test_every_call_ends_and_each_pause_costs_one_request(
    calls: list[tuple[float, bool]], reopens: float, pause: float, response_time: float
) -> None:
    # All requests that were under way when the gate closed are here before the pause ends.
    world = World(reopens, pause, response_time)

    assert world.run(calls) == len(calls)

    assert world.gate.open or not world.rejected_probes
    assert world.rejected_probes <= reopens / pause + 1
    dropped = sum(drops for _, drops in calls)
    assert world.sent <= 2 * len(calls) + world.rejected_probes + dropped
