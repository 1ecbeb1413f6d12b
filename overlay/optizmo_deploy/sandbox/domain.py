"""What the API does: one method per operation, built from small ones that each decide one thing.

Nothing here knows HTTP. Each small method is one documented behaviour, so that a subclass that
overrides it is a server with exactly that one fault.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from .brand_query import FILTERS, BrandQuery
from .clock import Clock, timestamp
from .identity import email_md5
from .problems import (
    Problem,
    account_busy,
    contact_exists,
    field_error,
    invalid_request,
    json_pointer,
    not_found,
)
from .store import Contact, Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .attributes import ContactSchema
    from .rules import Contract, Operation

__all__ = ["Deploy"]

Json = dict[str, Any]
_MAX_LISTS = 16  # lists of brands to keep
_EVERYTHING = BrandQuery(page_size=0)


class Deploy:
    """The account behind the API: it reads and changes contacts and brands."""

    def __init__(
        self, contract: Contract, store: Store, schema: ContactSchema, clock: Clock
    ) -> None:
        self.contract = contract
        self.store = store
        self.schema = schema
        self.clock = clock
        self.busy_until: float = 0.0
        self._lists: OrderedDict[BrandQuery, list[tuple[str, str, bool]]] = OrderedDict()
        self._lists_version: str | None = None

    # -- the operations: they take path parameters, then the body or query, and return a body

    def create_contact(self, body: Json) -> Json:
        """Add a contact (documentation page 'Create contact')."""
        self.check_create(body)
        self.check_not_busy()
        contact = self.new_contact(body)
        with self.store.transaction():
            if not self.store.add_contact(contact):
                raise contact_exists()
        return self.show_contact(contact)

    def get_contact(self, email_md5: str) -> Json:
        """Read a contact, a disabled one too (documentation page 'Get contact')."""
        return self.show_contact(self.find_contact(email_md5))

    def patch_contact(self, email_md5: str, body: Json) -> Json:
        """Merge attributes into a contact (documentation page 'Update contact')."""
        self.check_patch(body)
        self.check_not_busy()
        with self.store.transaction():
            contact = self.find_contact(email_md5)
            contact.attributes = self.merge(contact.attributes, body["attributes"])
            self.store.save_contact(contact)
        return self.show_contact(contact)

    def disable_contact(self, email_md5: str) -> None:
        """Disable a contact (documentation page 'Disable contact')."""
        self.check_not_busy()
        with self.store.transaction():
            contact = self.find_contact(email_md5)
            contact.enabled = False
            self.store.save_contact(contact)

    def list_contact_subscriptions(self, email_md5: str) -> Json:
        """List the brands of a contact (documentation page 'List contact subscriptions')."""
        return self.show_subscriptions(self.find_contact(email_md5))

    def add_contact_subscriptions(self, email_md5: str, body: Json) -> Json:
        """Subscribe a contact (documentation page 'Subscribe contact to brands')."""
        self.check_body("addContactSubscriptions", body)
        self.check_not_busy()
        with self.store.transaction():
            contact = self.find_contact(email_md5)
            self.check_brands(body["brandIds"])
            contact.brand_ids = self.united(contact.brand_ids, body["brandIds"])
            self.store.save_contact(contact)
        return self.show_subscriptions(contact)

    def remove_contact_subscription(self, email_md5: str, brand_id: str) -> None:
        """End a subscription (documentation page 'Unsubscribe contact')."""
        self.check_not_busy()
        with self.store.transaction():
            contact = self.find_contact(email_md5)
            self.check_subscribed(contact, brand_id.lower())
            contact.brand_ids.remove(brand_id.lower())
            self.store.save_contact(contact)

    def get_contact_schema(self) -> Json:
        """List the attributes of the account (documentation page 'Get contact schema')."""
        return self.schema.document()

    def list_brands(self, query: BrandQuery) -> Json:
        """List a page of the brands that match a query (documentation page 'List brands')."""
        brands = self.listed_brands(query)
        return {
            "data": [
                {"id": id_, "name": name, "enabled": enabled}
                for id_, name, enabled in self.page_of(brands, query)
            ],
            "pagination": self.pagination(len(brands), query),
        }

    def get_brand(self, brand_id: str) -> Json:
        """Read a brand (documentation page 'Get brand')."""
        brand = self.store.brand(brand_id.lower())
        if brand is None:
            raise not_found("Brand not found")
        return brand

    # -- the small decisions about contacts

    def find_contact(self, email_md5: str) -> Contact:
        """Return the contact of a path; the case of the digest does not matter."""
        contact = self.store.contact(email_md5.lower())
        if contact is None:
            raise not_found("Contact not found")
        return contact

    def new_contact(self, body: Json) -> Contact:
        """Return the contact that a create asks for; its address is kept as it was sent."""
        return Contact(
            email_md5=email_md5(body["email"]),
            email=body["email"],
            created_at=timestamp(self.clock.now()),
            attributes=dict(body.get("attributes", {})),
            brand_ids=self.united([], body.get("brandIds", [])),
        )

    def show_contact(self, contact: Contact) -> Json:
        """Return a contact as the API returns it."""
        return {
            "email": contact.email,
            "emailMd5": contact.email_md5,
            "attributes": self.schema.expand(contact.attributes),
            "brandIds": contact.brand_ids,
            "enabled": contact.enabled,
            "createdAt": contact.created_at,
        }

    def merge(self, attributes: Json, patch: Json) -> Json:
        """Return attributes after an RFC 7386 merge: null removes, a value sets."""
        merged = {**attributes, **patch}
        return {name: value for name, value in merged.items() if value is not None}

    # -- the small decisions about subscriptions and brands

    def show_subscriptions(self, contact: Contact) -> Json:
        """Return a contact's subscriptions in their order, without deleted brands."""
        names = self.store.brand_names(contact.brand_ids)
        return {
            "brands": [{"id": id_, "name": names[id_]} for id_ in contact.brand_ids if id_ in names]
        }

    def united(self, brand_ids: Sequence[str], added: Sequence[str]) -> list[str]:
        """Return the ids of both lists, each once and in lower case."""
        return list(dict.fromkeys([*brand_ids, *(brand_id.lower() for brand_id in added)]))

    def listed_brands(self, query: BrandQuery) -> Sequence[tuple[str, str, bool]]:
        """Return the brands of all pages of a query, in their order.

        The latest lists are kept until a brand changes, so that a page of a long list costs no
        more than one of a short list.
        """
        version = self.store.brands_version()
        if version != self._lists_version:
            self._lists.clear()
            self._lists_version = version
        key = replace(query, page=1, page_size=0)
        brands = self._lists.get(key)
        if brands is None:
            everything = replace(_EVERYTHING, descending=query.descending)
            if key == everything:
                brands = self.store.brands()
                brands.sort(key=self.brand_order, reverse=query.descending)
            else:
                brands = list(self.listed_brands(everything))
            brands = [brand for brand in brands if self.is_listed(brand, query)]
            self._lists[key] = brands
            if len(self._lists) > _MAX_LISTS:
                self._lists.popitem(last=False)
        else:
            self._lists.move_to_end(key)
        return brands

    def is_listed(self, brand: tuple[str, str, bool], query: BrandQuery) -> bool:
        """Return whether a brand (id, name, enabled) matches the query."""
        _, name, enabled = brand
        if query.enabled is not None and enabled != query.enabled:
            return False
        return query.operator is None or FILTERS[query.operator](name, query.value)

    def brand_order(self, brand: tuple[str, str, bool]) -> tuple[str, ...]:
        """Return the sort key: the case-folded name, the name as written, the id."""
        id_, name, _ = brand
        return name.casefold(), name, id_

    def page_of(self, brands: Sequence[Any], query: BrandQuery) -> Sequence[Any]:
        """Return the page's part of a list, nothing past the end."""
        start = (query.page - 1) * query.page_size
        return brands[start : start + query.page_size]

    def pagination(self, total: int, query: BrandQuery) -> Json:
        """Return where the page stands; an empty list has no pages."""
        return {
            "page": query.page,
            "pageSize": query.page_size,
            "totalCount": total,
            "totalPages": math.ceil(total / query.page_size),
        }

    # -- the checks that reject a request

    def check_create(self, body: Json) -> None:
        """Reject a body from which no contact can be created."""
        self.check_body("createContact", body, attributes_removable=False)
        self.check_brands(body.get("brandIds", []))

    def check_patch(self, body: Json) -> None:
        """Reject a body that is not a valid change of a contact."""
        self.check_body("patchContact", body, attributes_removable=True)

    def check_body(
        self, operation_id: str, body: Any, *, attributes_removable: bool | None = None
    ) -> None:
        """Reject a body that violates the contract's schema or the account's."""
        errors = self.contract.body_errors(self.operation(operation_id), body)
        if attributes_removable is not None and isinstance(body, dict):
            attributes: object = cast("Json", body).get("attributes")
            if isinstance(attributes, dict):
                known = {error.get("pointer") for error in errors}
                own = self.schema.errors(cast("Json", attributes), removable=attributes_removable)
                errors += [error for error in own if error["pointer"] not in known]
        if errors:
            raise invalid_request("The request body is not valid", errors)

    def check_brands(self, brand_ids: Sequence[str]) -> None:
        """Reject ids that are not brands of the account; a disabled brand is one."""
        known = self.store.brand_names(brand_id.lower() for brand_id in brand_ids)
        unknown = [brand_id for brand_id in brand_ids if brand_id.lower() not in known]
        if unknown:
            detail = f"Unknown brand id(s): {', '.join(unknown)}"
            raise invalid_request(detail, [field_error(detail, pointer=json_pointer("brandIds"))])

    def check_subscribed(self, contact: Contact, brand_id: str) -> None:
        """Reject the end of a subscription that does not exist."""
        if self.store.brand(brand_id) is None:
            raise invalid_request(f"Unknown brand id(s): {brand_id}")
        if brand_id not in contact.brand_ids:
            raise invalid_request("The contact is not subscribed to this brand")

    def check_not_busy(self) -> None:
        """Reject a change while a bulk operation runs."""
        left = self.busy_until - self.clock.now()
        if left > 0:
            raise self.busy_problem(math.ceil(left))

    def busy_problem(self, retry_after: int) -> Problem:
        """Return the problem of a busy account; `retry_after` is in seconds."""
        return account_busy(retry_after)

    def operation(self, operation_id: str) -> Operation:
        """Return an operation of the contract."""
        return self.contract.by_id[operation_id]
