"""Jobs of a blocking client: whose thread takes the rows, and whose connections are used."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from hashlib import md5
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from optizmo_deploy import ConfigurationError, DeployClient
from optizmo_deploy.bulk import run_partition
from optizmo_deploy.bulk.twin import twin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.sandbox import Sandbox


def test_the_input_is_iterated_over_by_the_callers_thread(deploy_client: DeployClient) -> None:
    threads = set()

    def rows() -> Iterator[str]:
        for number in range(100):
            threads.add(threading.get_ident())
            yield f"user{number}@example.com"

    assert all(outcome.ok for outcome in deploy_client.bulk.upsert(rows()))
    assert threads == {threading.get_ident()}


def test_outcomes_do_not_wait_for_an_input_that_is_slow(deploy_client: DeployClient) -> None:
    taken = 0

    def rows() -> Iterator[str]:
        nonlocal taken
        for number in range(20):
            taken += 1
            yield f"user{number}@example.com"
            time.sleep(0.1)

    first = next(job := deploy_client.bulk.upsert(rows()))
    assert first.ok
    assert taken < 20
    assert len(list(job)) == 19


def test_requests_go_on_while_the_caller_does_other_things(
    deploy_client: DeployClient, deploy_sandbox: Sandbox
) -> None:
    job = deploy_client.bulk.upsert(f"user{number}@example.com" for number in range(10))
    assert next(job).ok
    until = time.monotonic() + 30
    while len(deploy_sandbox.requests("createContact")) < 10 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(deploy_sandbox.requests("createContact")) == 10
    assert len(list(job)) == 9


def test_a_blocking_job_works_inside_a_running_event_loop(deploy_client: DeployClient) -> None:
    async def notebook() -> int:
        return len(list(deploy_client.bulk.get(["a@example.com", "b@example.com"])))

    assert asyncio.run(notebook()) == 2


def contact(request: httpx.Request) -> httpx.Response:
    """Create the contact that a request asks for."""
    email = json.loads(request.content)["email"]
    body = {
        "email": email,
        "emailMd5": md5(email.encode()).hexdigest(),
        "attributes": {},
        "brandIds": [],
        "enabled": True,
        "createdAt": "2026-06-12T00:00:00Z",
    }
    return httpx.Response(201, json=body)


def test_connections_of_the_caller_are_used_by_as_many_threads_as_there_are_rows_at_work() -> None:
    threads = set()
    together = threading.Barrier(4, timeout=30)

    def respond(request: httpx.Request) -> httpx.Response:
        threads.add(threading.get_ident())
        together.wait()
        return contact(request)

    with (
        httpx.Client(transport=httpx.MockTransport(respond)) as own,
        DeployClient("key", base_url="http://test/deploy", http_client=own) as client,
    ):
        rows = [f"user{number}@example.com" for number in range(8)]
        outcomes = list(client.bulk.upsert(rows, concurrency=4))
        assert not own.is_closed
    assert [outcome.error for outcome in outcomes] == [None] * 8
    assert len(threads) == 4
    assert threading.get_ident() not in threads


def test_settings_of_the_client_hold_for_its_jobs() -> None:
    executor: Any = None
    with DeployClient(
        "key",
        base_url="http://127.0.0.1:9/deploy",
        timeout=7,
        pace=False,
        headers={"X-Source": "bulk"},
        proxy="http://127.0.0.1:8",
        limits=httpx.Limits(max_connections=3),
    ) as client:
        twin = twin_of(client, executor, 32)
        ours, theirs = client._runner.settings, twin._runner.settings
        assert (ours.key, ours.base_url, ours.timeout, ours.pace, ours.headers) == (
            theirs.key,
            theirs.base_url,
            theirs.timeout,
            theirs.pace,
            theirs.headers,
        )
        assert client._connections == twin._connections


def test_a_partition_has_a_client_of_its_own_with_the_key_of_its_process(
    deploy_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["a@example.com", "b@example.com"]
    monkeypatch.delenv("OPTIZMO_DEPLOY_API_KEY", raising=False)
    with pytest.raises(ConfigurationError, match="OPTIZMO_DEPLOY_API_KEY"):
        list(run_partition("upsert", rows, base_url=deploy_sandbox.url))
    monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", deploy_sandbox.api_key)
    outcomes = list(run_partition("upsert", rows, base_url=deploy_sandbox.url, ordered=True))
    assert [(outcome.index, outcome.ok) for outcome in outcomes] == [(0, True), (1, True)]
