"""How a list is divided into partitions, tried with workers that are only played."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.bulk import KeyRejectedError, Row, ServerUnreachableError, TooManyFailuresError
from optizmo_deploy.bulk import cluster_engine as engine_module
from optizmo_deploy.bulk.asynchronous import outcomes
from optizmo_deploy.bulk.cluster_engine import ClusterEngine, partition_size
from optizmo_deploy.bulk.plan import Plan

from tests.bulk.fake_client import server_error, unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optizmo_deploy import DeployError
    from optizmo_deploy.bulk import Outcome


@pytest.fixture(autouse=True)
def small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_LARGEST_PARTITION", 5)
    monkeypatch.setattr(engine_module, "_LINGER", 0.001)
    monkeypatch.setattr(engine_module, "load_distributed", PlayedLibrary)


class PlayedLibrary:
    class Event:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        async def set(self) -> None:
            pass


@dataclass
class PlayedCluster:
    """Takes as many turns for each partition as it is set up, and notes what it did."""

    turns: list[int]
    error: Callable[[int], DeployError | None] = lambda _: None
    at_work: list[set[str]] = field(default_factory=list)
    most: int = 0
    done: list[Row] = field(default_factory=list)
    options: list[Any] = field(default_factory=list)

    async def submit(self, _: object, __: str, rows: list[Row], *more: Any, pure: bool) -> Any:
        assert not pure
        self.options.append(more[1])
        contacts = {str(row.contact) for row in rows}
        assert not any(contacts & others for others in self.at_work), "one contact, two partitions"
        self.at_work.append(contacts)
        self.most = max(self.most, len(self.at_work))
        for _turn in range(self.turns[len(self.options) % len(self.turns)]):
            await asyncio.sleep(0)
        self.at_work.remove(contacts)
        results = []
        for position, row in enumerate(rows):
            results.append((position, None, self.error(len(self.done)), 1, False))
            self.done.append(row)
        return engine_module._Done(results, None)


def run(cluster: PlayedCluster, rows: Any, slots: int = 2, **options: Any) -> list[Outcome[Any]]:
    plan = Plan("upsert", None, (), options)  # type: ignore[arg-type]
    limit = 2 * slots * partition_size(plan, slots)

    async def work() -> list[Outcome[Any]]:
        engine = partial(ClusterEngine, plan, cluster, slots, None)
        return [outcome async for outcome in outcomes(plan, rows, engine, limit)]

    return asyncio.run(asyncio.wait_for(work(), 60))


@given(
    rows=st.lists(st.sampled_from("abcdefgh"), max_size=60),
    turns=st.lists(st.integers(0, 6), min_size=1, max_size=10),
    slots=st.integers(1, 3),
    ordered=st.booleans(),
)
def test_rows_of_one_contact_keep_their_order_and_are_never_in_two_partitions_at_once(
    rows: list[str], turns: list[int], slots: int, ordered: bool
) -> None:
    cluster = PlayedCluster(turns)
    items = [Row(f"{name}@example.com", {"n": number}) for number, name in enumerate(rows)]
    given_out = run(cluster, items, slots, ordered=ordered)

    assert sorted(outcome.index for outcome in given_out) == list(range(len(rows)))
    assert not ordered or [outcome.index for outcome in given_out] == list(range(len(rows)))
    assert cluster.most <= slots
    for name in set(rows):
        numbers = [row.attributes["n"] for row in cluster.done if row.contact[0] == name]  # type: ignore[index]
        assert numbers == sorted(numbers)


def test_an_input_is_taken_no_further_than_two_partitions_for_each_worker() -> None:
    taken = given_out = 0
    furthest = 0

    def rows() -> Iterator[str]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield f"user{number}@example.com"

    plan = Plan("disable", None, (), {})

    async def work() -> None:
        nonlocal given_out, furthest
        engine = partial(ClusterEngine, plan, PlayedCluster([3]), 2, None)
        async for _ in outcomes(plan, rows(), engine, 20):
            given_out += 1
            furthest = max(furthest, taken - given_out)

    asyncio.run(work())
    assert given_out == 200
    assert furthest <= 20


def test_the_rate_is_divided_and_makes_partitions_smaller() -> None:
    cluster = PlayedCluster([1])
    run(cluster, [f"user{number}@example.com" for number in range(8)], rate=0.4)
    assert {options["rate"] for options in cluster.options} == {0.2}
    assert len(cluster.options) == 4  # two rows each, which take ten seconds


@pytest.mark.parametrize(
    ("error", "options", "kind"),
    [
        (unreachable(), {}, ServerUnreachableError),
        (server_error(), {"max_failures": 12}, TooManyFailuresError),
    ],
)
def test_failures_add_up_over_all_partitions(
    error: DeployError, options: dict[str, Any], kind: type[Exception]
) -> None:
    cluster = PlayedCluster([1], error=lambda _: error)
    with pytest.raises(kind):
        run(cluster, (f"user{number}@example.com" for number in range(100)), **options)
    assert len(cluster.done) < 40


def test_what_stops_one_partition_stops_the_job_with_all_that_is_unfinished() -> None:
    class Stopping(PlayedCluster):
        async def submit(self, *args: Any, **kwargs: Any) -> Any:
            done = await super().submit(*args, **kwargs)
            cause = server_error()
            return done._replace(
                outcomes=done.outcomes[:2], stopped=KeyRejectedError("no", cause=cause)
            )

    rows = [f"user{number}@example.com" for number in range(7)]
    with pytest.raises(KeyRejectedError) as stopped:
        run(Stopping([1]), rows, slots=1)
    assert [index for index, _ in stopped.value.unfinished] == [2, 3, 4, 5, 6]
    assert [row for _, row in stopped.value.unfinished] == rows[2:]
