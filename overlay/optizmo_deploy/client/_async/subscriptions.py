"""The brands that a contact is subscribed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from optizmo_deploy.client._async.resource import AsyncResource
from optizmo_deploy.client.arguments.identity import brand_uuid, brand_uuids, contact_md5
from optizmo_deploy.client.core import flows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy_api.models import Contact

    from optizmo_deploy.client.arguments.call_options import CallOptions

__all__ = ["AsyncSubscriptions"]

BrandsT = TypeVar("BrandsT")
NoneT = TypeVar("NoneT")


class AsyncSubscriptions(AsyncResource, Generic[BrandsT, NoneT]):
    """The subscriptions of contacts to brands.

    A contact is an e-mail address, the MD5 of the lower-cased address in either case, or a
    `Contact`; a brand id is a `UUID` or its text. Every method returns a list of
    `SubscribedBrand` or None, and with `client.with_response` a `Response` that has it as
    `parsed`. Every method takes the options `timeout`, `retry` and `headers`, and may raise what
    `optizmo_deploy.client.errors` lists.
    """

    async def list(self, contact: str | Contact, **options: Unpack[CallOptions]) -> BrandsT:
        """List the brands that a contact is subscribed to.

        Raises:
            NotFoundError: There is no such contact.
            InvalidArgumentError: An argument cannot be sent.
        """
        call = flows.subscriptions(contact_md5(contact))
        return cast("BrandsT", await self._send(call, options))

    async def add(
        self,
        contact: str | Contact,
        brand_ids: Iterable[str | UUID],
        **options: Unpack[CallOptions],
    ) -> BrandsT:
        """Subscribe a contact to brands, and return all its subscriptions.

        Any number of ids is sent, in order and in as few requests as possible; each id is sent
        once. When one request is rejected, those before it have had their effect.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: An id is not a brand of the account.
            InvalidArgumentError: An argument cannot be sent, or there is no id at all.
        """
        md5, ids = contact_md5(contact), brand_uuids(brand_ids)
        latest = self._run(lambda context: flows.add(context, md5, ids), options)
        return cast("BrandsT", await latest)

    async def remove(
        self,
        contact: str | Contact,
        brand_id: str | UUID,
        *,
        missing_ok: bool = False,
        **options: Unpack[CallOptions],
    ) -> NoneT:
        """End a subscription.

        Args:
            contact: The contact.
            brand_id: The brand.
            missing_ok: Whether it is fine that there is no such subscription. The contact must
                exist anyway.
            **options: `timeout`, `retry` and `headers` of this call.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: The contact is not subscribed to the brand, or the account has
                no such brand.
            InvalidArgumentError: An argument cannot be sent.
        """
        md5, id_ = contact_md5(contact), brand_uuid(brand_id)
        removed = self._run(
            lambda context: flows.remove(context, md5, id_, missing_ok=missing_ok), options
        )
        return cast("NoneT", await removed)

    async def replace(
        self,
        contact: str | Contact,
        brand_ids: Iterable[str | UUID],
        **options: Unpack[CallOptions],
    ) -> BrandsT:
        """Make the given brands a contact's only ones, and return its subscriptions.

        New subscriptions are added before others are ended. No ids at all end every
        subscription.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: An id is not a brand of the account; nothing has been removed
                then.
            InvalidArgumentError: An argument cannot be sent.
        """
        md5, ids = contact_md5(contact), brand_uuids(brand_ids)
        latest = self._run(lambda context: flows.replace(context, md5, ids), options)
        return cast("BrandsT", await latest)
