"""What holds for any input, any order in which calls end, and any moment at which it is left."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from optizmo_deploy import email_md5
from optizmo_deploy.bulk import Row

from tests.bulk.fake_client import FakeClient, server_error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from optizmo_deploy.bulk import Outcome

CONTACTS = [f"user{n}@example.com" for n in range(6)]
BAD = "not an address"

settings.register_profile("bulk", deadline=None, max_examples=200)
settings.load_profile("bulk")

rows_of_upsert = st.lists(
    st.tuples(st.sampled_from([*CONTACTS, *CONTACTS, BAD]), st.sampled_from("ABC")), max_size=40
)


class Input:
    """An input, plain or asynchronous, that counts how many rows were taken from it."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
        self.taken = 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.taken += 1
            yield row


class AsyncInput(Input):
    __iter__ = None  # type: ignore[assignment]

    async def __aiter__(self) -> AsyncIterator[Any]:
        for row in self.rows:
            self.taken += 1
            yield row
            if self.taken % 3 == 0:
                await asyncio.sleep(0)


@dataclass(frozen=True, kw_only=True)
class Case:
    """An input, and how the server and the consumer behave."""

    rows: list[tuple[str, str]]
    turns: list[int]
    failing: set[int]
    concurrency: int
    ordered: bool
    is_async: bool
    slow_consumer: bool
    leave_after: int | None

    def client(self) -> FakeClient:
        return FakeClient(
            turns=lambda number: self.turns[number % len(self.turns)],
            error=lambda number, _: server_error() if number in self.failing else None,
        )

    def input(self) -> Any:
        items = [Row(contact, {"name": value}) for contact, value in self.rows]
        return AsyncInput(items) if self.is_async else Input(items)

    def run(self, client: FakeClient, source: Any) -> list[Outcome[Any]]:
        """Do the work, and check what has to hold on the way."""
        return asyncio.run(self._run(client, source))

    async def _run(self, client: FakeClient, source: Any) -> list[Outcome[Any]]:
        outcomes: list[Outcome[Any]] = []
        before = asyncio.all_tasks()
        job = client.bulk().upsert(source, concurrency=self.concurrency, ordered=self.ordered)
        async with aclosing(job):
            async for outcome in job:
                assert source.taken - len(outcomes) <= self.concurrency
                outcomes.append(outcome)
                if len(outcomes) == self.leave_after:
                    break
                if self.slow_consumer:
                    await asyncio.sleep(0)
        assert asyncio.all_tasks() == before
        return outcomes


cases = st.builds(
    Case,
    rows=rows_of_upsert,
    turns=st.lists(st.integers(0, 5), min_size=1, max_size=40),
    failing=st.sets(st.integers(0, 40)),
    concurrency=st.integers(1, 7),
    ordered=st.booleans(),
    is_async=st.booleans(),
    slow_consumer=st.booleans(),
    leave_after=st.none() | st.integers(1, 10),
)


@given(cases)
def test_every_row_has_exactly_one_outcome_that_carries_its_input(case: Case) -> None:
    source = case.input()
    outcomes = case.run(case.client(), source)

    indexes = [outcome.index for outcome in outcomes]
    assert len(set(indexes)) == len(indexes)
    if case.leave_after is None or case.leave_after > len(case.rows):
        assert sorted(indexes) == list(range(len(case.rows)))
    if case.ordered:
        assert indexes == list(range(len(indexes)))
    for outcome in outcomes:
        assert outcome.input is source.rows[outcome.index]
        assert (outcome.error is None) == outcome.ok
        assert outcome.input.contact != BAD or (not outcome.ok and outcome.attempts == 0)


@given(cases)
def test_the_window_is_never_exceeded_and_nothing_goes_on_after_the_end(case: Case) -> None:
    client = case.client()
    case.run(client, case.input())

    assert client.most <= case.concurrency
    assert not client.in_flight


@given(cases)
def test_rows_of_one_contact_are_done_in_their_order_and_never_at_the_same_time(case: Case) -> None:
    client = case.client()
    case.run(client, case.input())

    assert not client.overlaps
    for contact in CONTACTS:
        asked = [value for to, value in case.rows if to == contact]
        done = [arguments[0]["name"] for _, to, arguments in client.calls if to == contact]
        assert is_subsequence_without_repeats_left_out(done, asked)


def is_subsequence_without_repeats_left_out(done: list[str], asked: list[str]) -> bool:
    """Return whether `done` is how `asked` begins, when equal neighbours may be done once."""
    position = 0
    for value in done:
        while position < len(asked) and asked[position] != value:
            if position == 0 or asked[position] != asked[position - 1]:
                return False
            position += 1
        if position == len(asked):
            return False
        position += 1
    return True


@given(spellings=st.lists(st.sampled_from(["A@x.io", "a@X.io", email_md5("a@x.io")]), max_size=9))
def test_one_contact_named_in_several_ways_is_never_worked_on_twice_at_once(
    spellings: list[str],
) -> None:
    client = FakeClient(turns=lambda _: 3)

    async def work() -> int:
        return len([outcome async for outcome in client.bulk().disable(spellings)])

    assert asyncio.run(work()) == len(spellings)
    assert client.most <= 1
    assert len(client.calls) <= 1
