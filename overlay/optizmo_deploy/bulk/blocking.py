"""`client.bulk` of a blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from optizmo_deploy.bulk.model import BulkOptions, Operation

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from typing import TypeAlias
    from uuid import UUID

    from optizmo_deploy import Contact, DeployClient, RetryPolicy, SubscribedBrand
    from optizmo_deploy.bulk.model import Outcome, RowLike

    Rows: TypeAlias = Iterable[RowLike]
    """The input: anything that can be iterated over, a generator or a cursor too."""

__all__ = ["Bulk"]


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
        raise NotImplementedError
