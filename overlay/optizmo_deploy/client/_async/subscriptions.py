"""The brands that a contact is subscribed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.client.arguments.identity import brand_uuid, brand_uuids, contact_md5
from optizmo_deploy.client.core import calls, flows
from optizmo_deploy.client.core.retry_loop import attempts

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable
    from uuid import UUID

    from optizmo_deploy_api.models import Contact, SubscribedBrand

    from optizmo_deploy.client._async.runner import AsyncRunner
    from optizmo_deploy.client.response import Response

__all__ = ["AsyncSubscriptions", "AsyncSubscriptionsWithResponse"]


class AsyncSubscriptionsWithResponse:
    """The methods of `AsyncSubscriptions`, each returning its result with the last answer."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    async def list(self, contact: str | Contact) -> Response[builtins.list[SubscribedBrand]]:
        """Do what `AsyncSubscriptions.list` does, and return its answer too."""
        call = calls.list_subscriptions(contact_md5(contact))
        return await self._runner.run(attempts(call, self._runner.context()))

    async def add(
        self, contact: str | Contact, brand_ids: Iterable[str | UUID]
    ) -> Response[builtins.list[SubscribedBrand]]:
        """Do what `AsyncSubscriptions.add` does, and return its last answer too."""
        flow = flows.add(self._runner.context(), contact_md5(contact), brand_uuids(brand_ids))
        return await self._runner.run(flow)

    async def remove(
        self, contact: str | Contact, brand_id: str | UUID, *, missing_ok: bool = False
    ) -> Response[None]:
        """Do what `AsyncSubscriptions.remove` does, and return its answer too."""
        flow = flows.remove(
            self._runner.context(),
            contact_md5(contact),
            brand_uuid(brand_id),
            missing_ok=missing_ok,
        )
        return await self._runner.run(flow)

    async def replace(
        self, contact: str | Contact, brand_ids: Iterable[str | UUID]
    ) -> Response[builtins.list[SubscribedBrand]]:
        """Do what `AsyncSubscriptions.replace` does, and return its last answer too."""
        flow = flows.replace(self._runner.context(), contact_md5(contact), brand_uuids(brand_ids))
        return await self._runner.run(flow)


class AsyncSubscriptions:
    """The subscriptions of contacts to brands.

    A contact is an e-mail address, the MD5 of the lower-cased address in either case, or a
    `Contact`; a brand id is a `UUID` or its text. Any method may raise what
    `optizmo_deploy.client.errors` lists.
    """

    def __init__(self, with_response: AsyncSubscriptionsWithResponse) -> None:
        self._with_response = with_response

    async def list(self, contact: str | Contact) -> builtins.list[SubscribedBrand]:
        """List the brands that a contact is subscribed to.

        Raises:
            NotFoundError: There is no such contact.
            InvalidArgumentError: An argument cannot be sent.
        """
        return (await self._with_response.list(contact)).parsed

    async def add(
        self, contact: str | Contact, brand_ids: Iterable[str | UUID]
    ) -> builtins.list[SubscribedBrand]:
        """Subscribe a contact to brands, and return all its subscriptions.

        Any number of ids is sent, in order and in as few requests as possible; each id is sent
        once. When one request is refused, those before it have had their effect.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: An id is not a brand of the account.
            InvalidArgumentError: An argument cannot be sent, or there is no id at all.
        """
        return (await self._with_response.add(contact, brand_ids)).parsed

    async def remove(
        self, contact: str | Contact, brand_id: str | UUID, *, missing_ok: bool = False
    ) -> None:
        """End a subscription.

        Args:
            contact: The contact.
            brand_id: The brand.
            missing_ok: Whether it is fine that there is no such subscription. The contact must
                exist all the same.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: The contact is not subscribed to the brand, or the account has
                no such brand.
            InvalidArgumentError: An argument cannot be sent.
        """
        await self._with_response.remove(contact, brand_id, missing_ok=missing_ok)

    async def replace(
        self, contact: str | Contact, brand_ids: Iterable[str | UUID]
    ) -> builtins.list[SubscribedBrand]:
        """Make the given brands a contact's only ones, and return its subscriptions.

        New subscriptions are added before others are ended. No ids at all end every
        subscription.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: An id is not a brand of the account; nothing has been removed
                then.
            InvalidArgumentError: An argument cannot be sent.
        """
        return (await self._with_response.replace(contact, brand_ids)).parsed
