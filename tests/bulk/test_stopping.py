"""When a job ends before its end, and what is known then."""

from __future__ import annotations

import asyncio
import pickle
import socket
import threading
import time
from contextlib import aclosing, closing
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import trio
from optizmo_deploy import (
    AsyncDeployClient,
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    DeployClient,
    NotFoundError,
    PermissionDeniedError,
    RetryPolicy,
    ServerError,
)
from optizmo_deploy.bulk import (
    BulkStoppedError,
    KeyRejectedError,
    ServerUnreachableError,
    TooManyFailuresError,
)

from tests.bulk.fake_client import FakeClient, response, server_error, unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

    from optizmo_deploy.bulk import Outcome
    from optizmo_deploy.sandbox import Sandbox


def addresses() -> Iterator[str]:
    return (f"user{number}@example.com" for number in count())


def run(
    client: FakeClient, rows: Iterable[Any] | AsyncIterable[Any], **options: Any
) -> tuple[list[Outcome[Any]], Exception | None]:
    """Do the work, and return the outcomes with the error that ended it."""
    outcomes: list[Outcome[Any]] = []

    async def work() -> Exception | None:
        try:
            async with aclosing(client.bulk().disable(rows, **options)) as job:
                async for outcome in job:
                    outcomes.append(outcome)  # noqa: PERF401 - those before an error count
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
            return error
        return None

    return outcomes, asyncio.run(work())


@pytest.mark.parametrize(
    ("kind", "status"), [(AuthenticationError, 401), (PermissionDeniedError, 403)]
)
def test_a_rejected_key_stops_everything_and_is_no_rows_failure(
    kind: type[AuthenticationError | PermissionDeniedError], status: int
) -> None:
    rejected = kind(status, response=response(status=status))
    client = FakeClient(error=lambda number, _: rejected if number == 20 else None)
    outcomes, error = run(client, addresses(), concurrency=4)

    assert isinstance(error, KeyRejectedError)
    assert error.cause is error.__cause__ is rejected
    assert all(outcome.ok for outcome in outcomes)
    known = sorted(
        [outcome.index for outcome in outcomes] + [index for index, _ in error.unfinished]
    )
    assert known == list(range(known[-1] + 1))
    assert (20, "user20@example.com") in error.unfinished
    assert len(client.calls) <= 24
    assert "user20" not in str(error)


def test_ten_rows_in_a_row_without_a_response_stop_everything() -> None:
    client = FakeClient(error=lambda number, _: unreachable() if number >= 30 else None)
    outcomes, error = run(client, addresses(), concurrency=4)
    assert isinstance(error, ServerUnreachableError)
    assert sum(not outcome.ok for outcome in outcomes) == 10
    assert all(isinstance(o.error, ConnectionFailedError) for o in outcomes if not o.ok)


def test_rows_without_a_response_do_not_add_up_when_others_have_one() -> None:
    client = FakeClient(error=lambda number, _: unreachable() if number % 10 else server_error())
    rows = [f"user{number}@example.com" for number in range(100)]
    outcomes, error = run(client, rows, concurrency=1)
    assert error is None
    assert len(outcomes) == 100


@pytest.mark.parametrize("most", [0, 3])
def test_one_failure_more_than_allowed_stops_everything(most: int) -> None:
    client = FakeClient(error=lambda number, _: server_error() if number % 2 else None)
    outcomes, error = run(client, addresses(), concurrency=1, max_failures=most)
    assert isinstance(error, TooManyFailuresError)
    assert isinstance(error.cause, ServerError)
    assert sum(not outcome.ok for outcome in outcomes) == most + 1


def test_rows_that_cannot_be_sent_are_failures_too() -> None:
    outcomes, error = run(FakeClient(), ["bad"] * 100, max_failures=10)
    assert isinstance(error, TooManyFailuresError)
    assert len(outcomes) == 11


def test_outcomes_in_order_are_given_out_before_the_error() -> None:
    client = FakeClient(
        turns=lambda number: 50 if number == 0 else 1,
        error=lambda number, _: server_error() if number == 5 else None,
    )
    outcomes, error = run(client, addresses(), concurrency=8, max_failures=0, ordered=True)
    assert isinstance(error, TooManyFailuresError)
    indexes = [outcome.index for outcome in outcomes]
    assert indexes == sorted(indexes)
    assert 5 in indexes
    assert (0, "user0@example.com") in error.unfinished


def test_the_error_can_be_pickled_with_what_is_unfinished() -> None:
    client = FakeClient(error=lambda number, _: server_error())
    _, error = run(client, addresses(), concurrency=3, max_failures=0)
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, BulkStoppedError)
    assert copy.unfinished == error.unfinished  # type: ignore[union-attr]
    assert len(copy.unfinished) == 2


def test_an_error_of_the_input_comes_after_the_outcomes_of_its_rows() -> None:
    def rows() -> Iterator[str]:
        yield from ["a@example.com", "b@example.com"]
        raise OSError("the disk is gone")

    outcomes, error = run(FakeClient(turns=lambda _: 9), rows())
    assert isinstance(error, OSError)
    assert len(outcomes) == 2


def test_an_error_of_an_asynchronous_input_comes_after_the_outcomes_of_its_rows() -> None:
    async def rows() -> AsyncIterator[str]:
        yield "a@example.com"
        raise OSError("the disk is gone")

    outcomes, error = run(FakeClient(turns=lambda _: 9), rows())
    assert isinstance(error, OSError)
    assert len(outcomes) == 1


def test_an_error_that_is_not_of_this_library_comes_out_at_once() -> None:
    client = FakeClient(error=lambda number, _: RuntimeError("a bug") if number == 3 else None)
    outcomes, error = run(client, addresses(), concurrency=2)
    assert isinstance(error, RuntimeError)
    assert len(outcomes) <= 4


def test_a_client_that_cannot_send_anything_ends_the_job_at_once(sandbox_url: str) -> None:
    client = DeployClient("key", base_url=sandbox_url)
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        next(client.bulk.disable(addresses()))

    async def work() -> None:
        closed = AsyncDeployClient("key", base_url=sandbox_url)
        await closed.aclose()
        async for _ in closed.bulk.disable(addresses()):
            pass

    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(work())


def test_another_event_loop_than_that_of_asyncio_is_one_clear_error(sandbox_url: str) -> None:
    async def work() -> None:
        async with AsyncDeployClient("key", base_url=sandbox_url) as client:
            async for _ in client.bulk.disable(addresses()):
                pass

    with pytest.raises(ConfigurationError, match="asyncio"):
        trio.run(work)


@pytest.fixture
def sandbox_url(deploy_sandbox: Sandbox) -> str:
    return deploy_sandbox.url


def test_a_404_that_is_not_of_the_api_is_a_failure_and_no_missing_contact() -> None:
    stray = NotFoundError(404, response=response(status=404))
    outcomes, error = run(FakeClient(error=lambda *_: stray), ["a@example.com"], missing="skip")
    assert error is None
    assert [(outcome.ok, outcome.missing) for outcome in outcomes] == [(False, False)]


def test_leaving_the_loop_cancels_what_is_in_flight() -> None:
    client = FakeClient(turns=lambda number: 1 if number == 0 else 10**9)

    async def work() -> None:
        async for _ in client.bulk().disable(addresses(), concurrency=5):
            break
        while client.in_flight:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(work(), 30))
    assert client.cancelled == 4
    assert client.finished == 1


def test_cancelling_the_consumer_cancels_what_is_in_flight() -> None:
    client = FakeClient(turns=lambda _: 10**9)

    async def consume() -> None:
        async for _ in client.bulk().disable(addresses(), concurrency=5):
            pass

    async def work() -> None:
        task = asyncio.create_task(consume())
        while len(client.in_flight) < 5:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert not client.in_flight

    asyncio.run(asyncio.wait_for(work(), 30))
    assert client.cancelled == 5


def test_many_bad_rows_do_not_keep_others_from_being_worked_on() -> None:
    client = FakeClient(turns=lambda _: 3)
    rows = ["a@example.com", *["bad"] * 1000]

    async def work() -> int:
        position = 0
        async for outcome in client.bulk().disable(rows, concurrency=4):
            if outcome.ok:
                return position
            position += 1
        raise AssertionError

    assert asyncio.run(work()) < 100


def test_a_key_that_is_revoked_half_way_loses_nothing(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    rows = [f"user{number}@example.com" for number in range(100)]
    deploy_sandbox.fail(status=401, skip=40)
    outcomes: list[Outcome[Any]] = []
    with pytest.raises(KeyRejectedError) as stopped:
        outcomes.extend(deploy_client.bulk.upsert(rows))
    assert all(outcome.ok for outcome in outcomes)
    deploy_sandbox.clear_faults()
    started = len(outcomes) + len(stopped.value.unfinished)
    rest: list[Any] = [*(row for _, row in stopped.value.unfinished), *rows[started:]]
    assert all(outcome.ok for outcome in deploy_client.bulk.upsert(rest))
    assert all(outcome.value for outcome in deploy_client.bulk.get(rows))


def test_a_server_that_is_not_there_stops_a_blocking_job() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/deploy"
        with DeployClient("key", base_url=url, retry=RetryPolicy.none()) as client:
            outcomes: list[Outcome[Any]] = []
            with pytest.raises(ServerUnreachableError):
                outcomes.extend(client.bulk.disable(addresses()))
    assert len(outcomes) == 10


def test_closing_a_blocking_job_ends_its_thread_and_its_requests(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(delay=60, skip=3)
    before = threading.active_count()
    started = time.monotonic()
    taken = 0

    def rows() -> Iterator[str]:
        nonlocal taken
        for address in addresses():
            taken += 1
            yield address

    with closing(deploy_client.bulk.upsert(rows(), concurrency=5)) as job:
        next(job)
    assert threading.active_count() == before
    assert time.monotonic() - started < 20
    assert taken <= 6


def test_a_blocking_job_that_is_interrupted_ends_at_once(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(delay=60)
    before = threading.active_count()

    def rows() -> Iterator[str]:
        yield "a@example.com"
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(deploy_client.bulk.upsert(rows()))
    assert time.monotonic() - started < 20
    assert threading.active_count() == before
