"""Contacts: create, read, change and disable them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.client.arguments.attributes import check_attributes
from optizmo_deploy.client.arguments.identity import brand_uuids, check_email, contact_md5
from optizmo_deploy.client.core import calls, flows
from optizmo_deploy.client.core.retry_loop import attempts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from optizmo_deploy_api.models import Contact

    from optizmo_deploy.client._async.runner import AsyncRunner
    from optizmo_deploy.client.arguments.attributes import AttributeValue
    from optizmo_deploy.client.response import Response

__all__ = ["AsyncContacts", "AsyncContactsWithResponse"]


class AsyncContactsWithResponse:
    """The methods of `AsyncContacts`, each returning its result with the last answer."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    async def create(
        self,
        email: str,
        *,
        attributes: Mapping[str, AttributeValue] | None = None,
        brand_ids: Iterable[str | UUID] = (),
    ) -> Response[Contact]:
        """Do what `AsyncContacts.create` does, and return its answer too."""
        context = self._runner.context()
        flow = flows.create(
            context,
            check_email(email),
            check_attributes(attributes, removal=False),
            brand_uuids(brand_ids),
        )
        return await self._runner.run(flow)

    async def get(self, contact: str | Contact) -> Response[Contact]:
        """Do what `AsyncContacts.get` does, and return its answer too."""
        runner = self._runner
        return await runner.run(attempts(calls.get_contact(contact_md5(contact)), runner.context()))

    async def update(
        self, contact: str | Contact, attributes: Mapping[str, AttributeValue | None]
    ) -> Response[Contact]:
        """Do what `AsyncContacts.update` does, and return its answer too."""
        call = calls.patch_contact(contact_md5(contact), check_attributes(attributes, removal=True))
        return await self._runner.run(attempts(call, self._runner.context()))

    async def upsert(
        self,
        email: str,
        *,
        attributes: Mapping[str, AttributeValue | None] | None = None,
        brand_ids: Iterable[str | UUID] = (),
    ) -> Response[Contact]:
        """Do what `AsyncContacts.upsert` does, and return its last answer too."""
        context = self._runner.context()
        flow = flows.upsert(
            context,
            check_email(email),
            check_attributes(attributes, removal=True),
            brand_uuids(brand_ids),
        )
        return await self._runner.run(flow)

    async def disable(self, contact: str | Contact) -> Response[None]:
        """Do what `AsyncContacts.disable` does, and return its answer too."""
        call = calls.disable_contact(contact_md5(contact))
        return await self._runner.run(attempts(call, self._runner.context()))


class AsyncContacts:
    """The contacts of the account.

    Where a method takes a contact, it takes an e-mail address, the MD5 of the lower-cased
    address in either case, or a `Contact`. Any method may raise what
    `optizmo_deploy.client.errors` lists.
    """

    def __init__(self, with_response: AsyncContactsWithResponse) -> None:
        self._with_response = with_response

    async def create(
        self,
        email: str,
        *,
        attributes: Mapping[str, AttributeValue] | None = None,
        brand_ids: Iterable[str | UUID] = (),
    ) -> Contact:
        """Create a contact, and subscribe it to brands and set its attributes in the same step.

        When an answer is lost, the request is repeated; if the contact then exists and is what
        was asked for, that is success.

        Args:
            email: The address. It is the contact's identity and cannot be changed.
            attributes: Values by the names of the contact schema.
            brand_ids: The brands to subscribe to; the API takes 100 at once.

        Raises:
            ContactExistsError: A contact with this address exists, enabled or disabled.
            InvalidRequestError: The server refuses a field; `errors` says which.
            InvalidArgumentError: An argument cannot be sent.
        """
        return (
            await self._with_response.create(email, attributes=attributes, brand_ids=brand_ids)
        ).parsed

    async def get(self, contact: str | Contact) -> Contact:
        """Read a contact; a disabled one has `enabled` false.

        Raises:
            NotFoundError: There is no such contact.
            InvalidArgumentError: It is neither an address nor an MD5.
        """
        return (await self._with_response.get(contact)).parsed

    async def update(
        self, contact: str | Contact, attributes: Mapping[str, AttributeValue | None]
    ) -> Contact:
        """Change attributes of a contact: a value sets one, None removes one, the others stay.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: The server refuses an attribute; `errors` says which.
            InvalidArgumentError: An argument cannot be sent.
        """
        return (await self._with_response.update(contact, attributes)).parsed

    async def upsert(
        self,
        email: str,
        *,
        attributes: Mapping[str, AttributeValue | None] | None = None,
        brand_ids: Iterable[str | UUID] = (),
    ) -> Contact:
        """Create a contact, or subscribe the one that exists and change its attributes.

        A disabled contact stays disabled. Other brands and attributes of the contact stay as
        they are.

        Args:
            email: The address.
            attributes: Values by the names of the contact schema; None means that the contact
                is not to have the attribute.
            brand_ids: Any number of brands to subscribe to.

        Raises:
            InvalidRequestError: The server refuses a field; `errors` says which.
            InvalidArgumentError: An argument cannot be sent.
        """
        return (
            await self._with_response.upsert(email, attributes=attributes, brand_ids=brand_ids)
        ).parsed

    async def disable(self, contact: str | Contact) -> None:
        """Disable a contact without deleting it; a repeat changes nothing.

        Raises:
            NotFoundError: There is no such contact.
            InvalidArgumentError: It is neither an address nor an MD5.
        """
        await self._with_response.disable(contact)
