"""Rate limits, a busy account and servers that fail: who waits, how long, and who goes first."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy import (
    AsyncDeployClient,
    DeployClient,
    OperationInProgressError,
    RateLimitError,
    RetryPolicy,
)
from optizmo_deploy.bulk import Row
from optizmo_deploy.bulk.throttle import Throttle

from tests.bulk.fake_client import FakeClient, response

if TYPE_CHECKING:
    from optizmo_deploy.bulk import Outcome
    from optizmo_deploy.sandbox import Sandbox

ADDRESSES = [f"user{number}@example.com" for number in range(60)]


def come_back(seconds: float) -> RateLimitError:
    return RateLimitError(429, response=response(status=429), retry_after=seconds)


def run(client: FakeClient, rows: list[Any], **options: Any) -> list[Outcome[Any]]:
    async def work() -> list[Outcome[Any]]:
        return [outcome async for outcome in client.bulk().disable(rows, **options)]

    return asyncio.run(asyncio.wait_for(work(), 60))


def test_no_row_starts_during_a_pause_that_its_row_could_not_wait_for() -> None:
    started: list[float] = []
    client = FakeClient()

    def error(number: int, _: str) -> RateLimitError | None:
        started.append(time.monotonic())
        return come_back(0.5) if number < 4 else None

    client.error = error
    outcomes = run(client, ADDRESSES, concurrency=4)
    assert [outcome.index for outcome in outcomes if not outcome.ok] == [0, 1, 2, 3]
    assert started[4] - started[3] > 0.4


def test_after_such_a_pause_one_row_goes_first_and_the_others_follow_its_success() -> None:
    in_flight: list[int] = []
    client = FakeClient(turns=lambda _: 20)

    def error(number: int, _: str) -> OperationInProgressError | None:
        in_flight.append(len(client.in_flight))
        busy = OperationInProgressError(409, response=response(status=409), retry_after=0.05)
        return busy if number < 6 else None

    client.error = error
    outcomes = run(client, ADDRESSES, concurrency=4)
    assert sum(not outcome.ok for outcome in outcomes) == 6
    assert client.most == 4
    # The window of four was rejected; then one row after the other was, until one was not.
    assert in_flight[4:7] == [0, 0, 0]


def test_while_the_client_is_paused_only_one_row_is_in_flight() -> None:
    client = FakeClient(turns=lambda _: 2, paused=True)
    assert len(run(client, ADDRESSES, concurrency=8)) == len(ADDRESSES)
    assert client.most == 1


def test_reads_go_on_while_the_account_is_busy() -> None:
    client = FakeClient(turns=lambda _: 2, paused=True)

    async def work() -> int:
        return len([outcome async for outcome in client.bulk().get(ADDRESSES, concurrency=8)])

    assert asyncio.run(work()) == len(ADDRESSES)
    assert client.most == 8


def test_a_busy_account_and_a_rate_limit_cost_one_probe_for_each_pause(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.busy(3)
    outcomes = list(deploy_client.bulk.upsert(ADDRESSES, concurrency=10))
    assert all(outcome.ok for outcome in outcomes)
    rejected = [each for each in deploy_sandbox.requests() if each.status == 409]
    assert 1 <= len(rejected) <= 10 + 4  # what was in flight, and one a second


def test_each_row_has_its_own_deadline_from_its_start(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(delay=0.3)
    outcomes = list(
        deploy_client.bulk.upsert(ADDRESSES[:12], concurrency=2, deadline=1.5, ordered=True)
    )
    assert all(outcome.ok for outcome in outcomes)  # the whole job takes longer than that
    deploy_sandbox.clear_faults()
    deploy_sandbox.fail(delay=30)
    started = time.monotonic()
    outcomes = list(deploy_client.bulk.upsert(ADDRESSES[:4], concurrency=2, deadline=0.5))
    assert not any(outcome.ok for outcome in outcomes)
    assert 0.9 < time.monotonic() - started < 20


def test_rows_of_several_requests_share_their_deadline(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    brands = [brand.id for brand in deploy_client.brands.list(enabled=True)][:6]
    deploy_client.contacts.create("a@example.com", brand_ids=brands)
    deploy_sandbox.fail(delay=0.4)
    started = time.monotonic()
    [outcome] = deploy_client.bulk.unsubscribe(["a@example.com"], brands, deadline=1.0)
    assert not outcome.ok
    assert time.monotonic() - started < 2.2
    assert 1 <= len(deploy_sandbox.requests("removeContactSubscription")) <= 3


def test_a_rate_spreads_the_requests_evenly(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    started = time.monotonic()
    outcomes = list(deploy_client.bulk.upsert(ADDRESSES[:21], rate=20))
    assert time.monotonic() - started >= 0.9
    assert all(outcome.ok for outcome in outcomes)


def test_the_rate_counts_every_request_of_a_row(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    rows = ADDRESSES[:20]
    assert all(outcome.ok for outcome in deploy_client.bulk.upsert(rows))
    deploy_sandbox.clear_requests()
    started = time.monotonic()
    outcomes = list(deploy_client.bulk.upsert(rows, attributes={"first_name": "A"}, rate=20))
    took = time.monotonic() - started
    assert all(outcome.attempts == 2 for outcome in outcomes)  # a create, then a change
    assert len(deploy_sandbox.requests()) == 40
    assert took >= 1.6


def test_a_throttle_counts_every_request_of_a_row() -> None:
    now = 100.0
    throttle = Throttle(10, lambda: now)
    starts = []
    for _ in range(5):
        now += throttle.reserve()
        starts.append(now)
        throttle.charge(2)
    distances = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert distances == pytest.approx([0.3] * 4)


def test_a_throttle_makes_up_for_little_delay_and_never_saves_up_an_idle_time() -> None:
    now = 0.0
    throttle = Throttle(100, lambda: now)
    assert throttle.reserve() == 0.0
    now = 60.0
    assert sum(throttle.reserve() <= 0 for _ in range(100)) <= 7


FAULTS: list[dict[str, Any]] = [
    {"status": 500, "probability": 0.1, "seed": 1},
    {"status": 503, "retry_after": 1, "probability": 0.01, "seed": 2},
    {"drop": "before", "probability": 0.1, "seed": 3},
    {"drop": "after", "probability": 0.1, "seed": 4},
    {"status": 429, "retry_after": 1, "count": 2, "skip": 40},
]


@pytest.mark.parametrize("front", ["blocking", "httpx", "aiohttp"])
def test_a_server_that_fails_now_and_then_ends_in_the_state_that_was_asked_for(
    front: str, deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    brands = [brand.id for brand in deploy_client.brands.list(enabled=True)][:2]
    rows = [
        Row(address, {"first_name": f"{turn} {address}"}, brands)
        for turn in range(2)
        for address in ADDRESSES
    ]
    for fault in FAULTS:
        deploy_sandbox.fail(**fault)
    retry = RetryPolicy(max_attempts=12, initial=0.01)
    if front == "blocking":
        with DeployClient(**deploy_sandbox.settings, retry=retry) as client:
            outcomes = list(client.bulk.upsert(rows))
    else:
        outcomes = asyncio.run(upsert(front, rows, retry, deploy_sandbox))
    deploy_sandbox.clear_faults()

    assert [outcome.error for outcome in outcomes if not outcome.ok] == []
    assert sorted(outcome.index for outcome in outcomes) == list(range(len(rows)))
    for outcome in deploy_client.bulk.get(ADDRESSES):
        assert outcome.value is not None
        assert outcome.value.attributes["first_name"] == f"1 {outcome.input}"
        assert {str(i) for i in outcome.value.brand_ids} == {str(i) for i in brands}


async def upsert(
    http: Any, rows: list[Row], retry: RetryPolicy, sandbox: Sandbox
) -> list[Outcome[Any]]:
    async with AsyncDeployClient(**sandbox.settings, retry=retry, http=http) as client:
        return [outcome async for outcome in client.bulk.upsert(rows)]
