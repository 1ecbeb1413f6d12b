"""`client.bulk` of an asynchronous client."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from optizmo_deploy.bulk.engine import Engine
from optizmo_deploy.bulk.intake import Results, check_rows, open_intake
from optizmo_deploy.bulk.model import BulkOptions, Operation
from optizmo_deploy.bulk.ordered import InOrder
from optizmo_deploy.bulk.plan import Plan
from optizmo_deploy.bulk.worker import Worker
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Mapping
    from typing import TypeAlias
    from uuid import UUID

    from optizmo_deploy import AsyncDeployClient, Contact, RetryPolicy, SubscribedBrand
    from optizmo_deploy.bulk.intake import AnyEngine, Deliver
    from optizmo_deploy.bulk.model import Outcome, RowLike

    Rows: TypeAlias = Iterable[RowLike] | AsyncIterable[RowLike]
    """The input: anything that can be iterated over, a generator or a cursor too."""

__all__ = ["AsyncBulk", "outcomes"]


class AsyncBulk:
    """One operation for every contact of a list, with many requests in flight.

    Every method takes rows from the input as it needs them and gives each one's `Outcome` as soon
    as it is there. Rows of one contact are done one after the other, in their order; equal rows
    that meet are done once. `BulkOptions` describes the options.

    Leave the loop early and nothing more is sent; `contextlib.aclosing` then also waits until the
    requests in flight are cancelled.

    Raises:
        ConfigurationError: An option cannot be used.
        InvalidArgumentError: The input is not a collection of rows, or a brand id is not a UUID.
        BulkStoppedError: The job stopped early; see `optizmo_deploy.bulk.errors`.
    """

    def __init__(self, client: AsyncDeployClient, retry: RetryPolicy) -> None:
        self._client = client
        self._retry = retry

    def disable(
        self, rows: Rows, **options: Unpack[BulkOptions]
    ) -> AsyncGenerator[Outcome[None], None]:
        """Disable every contact; this cannot be undone."""
        return self._start(Operation.DISABLE, rows, None, (), options)

    def subscribe(
        self, rows: Rows, brand_ids: Iterable[str | UUID] = (), **options: Unpack[BulkOptions]
    ) -> AsyncGenerator[Outcome[list[SubscribedBrand]], None]:
        """Subscribe every contact to these brands and to those of its row."""
        return self._start(Operation.SUBSCRIBE, rows, None, brand_ids, options)

    def unsubscribe(
        self, rows: Rows, brand_ids: Iterable[str | UUID] = (), **options: Unpack[BulkOptions]
    ) -> AsyncGenerator[Outcome[None], None]:
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
    ) -> AsyncGenerator[Outcome[Contact], None]:
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
    ) -> AsyncGenerator[Outcome[Contact], None]:
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
    ) -> AsyncGenerator[Outcome[Any], None]:
        """Do the operation with this name: what the other methods do, for programs that choose."""
        return self._start(operation, rows, attributes, brand_ids, options)

    def _start(
        self,
        operation: Operation | str,
        rows: Rows,
        attributes: Mapping[str, Any] | None,
        brand_ids: Iterable[str | UUID],
        options: BulkOptions,
    ) -> AsyncGenerator[Outcome[Any], None]:
        check_rows(rows, asynchronous=True)
        plan = Plan(operation, attributes, brand_ids, options)
        worker = Worker(self._client, self._retry, plan)
        return outcomes(plan, rows, partial(Engine, plan, worker), plan.options.concurrency)


async def outcomes(
    plan: Plan, rows: Rows, open_engine: Callable[[Deliver], AnyEngine], limit: int
) -> AsyncGenerator[Outcome[Any], None]:
    """Take rows from an input, put them into an engine and give its outcomes.

    Args:
        plan: What to do.
        rows: The input.
        open_engine: Makes the engine; it is called with where its outcomes go.
        limit: The most rows to take from the input ahead of the outcomes.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigurationError("bulk work needs asyncio; another event loop is running") from None
    results = Results()
    engine = open_engine(InOrder(results.put) if plan.options.ordered else results.put)
    intake = open_intake(rows, engine, limit, results)
    taken = waited = 0
    try:
        while True:
            again = intake.fill(taken)
            if not results.items:
                if intake.exhausted and taken == intake.added:
                    break
                waited = taken
                await (asyncio.sleep(0) if again else results.wait())
                continue
            if taken - waited >= limit:  # let others have their turn in a run of bad rows
                waited = taken
                await asyncio.sleep(0)
            result = results.items.popleft()
            if isinstance(result, BaseException):
                raise result
            taken += 1
            yield result
    finally:
        await intake.aclose()
        await engine.aclose()
    if intake.failure is not None:
        raise intake.failure
