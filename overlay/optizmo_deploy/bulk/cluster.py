"""Bulk work on a Dask cluster: its workers do parts of the list, the caller has the outcomes.

    async with aclosing(Cluster("tcp://scheduler:8786").run("disable", addresses)) as outcomes:
        async for outcome in outcomes:
            ...

The workers need this package, and the API key in the environment variable OPTIZMO_DEPLOY_API_KEY.
"""

from __future__ import annotations

from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs

from optizmo_deploy.bulk.asynchronous import outcomes
from optizmo_deploy.bulk.cluster_engine import (
    ClusterEngine,
    cluster_error,
    load_distributed,
    partition_size,
)
from optizmo_deploy.bulk.errors import ClusterError
from optizmo_deploy.bulk.intake import check_rows
from optizmo_deploy.bulk.plan import Plan

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy.bulk.model import BulkOptions, Operation, Outcome, RowLike

__all__ = ["Cluster", "ClusterError"]

_CONNECT_SECONDS = 10.0


@attrs.frozen
class Cluster:
    """Bulk work that is done by the workers of a Dask cluster.

    Each worker has one partition of the list at a time, with as many requests in flight as the
    option `concurrency` says, and an equal part of the option `rate`. A partition whose worker dies
    is done again by another one; its rows that had been done are repeated, which is harmless. All
    outcomes come to the caller, each once, and partition by partition.

    Attributes:
        scheduler: The address of the scheduler, such as `tcp://10.0.0.1:8786`.
        base_url: Where the API is; None takes OPTIZMO_DEPLOY_BASE_URL of each worker, else
            production.
    """

    scheduler: str
    base_url: str | None = None

    def run(
        self,
        operation: Operation | str,
        rows: Iterable[RowLike] | AsyncIterable[RowLike],
        *,
        attributes: Mapping[str, Any] | None = None,
        brand_ids: Iterable[str | UUID] = (),
        **options: Unpack[BulkOptions],
    ) -> AsyncGenerator[Outcome[Any], None]:
        """Do one operation for every row, as `AsyncBulk.run` does.

        Raises:
            ConfigurationError: An option cannot be used, or a worker has no API key.
            InvalidArgumentError: The input is not a collection of rows, or a brand id is not a
                UUID.
            BulkStoppedError: The job stopped early; a `ClusterError` is one, too.
        """
        check_rows(rows, asynchronous=True)
        return self._run(Plan(operation, attributes, brand_ids, options), rows)

    async def _run(
        self, plan: Plan, rows: Iterable[RowLike] | AsyncIterable[RowLike]
    ) -> AsyncGenerator[Outcome[Any], None]:
        async with _connected(self.scheduler) as client:
            slots = len(await client.nthreads())
            engine = partial(ClusterEngine, plan, client, slots, self.base_url)
            limit = 2 * slots * partition_size(plan, slots)
            async with aclosing(outcomes(plan, rows, engine, limit)) as given:
                async for outcome in given:
                    yield outcome


@asynccontextmanager
async def _connected(scheduler: str) -> AsyncGenerator[Any]:
    client = load_distributed().Client(
        scheduler, asynchronous=True, set_as_default=False, timeout=_CONNECT_SECONDS
    )
    try:
        try:
            await client
            await client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:  # a timeout is an OSError, a bad address another
            raise cluster_error(error) from error
        yield client
    finally:
        await client.close()
