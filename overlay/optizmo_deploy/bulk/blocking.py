"""`client.bulk` of a blocking client."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Unpack

from anyio.from_thread import start_blocking_portal

from optizmo_deploy.bulk.engine import Engine
from optizmo_deploy.bulk.intake import IterableIntake, check_rows
from optizmo_deploy.bulk.model import BulkOptions, Operation
from optizmo_deploy.bulk.ordered import InOrder
from optizmo_deploy.bulk.plan import Plan
from optizmo_deploy.bulk.twin import twin_of
from optizmo_deploy.bulk.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from typing import TypeAlias
    from uuid import UUID

    from optizmo_deploy import (
        AsyncDeployClient,
        Contact,
        DeployClient,
        RetryPolicy,
        SubscribedBrand,
    )
    from optizmo_deploy.bulk.model import Outcome, RowLike

    Rows: TypeAlias = Iterable[RowLike]
    """The input: anything that can be iterated over, a generator or a cursor too."""

__all__ = ["Bulk"]

_REFILL = 8
"""Rows are handed over when an eighth of the window is free: to wake up a thread costs."""


class Bulk:
    """One operation for every contact of a list, with many requests in flight.

    Every method takes rows from the input as it needs them and gives each one's `Outcome` as soon
    as it is there. Rows of one contact are done one after the other, in their order; equal rows
    that meet are done once. `BulkOptions` describes the options.

    The requests are made by a thread, with aiohttp where it is installed. The input is iterated
    over by the caller's own thread, so that it may be a database cursor. Leave the loop early and
    the requests in flight are cancelled and nothing more is sent.

    Raises:
        ConfigurationError: An option cannot be used.
        InvalidArgumentError: The input is not a collection of rows, or a brand id is not a UUID.
        BulkStoppedError: The job stopped early; see `optizmo_deploy.bulk.errors`.
    """

    def __init__(self, client: DeployClient, retry: RetryPolicy) -> None:
        self._client = client
        self._retry = retry

    def disable(
        self, rows: Rows, **options: Unpack[BulkOptions]
    ) -> Generator[Outcome[None], None, None]:
        """Disable every contact; this cannot be undone."""
        return self._start(Operation.DISABLE, rows, None, (), options)

    def subscribe(
        self, rows: Rows, brand_ids: Iterable[str | UUID] = (), **options: Unpack[BulkOptions]
    ) -> Generator[Outcome[list[SubscribedBrand]], None, None]:
        """Subscribe every contact to these brands and to those of its row."""
        return self._start(Operation.SUBSCRIBE, rows, None, brand_ids, options)

    def unsubscribe(
        self, rows: Rows, brand_ids: Iterable[str | UUID] = (), **options: Unpack[BulkOptions]
    ) -> Generator[Outcome[None], None, None]:
        """End every contact's subscriptions to these brands and to those of its row.

        A contact that is not subscribed is done; nothing needed to be changed.
        """
        return self._start(Operation.UNSUBSCRIBE, rows, None, brand_ids, options)

    def upsert(
        self,
        rows: Rows,
        *,
        attributes: Mapping[str, Any] | None = None,
        brand_ids: Iterable[str | UUID] = (),
        **options: Unpack[BulkOptions],
    ) -> Generator[Outcome[Contact], None, None]:
        """Create every contact, or change the one that exists.

        Args:
            rows: Addresses, mappings or `Row`s.
            attributes: Attributes for all of them; those of a row count more.
            brand_ids: Brands to subscribe all of them to, besides those of each row.
            options: See `BulkOptions`.
        """
        return self._start(Operation.UPSERT, rows, attributes, brand_ids, options)

    def get(
        self, rows: Rows, **options: Unpack[BulkOptions]
    ) -> Generator[Outcome[Contact], None, None]:
        """Read every contact; one that does not exist has the value None and no error."""
        return self._start(Operation.GET, rows, None, (), options)

    def run(
        self,
        operation: Operation | str,
        rows: Rows,
        *,
        attributes: Mapping[str, Any] | None = None,
        brand_ids: Iterable[str | UUID] = (),
        **options: Unpack[BulkOptions],
    ) -> Generator[Outcome[Any], None, None]:
        """Do the operation with this name: what the other methods do, for programs that choose."""
        return self._start(operation, rows, attributes, brand_ids, options)

    def _start(
        self,
        operation: Operation | str,
        rows: Rows,
        attributes: Mapping[str, Any] | None,
        brand_ids: Iterable[str | UUID],
        options: BulkOptions,
    ) -> Generator[Outcome[Any], None, None]:
        check_rows(rows, asynchronous=False)
        return self._outcomes(Plan(operation, attributes, brand_ids, options), rows)

    def _outcomes(self, plan: Plan, rows: Rows) -> Generator[Outcome[Any], None, None]:
        results: SimpleQueue[Outcome[Any] | BaseException] = SimpleQueue()
        limit = plan.options.concurrency
        taken = 0
        with ThreadPoolExecutor(limit) as executor, start_blocking_portal() as portal:
            job = portal.call(
                _Job, twin_of(self._client, executor, limit), self._retry, plan, results
            )
            try:
                intake = IterableIntake(rows, job, limit)
                while True:
                    room = limit - (intake.added - taken)
                    if room >= limit // _REFILL or results.empty():
                        again = intake.fill(taken)
                        if taken == intake.added and intake.exhausted:
                            break
                        if again and results.empty():
                            continue
                    result = results.get()
                    if isinstance(result, BaseException):
                        raise result
                    taken += 1
                    yield result
            finally:
                portal.call(job.aclose)
        if intake.failure is not None:
            raise intake.failure


class _Job:
    """The side of a job that is in the event loop of the other thread."""

    def __init__(
        self,
        client: AsyncDeployClient,
        retry: RetryPolicy,
        plan: Plan,
        results: SimpleQueue[Outcome[Any] | BaseException],
    ) -> None:
        deliver = InOrder(results.put) if plan.options.ordered else results.put
        self._client = client
        self._engine = Engine(plan, Worker(client, retry, plan), deliver)
        self._loop = asyncio.get_running_loop()
        self._results = results
        self._rows: deque[tuple[int, Any]] = deque()
        self._woken = False

    @property
    def stopped(self) -> bool:
        """Whether the job has ended before its end."""
        return self._engine.stopped

    def add(self, index: int, item: object) -> None:
        """Take a row, from the caller's thread."""
        self._rows.append((index, item))
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._add_rows)

    def _add_rows(self) -> None:
        self._woken = False  # first, so that no row is left behind
        while self._rows:
            self._engine.add(*self._rows.popleft())

    async def aclose(self) -> None:
        """Cancel what is in flight and close the connections."""
        await self._engine.aclose()
        await self._client.aclose()
