"""Servers that create contacts wrongly, or do something else when a contact exists."""

from __future__ import annotations

import re
from typing import Any

from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.identity import email_md5
from optizmo_deploy.sandbox.problems import Problem, contact_exists, invalid_request

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, save, stored

FAULTS = Faults()


def making(name: str, edit: Any, *ids: str) -> None:
    """Add a server that edits every contact when it is created."""

    def new_contact(self: Deploy, body: Json) -> Any:
        contact = Deploy.new_contact(self, body)
        edit(self, contact)
        return contact

    FAULTS.add(name, Server(deploy=type("Making", (Deploy,), {"new_contact": new_contact})), *ids)


making(
    "brands dropped",
    lambda s, c: setattr(c, "brand_ids", []),
    "createContact.one-brand",
    "createContact.several-brands",
    "createContact.brands-listed",
    "createContact.attributes-and-brands",
)
making(
    "first brand only",
    lambda s, c: setattr(c, "brand_ids", c.brand_ids[:1]),
    "createContact.several-brands",
    "createContact.100-brands",
)
making(
    "99 brands at most",
    lambda s, c: setattr(c, "brand_ids", c.brand_ids[:99]),
    "createContact.100-brands",
)
making(
    "a brand by default",
    lambda s, c: setattr(c, "brand_ids", c.brand_ids or [s.store.brands()[0][0]]),
    "createContact.no-brands",
)
making(
    "an attribute by default",
    lambda s, c: c.attributes.setdefault("vip", False),
    "createContact.no-attributes",
)
making(
    "one attribute at most",
    lambda s, c: setattr(c, "attributes", dict([*c.attributes.items()][:1])),
    "createContact.stores-all-types",
)
making("created disabled", lambda s, c: setattr(c, "enabled", False), "createContact.enabled")
making(
    "created in 1970",
    lambda s, c: setattr(c, "created_at", "1970-01-01T00:00:00Z"),
    "createContact.created-at",
)
making(
    "created in 2999",
    lambda s, c: setattr(c, "created_at", "2999-01-01T00:00:00Z"),
    "createContact.created-at",
)
making(
    "another address",
    lambda s, c: setattr(c, "email", "x" + c.email),
    "createContact.email-as-sent",
    "getContact.md5-of-email",
)


@FAULTS.deploy("createContact.md5-of-lower-case", "createContact.found-by-md5-of-lower-case")
class HashOfTheAddressAsSent(Deploy):
    def new_contact(self, body: Json) -> Any:
        contact = super().new_contact(body)
        if body["email"] != body["email"].lower():
            contact.email_md5 = email_md5(body["email"].swapcase() + " ")
        return contact


@FAULTS.deploy("createContact.md5-of-email", "createContact.found-by-md5")
class HashOfTheLocalPart(Deploy):
    def new_contact(self, body: Json) -> Any:
        contact = super().new_contact(body)
        contact.email_md5 = email_md5(body["email"].partition("@")[0])
        return contact


@FAULTS.deploy("createContact.plus-tags-differ")
class TagsAreNothing(Deploy):
    def new_contact(self, body: Json) -> Any:
        return super().new_contact({**body, "email": re.sub(r"\+[^@]*@", "@", body["email"])})


@FAULTS.deploy("createContact.usual-addresses")
class UnderscoresAreRefused(Deploy):
    def check_create(self, body: Json) -> None:
        super().check_create(body)
        if "_" in body["email"]:
            raise invalid_request("email is not an address")


@FAULTS.deploy("createContact.minimal")
class BrandsRequired(Deploy):
    def check_create(self, body: Json) -> None:
        super().check_create(body)
        if "brandIds" not in body:
            raise invalid_request("brandIds is required")


class Colliding(Deploy):
    """Does something of its own when a contact exists."""

    def collide(self, contact: Any, body: Json) -> Any:
        raise NotImplementedError

    def create_contact(self, body: Any) -> Any:
        try:
            return super().create_contact(body)
        except Problem as problem:
            if problem.code != "contact_exists":
                raise
            return self.collide(stored(self, email_md5(body["email"])), body)


@FAULTS.deploy("createContact.exists")
class ExistingContactsAreAnswered(Colliding):
    def collide(self, contact: Any, body: Json) -> Any:
        return self.show_contact(contact)


@FAULTS.deploy(
    "createContact.exists", "createContact.exists-in-other-case", "createContact.exists-disabled"
)
class ExistingContactsConflictInGeneral(Colliding):
    def collide(self, contact: Any, body: Json) -> Any:
        raise Problem(409, "conflict_error", "The contact exists")


@FAULTS.deploy("createContact.exists-in-other-case")
class ExistingContactsInCapitalsAreAnswered(Colliding):
    def collide(self, contact: Any, body: Json) -> Any:
        if body["email"] != contact.email:
            return self.show_contact(contact)
        raise contact_exists()


@FAULTS.deploy("createContact.exists-disabled", "disableContact.not-undone-by-create")
class DisabledContactsAreRevived(Colliding):
    def collide(self, contact: Any, body: Json) -> Any:
        if contact.enabled:
            raise contact_exists()
        contact.enabled = True
        save(self, contact)
        return self.show_contact(contact)


@FAULTS.deploy("createContact.exists-changes-nothing")
class ExistingContactsAreMergedWith(Colliding):
    def collide(self, contact: Any, body: Json) -> Any:
        contact.attributes |= body.get("attributes", {})
        save(self, contact)
        raise contact_exists()


@FAULTS.deploy("createContact.brand-in-two-cases", "addContactSubscriptions.brand-in-two-cases")
class IdsInTwoCasesAreTwo(Deploy):
    def united(self, brand_ids: Any, added: Any) -> list[str]:
        return list(dict.fromkeys([*brand_ids, *added]))

    def show_subscriptions(self, contact: Any) -> Json:
        names = self.store.brand_names([brand_id.lower() for brand_id in contact.brand_ids])
        return {
            "brands": [
                {"id": i, "name": names[i.lower()]} for i in contact.brand_ids if i.lower() in names
            ]
        }
