"""Lists on a Dask cluster: two workers as processes of their own, and one that is killed."""

from __future__ import annotations

import asyncio
import csv
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy import ConfigurationError, DeployClient
from optizmo_deploy.bulk import Cluster, ClusterError, KeyRejectedError, Row
from optizmo_deploy.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optizmo_deploy.bulk import Outcome

distributed: Any = pytest.importorskip("distributed", reason="the cluster comes with an extra")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
    pytest.mark.xdist_group("cluster"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def workers(sandbox: Sandbox) -> Iterator[Any]:
    """A cluster of two workers that have the key in their environment."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        silence_logs=50,
        env={"OPTIZMO_DEPLOY_API_KEY": sandbox.api_key},
    ) as cluster:
        yield cluster


@pytest.fixture
def cluster(sandbox: Sandbox, workers: Any, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.delenv("OPTIZMO_DEPLOY_API_KEY", raising=False)
    monkeypatch.setattr("optizmo_deploy.bulk.cluster_engine._LARGEST_PARTITION", 50)
    sandbox.reset()
    return Cluster(workers.scheduler_address, base_url=sandbox.url)


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[DeployClient]:
    with DeployClient(**sandbox.settings) as client:
        yield client


def collect(cluster: Cluster, *arguments: Any, **options: Any) -> list[Outcome[Any]]:
    async def work() -> list[Outcome[Any]]:
        async with aclosing(cluster.run(*arguments, **options)) as outcomes:
            return [outcome async for outcome in outcomes]

    return asyncio.run(work())


def test_both_workers_do_parts_of_the_list_and_every_row_has_one_outcome(
    cluster: Cluster, client: DeployClient, sandbox: Sandbox
) -> None:
    rows = [Row(f"user{n}@example.com", {"first_name": f"N{n}"}, tag=n) for n in range(300)]
    brands = [brand.id for brand in client.brands.list(enabled=True)][:1]
    outcomes = collect(cluster, "upsert", rows, brand_ids=brands, attributes={"last_name": "X"})
    assert sorted(outcome.index for outcome in outcomes) == list(range(len(rows)))
    for outcome in outcomes:
        assert outcome.error is None
        assert outcome.value is not None
        assert outcome.input is rows[outcome.index]
        assert outcome.value.attributes["first_name"] == f"N{outcome.index}"
        assert outcome.value.attributes["last_name"] == "X"
    assert len(sandbox.requests("createContact")) == len(rows)


def test_rows_of_one_contact_are_done_in_their_order_in_whatever_partition(
    cluster: Cluster, client: DeployClient
) -> None:
    rows = [
        Row(f"user{n}@example.com", {"first_name": str(turn)})
        for turn in range(4)
        for n in range(80)
    ]
    outcomes = collect(cluster, "upsert", rows)
    assert all(outcome.ok for outcome in outcomes)
    assert len(outcomes) == len(rows)
    contacts = client.bulk.get(f"user{n}@example.com" for n in range(80))
    last = [each.value.attributes["first_name"] for each in contacts if each.value]
    assert last == ["3"] * 80


def test_a_worker_that_is_killed_loses_nothing(
    cluster: Cluster, client: DeployClient, sandbox: Sandbox, workers: Any
) -> None:
    sandbox.fail(delay=0.02)
    rows = [f"user{n}@example.com" for n in range(600)]
    pids = {worker.pid for worker in workers.workers.values()}
    assert len(pids) == 2
    seen: list[int] = []

    async def work() -> None:
        async with aclosing(cluster.run("upsert", rows)) as outcomes:
            async for outcome in outcomes:
                assert outcome.ok
                seen.append(outcome.index)
                if len(seen) == 150:
                    os.kill(min(pids), signal.SIGKILL)

    asyncio.run(work())
    sandbox.clear_faults()
    assert sorted(seen) == list(range(600))
    assert all(outcome.value for outcome in client.bulk.get(rows))


def test_the_command_keeps_results_and_journal_together_when_a_worker_is_killed(
    cluster: Cluster, client: DeployClient, sandbox: Sandbox, workers: Any, tmp_path: Path
) -> None:
    sandbox.fail(delay=0.01)
    file, results = tmp_path / "list.csv", tmp_path / "results.csv"
    file.write_text("email,first_name\n" + "".join(f"u{n}@x.io,N{n}\n" for n in range(300)))
    program = [sys.executable, "-m", "optizmo_deploy", "bulk", "upsert", str(file)]
    options = ["--results", str(results), "--cluster", cluster.scheduler]
    settings = {"OPTIZMO_DEPLOY_API_KEY": sandbox.api_key, "OPTIZMO_DEPLOY_BASE_URL": sandbox.url}
    with subprocess.Popen([*program, *options], env={**os.environ, **settings}) as command:
        until = time.monotonic() + 60
        while len(sandbox.requests("createContact")) < 80 and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(min(worker.pid for worker in workers.workers.values()), signal.SIGKILL)
        assert command.wait(timeout=120) == 0
    sandbox.clear_faults()

    with results.open(newline="", encoding="utf-8") as table:
        lines = [row["_line"] for row in csv.DictReader(table) if row["_status"] == "done"]
    assert sorted(map(int, lines)) == list(range(2, 302))
    contacts = list(client.bulk.get((f"u{n}@x.io" for n in range(300)), ordered=True))
    names = [each.value.attributes["first_name"] for each in contacts if each.value]
    assert names == [f"N{n}" for n in range(300)]


def test_the_rate_is_divided_among_the_workers(cluster: Cluster) -> None:
    started = time.monotonic()
    outcomes = collect(cluster, "get", [f"user{n}@example.com" for n in range(60)], rate=30)
    assert time.monotonic() - started >= 1.5
    assert len(outcomes) == 60


def test_bad_rows_fail_on_the_spot_and_missing_contacts_are_known(cluster: Cluster) -> None:
    outcomes = collect(cluster, "disable", ["bad", "nobody@example.com"])
    assert [(each.index, each.ok, each.missing) for each in outcomes] == [
        (0, False, False),
        (1, False, True),
    ]
    pickle.dumps(outcomes)


def test_a_rejected_key_stops_everything(cluster: Cluster, sandbox: Sandbox) -> None:
    sandbox.fail(status=401, skip=120)
    rows = [f"user{n}@example.com" for n in range(500)]
    with pytest.raises(KeyRejectedError) as stopped:
        collect(cluster, "upsert", rows)
    assert stopped.value.unfinished
    assert stopped.value.unfinished[0][1] in rows


def test_no_key_and_no_address_of_a_contact_but_of_an_upsert_is_sent_to_the_cluster(
    cluster: Cluster, client: DeployClient, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.contacts.create("secret@example.com")
    monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", sandbox.api_key)
    sent: list[bytes] = []
    submit = distributed.Client.submit

    def spy(self: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(pickle.dumps((args, kwargs)))
        return submit(self, *args, **kwargs)

    monkeypatch.setattr(distributed.Client, "submit", spy)
    [outcome] = collect(cluster, "disable", ["secret@example.com"])
    assert outcome.ok
    [task] = sent
    assert sandbox.api_key.encode() not in task
    assert b"secret@" not in task


def test_a_scheduler_that_is_not_there_is_one_clear_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("optizmo_deploy.bulk.cluster._CONNECT_SECONDS", 1)
            with pytest.raises(ClusterError, match="the cluster failed"):
                collect(Cluster(address), "get", ["a@example.com"])


def test_an_address_that_is_none_is_one_clear_error() -> None:
    with pytest.raises(ClusterError, match="nonsense"):
        collect(Cluster("nonsense://x"), "get", ["a@example.com"])


def test_a_worker_without_a_key_is_one_clear_error(sandbox: Sandbox) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        distributed.LocalCluster(
            n_workers=1, processes=False, dashboard_address=":0", silence_logs=50
        ) as local,
    ):
        patch.delenv("OPTIZMO_DEPLOY_API_KEY", raising=False)
        lonely = Cluster(local.scheduler_address, base_url=sandbox.url)
        with pytest.raises(ConfigurationError, match="a worker of the cluster: no API key"):
            collect(lonely, "get", ["a@example.com"])
