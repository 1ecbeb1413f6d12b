"""Does the work of one row with the client."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import attrs

from optizmo_deploy.bulk.model import Operation
from optizmo_deploy.client.errors import (
    InvalidArgumentError,
    InvalidRequestError,
    NotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from optizmo_deploy import AsyncDeployClient, RetryPolicy
    from optizmo_deploy.bulk.plan import Plan, Work

__all__ = ["Worker"]


class Worker:
    """Does the work of one row after another, for all rows of a job.

    Args:
        client: The client that sends the requests.
        retry: The client's retry policy; its deadline is replaced by that of the job.
        plan: What to do.

    Attributes:
        perform: Does the work of one row and returns its value. It counts the requests of
            successful calls in `Work.attempts`, and raises whatever the client raises.
    """

    def __init__(self, client: AsyncDeployClient, retry: RetryPolicy, plan: Plan) -> None:
        self._deadline = plan.options.deadline
        self._changes = plan.operation is not Operation.GET
        self._retry = retry
        self._client = self._within(client, self._deadline)
        self._is_brand: dict[str, bool] = {}
        self._looking_up = asyncio.Lock()
        self.perform: Callable[[Work], Awaitable[Any]] = {
            Operation.DISABLE: self._disable,
            Operation.SUBSCRIBE: self._subscribe,
            Operation.UNSUBSCRIBE: self._unsubscribe,
            Operation.UPSERT: self._upsert,
            Operation.GET: self._get,
        }[plan.operation]

    @property
    def paused(self) -> bool:
        """Whether requests wait at the moment, because the server asked for a pause.

        Reads do not wait while the account is busy, and would never find out that it is over.
        """
        return self._changes and self._client.paused

    async def _disable(self, work: Work) -> None:
        response = await self._client.with_response.contacts.disable(work.contact)
        work.attempts += response.attempts

    async def _subscribe(self, work: Work) -> Any:
        response = await self._client.with_response.subscriptions.add(work.contact, work.brand_ids)
        work.attempts += response.attempts
        return response.parsed

    async def _upsert(self, work: Work) -> Any:
        response = await self._client.with_response.contacts.upsert(
            work.contact, attributes=work.attributes, brand_ids=work.brand_ids
        )
        work.attempts += response.attempts
        return response.parsed

    async def _get(self, work: Work) -> Any:
        response = await self._client.with_response.contacts.get(work.contact)
        work.attempts += response.attempts
        return response.parsed

    async def _unsubscribe(self, work: Work) -> None:
        if not work.brand_ids:
            raise InvalidArgumentError("there must be at least one brand id to unsubscribe from")
        ends = None if self._deadline is None else time.monotonic() + self._deadline
        client = self._client
        for brand_id in work.brand_ids:
            if work.attempts:  # one deadline for all requests of the row
                client = self._until(ends)
            try:
                response = await client.with_response.subscriptions.remove(work.contact, brand_id)
                work.attempts += response.attempts
            except InvalidRequestError as error:
                # Not subscribed, which is done; but a brand that does not exist is a mistake.
                if not await self._exists(brand_id, work, ends):
                    raise
                work.attempts += error.attempts

    async def _exists(self, brand_id: str, work: Work, ends: float | None) -> bool:
        """Return whether the account has a brand; it is looked up once for the whole job."""
        async with self._looking_up:
            if brand_id not in self._is_brand:
                client = self._until(ends)
                try:
                    work.attempts += (await client.with_response.brands.get(brand_id)).attempts
                    self._is_brand[brand_id] = True
                except NotFoundError as error:
                    work.attempts += error.attempts
                    self._is_brand[brand_id] = False
            return self._is_brand[brand_id]

    def _until(self, ends: float | None) -> AsyncDeployClient:
        if ends is None:
            return self._client
        return self._within(self._client, max(0.0, ends - time.monotonic()))

    def _within(self, client: AsyncDeployClient, seconds: float | None) -> AsyncDeployClient:
        return client.with_options(retry=attrs.evolve(self._retry, deadline=seconds))
