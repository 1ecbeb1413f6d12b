# Derived from _async/contacts.py by scripts/unasync.py; do not edit.
"""Contacts: create, read, change and disable them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from optizmo_deploy_api.api.contacts import disable_contact, get_contact

from optizmo_deploy.client._sync.resource import Resource
from optizmo_deploy.client.arguments.attributes import check_attributes
from optizmo_deploy.client.arguments.identity import brand_uuids, check_email, contact_md5
from optizmo_deploy.client.core import flows
from optizmo_deploy.client.core.calls import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy_api.models import Contact

    from optizmo_deploy.client.arguments.attributes import AttributeValue
    from optizmo_deploy.client.arguments.call_options import CallOptions

__all__ = ["Contacts"]

ContactT = TypeVar("ContactT")
NoneT = TypeVar("NoneT")


class Contacts(Resource, Generic[ContactT, NoneT]):
    """The contacts of the account.

    Where a method takes a contact, it takes an e-mail address, the MD5 of the lower-cased
    address in either case, or a `Contact`. Every method returns a `Contact` or None, and with
    `client.with_response` a `Response` that has it as `parsed`. Every method takes the options
    `timeout`, `retry` and `headers`, and may raise what `optizmo_deploy.client.errors` lists.
    """

    def create(
        self,
        email: str,
        *,
        attributes: Mapping[str, AttributeValue] | None = None,
        brand_ids: Iterable[str | UUID] = (),
        **options: Unpack[CallOptions],
    ) -> ContactT:
        """Create a contact, and subscribe it to brands and set its attributes in the same step.

        When a response is lost, the request is repeated; if the contact then exists and is what
        was asked for, that is success.

        Args:
            email: The address. It is the contact's identity and cannot be changed.
            attributes: Values by the names of the contact schema. Read-only entries of a contact
                that was read are left out.
            brand_ids: The brands to subscribe to; the API takes 100 at once.
            **options: `timeout`, `retry` and `headers` of this call.

        Raises:
            ContactExistsError: A contact with this address exists, enabled or disabled.
            InvalidRequestError: The server rejects a field; `errors` says which.
            InvalidArgumentError: An argument cannot be sent.
        """
        address = check_email(email)
        values = check_attributes(attributes, removal=False)
        ids = brand_uuids(brand_ids)
        created = self._run(lambda context: flows.create(context, address, values, ids), options)
        return cast("ContactT", created)

    def get(self, contact: str | Contact, **options: Unpack[CallOptions]) -> ContactT:
        """Read a contact; a disabled one has `enabled` false.

        Raises:
            NotFoundError: There is no such contact.
            InvalidArgumentError: It is neither an address nor an MD5.
        """
        call = Call(get_contact.request(contact_md5(contact)))
        return cast("ContactT", self._send(call, options))

    def update(
        self,
        contact: str | Contact,
        attributes: Mapping[str, AttributeValue | None],
        **options: Unpack[CallOptions],
    ) -> ContactT:
        """Change attributes of a contact: a value sets one, None removes one, the others stay.

        The attributes of a contact that was read can be changed and sent back; its read-only
        entries, such as `work_email:md5` beside `work_email`, are left out.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: The server rejects an attribute; `errors` says which.
            InvalidArgumentError: An argument cannot be sent.
        """
        call = flows.patch(contact_md5(contact), check_attributes(attributes, removal=True))
        return cast("ContactT", self._send(call, options))

    def upsert(
        self,
        email: str,
        *,
        attributes: Mapping[str, AttributeValue | None] | None = None,
        brand_ids: Iterable[str | UUID] = (),
        **options: Unpack[CallOptions],
    ) -> ContactT:
        """Create a contact, or subscribe the one that exists and change its attributes.

        A disabled contact stays disabled. Other brands and attributes of the contact stay as
        they are.

        Args:
            email: The address.
            attributes: Values by the names of the contact schema; None means that the contact
                is not to have the attribute.
            brand_ids: Any number of brands to subscribe to.
            **options: `timeout`, `retry` and `headers` of this call.

        Raises:
            InvalidRequestError: The server rejects a field; `errors` says which.
            InvalidArgumentError: An argument cannot be sent.
        """
        address = check_email(email)
        values = check_attributes(attributes, removal=True)
        ids = brand_uuids(brand_ids)
        latest = self._run(lambda context: flows.upsert(context, address, values, ids), options)
        return cast("ContactT", latest)

    def disable(self, contact: str | Contact, **options: Unpack[CallOptions]) -> NoneT:
        """Disable a contact without deleting it; a repeat changes nothing.

        Raises:
            NotFoundError: There is no such contact.
            InvalidArgumentError: It is neither an address nor an MD5.
        """
        call = Call(disable_contact.request(contact_md5(contact)))
        return cast("NoneT", self._send(call, options))
