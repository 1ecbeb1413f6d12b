"""One part of a list, done by a process of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy.bulk.model import BulkOptions, Operation, Outcome, RowLike

__all__ = ["run_partition"]


def run_partition(
    operation: Operation | str,
    rows: Iterable[RowLike],
    *,
    attributes: Mapping[str, Any] | None = None,
    brand_ids: Iterable[str | UUID] = (),
    base_url: str | None = None,
    **options: Unpack[BulkOptions],
) -> Generator[Outcome[Any], None, None]:
    """Do one operation for the rows of a partition, with a client of its own.

    Everything that it takes and gives can be pickled. The API key is read from the environment
    variable OPTIZMO_DEPLOY_API_KEY of the process that it runs in, so that it is in no task, plan
    or log of a cluster. Nothing happens before the first outcome is asked for.

    Args:
        operation: The operation or its name.
        rows: The rows of the partition; outcomes count their index from 0.
        attributes: Attributes for all rows of an `upsert`.
        brand_ids: Brands for all rows.
        base_url: Where the API is; None takes OPTIZMO_DEPLOY_BASE_URL of that process, else
            production.
        options: See `BulkOptions`. A `rate` is that of this partition alone.

    Raises:
        ConfigurationError: That process has no API key, or an option cannot be used.
        InvalidArgumentError: The input is not a collection of rows, or a brand id is not a UUID.
        BulkStoppedError: The partition stopped before its end.
    """
    from optizmo_deploy import DeployClient  # noqa: PLC0415 - the client imports this package

    with DeployClient(base_url=base_url) as client:
        yield from client.bulk.run(
            operation, rows, attributes=attributes, brand_ids=brand_ids, **options
        )
