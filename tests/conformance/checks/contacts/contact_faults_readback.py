"""Servers whose writes are not seen, or do more than they should."""

from __future__ import annotations

from typing import Any

from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.problems import Problem, not_found

from tests.conformance.checks.contacts.contact_servers import (
    Faults,
    Json,
    Server,
    others,
    save,
    stored,
)

FAULTS = Faults()
PATCH, ADD = "patch_contact", "add_contact_subscriptions"
REMOVE, DISABLE, CREATE = "remove_contact_subscription", "disable_contact", "create_contact"


def restamp(deploy: Deploy, contact: Any, *_: Any) -> None:
    count = deploy.__dict__["stamps"] = deploy.__dict__.get("stamps", 0) + 1
    contact.created_at = f"2026-01-01T00:00:{count % 60:02}.000Z"


def readdress(deploy: Deploy, contact: Any, *_: Any) -> None:
    contact.email = "x" + contact.email


def change_others(deploy: Deploy, contact: Any, *_: Any) -> None:
    for other in others(deploy, contact):
        other.attributes = {**contact.attributes, "first_name": contact.email}
        save(deploy, other)


def change_the_latest(deploy: Deploy, contact: Any, *_: Any) -> None:
    latest = deploy.store._connection.execute(
        "SELECT md5 FROM contact ORDER BY created_at DESC LIMIT 1"
    ).fetchone()[0]
    if latest != contact.email_md5:
        other = stored(deploy, latest)
        other.attributes = {**contact.attributes, "first_name": contact.email}
        save(deploy, other)


def resubscribe_others(deploy: Deploy, contact: Any, *_: Any) -> None:
    for other in others(deploy, contact):
        other.brand_ids = list(reversed(contact.brand_ids))[:1]
        save(deploy, other)


def lose_first(deploy: Deploy, contact: Any, *_: Any) -> None:
    contact.attributes.pop(next(iter(contact.attributes), ""), None)


def lose_brand(deploy: Deploy, contact: Any, *_: Any) -> None:
    contact.brand_ids = contact.brand_ids[:-1]


def disable(deploy: Deploy, contact: Any, *_: Any) -> None:
    contact.enabled = False


for operation, ids in (
    (PATCH, ("11", "12", "16", "17")),
    (ADD, ("20", "21", "24", "25")),
    (REMOVE, ("28", "29", "32", "33")),
    (DISABLE, ("36", "37", "41", "42")),
):
    stamped, addressed, strangers, lists = (f"READBACK-{number}" for number in ids)
    FAULTS.after(operation, restamp, f"{operation} stamps anew", stamped)
    FAULTS.after(operation, readdress, f"{operation} changes the address", addressed)
    FAULTS.after(operation, change_others, f"{operation} changes others", strangers)
    FAULTS.after(operation, change_the_latest, f"{operation} changes the latest", strangers)
    FAULTS.after(operation, resubscribe_others, f"{operation} subscribes others", lists)
FAULTS.after(
    PATCH,
    lose_brand,
    f"{PATCH} loses a brand",
    "patchContact.keeps-brand-ids",
    "patchContact.keeps-subscription-list",
)
FAULTS.after(
    DISABLE,
    lose_brand,
    f"{DISABLE} loses a brand",
    "disableContact.keeps-brand-ids",
    "disableContact.keeps-subscription-list",
)
FAULTS.after(
    ADD, lose_first, f"{ADD} loses an attribute", "addContactSubscriptions.keeps-contact-attributes"
)
FAULTS.after(
    REMOVE,
    lose_first,
    f"{REMOVE} loses an attribute",
    "removeContactSubscription.keeps-contact-attributes",
)
FAULTS.after(
    DISABLE, lose_first, f"{DISABLE} loses an attribute", "disableContact.keeps-contact-attributes"
)
FAULTS.after(PATCH, disable, f"{PATCH} disables", "patchContact.keeps-enabled")
FAULTS.after(ADD, disable, f"{ADD} disables", "addContactSubscriptions.keeps-enabled")
FAULTS.after(REMOVE, disable, f"{REMOVE} disables", "removeContactSubscription.keeps-enabled")


def create_changes_others(self: Deploy, body: Any) -> Json:
    shown = Deploy.create_contact(self, body)
    contact = stored(self, shown["emailMd5"])
    change_others(self, contact)
    return shown


def create_subscribes_others(self: Deploy, body: Any) -> Json:
    shown = Deploy.create_contact(self, body)
    resubscribe_others(self, stored(self, shown["emailMd5"]))
    return shown


def create_answers_request(self: Deploy, body: Any) -> Json:
    shown = Deploy.create_contact(self, body)
    contact = stored(self, shown["emailMd5"])
    contact.brand_ids = contact.brand_ids[1:]
    save(self, contact)
    return shown


FAULTS.instead(
    CREATE, create_changes_others, "create changes others", "createContact.keeps-other-contacts"
)
FAULTS.instead(
    CREATE,
    create_subscribes_others,
    "create subscribes others",
    "createContact.keeps-other-subscriptions",
)
FAULTS.instead(
    CREATE,
    create_answers_request,
    "create answers the request",
    "createContact.returns-stored-contact",
)


class CachedReads(Deploy):
    """Reads a contact once."""

    def get_contact(self, email_md5: str) -> Json:
        cache = self.__dict__.setdefault("contacts", {})
        if email_md5 not in cache:
            cache[email_md5] = super().get_contact(email_md5)
        return cache[email_md5]


class CachedLists(Deploy):
    """Lists a contact's subscriptions once."""

    def list_contact_subscriptions(self, email_md5: str) -> Json:
        cache = self.__dict__.setdefault("lists", {})
        if email_md5 not in cache:
            cache[email_md5] = super().list_contact_subscriptions(email_md5)
        return cache[email_md5]


class CachedMisses(Deploy):
    """Remembers who was missing."""

    def get_contact(self, email_md5: str) -> Json:
        misses = self.__dict__.setdefault("misses", set())
        if email_md5 in misses:
            raise not_found("Contact not found")
        try:
            return super().get_contact(email_md5)
        except Problem:
            misses.add(email_md5)
            raise


class CachedCapitals(Deploy):
    """Reads a contact once under a hash in upper case."""

    def get_contact(self, email_md5: str) -> Json:
        if email_md5 == email_md5.lower():
            return super().get_contact(email_md5)
        cache = self.__dict__.setdefault("capitals", {})
        if email_md5 not in cache:
            cache[email_md5] = super().get_contact(email_md5)
        return cache[email_md5]


FAULTS.add(
    "reads are cached",
    Server(deploy=CachedReads),
    "patchContact.seen-at-once",
    "addContactSubscriptions.seen-by-get-contact",
    "removeContactSubscription.seen-by-get-contact",
    "disableContact.seen-at-once",
)
FAULTS.add(
    "lists are cached",
    Server(deploy=CachedLists),
    "addContactSubscriptions.seen-by-list",
    "removeContactSubscription.seen-by-list",
    "addContactSubscriptions.readers-agree",
    "removeContactSubscription.readers-agree",
)
FAULTS.add("misses are cached", Server(deploy=CachedMisses), "createContact.seen-at-once")
FAULTS.add(
    "reads in capitals are cached", Server(deploy=CachedCapitals), "any.upper-case-md5-after-writes"
)


def lost_in_capitals(operation: str) -> Any:
    """Do nothing under a hash in upper case but answer."""

    def method(self: Deploy, md5: str, *rest: Any) -> Any:
        if md5 == md5.lower():
            return getattr(Deploy, operation)(self, md5, *rest)
        contact = self.find_contact(md5)
        answer = getattr(Deploy, operation)(self, md5, *rest)
        save(self, contact)
        return answer

    return method


for operation, id_ in ((PATCH, "19"), (ADD, "27"), (REMOVE, "35"), (DISABLE, "44")):
    FAULTS.instead(
        operation, lost_in_capitals(operation), f"{operation} lost in capitals", f"READBACK-{id_}"
    )


class TwoTruths(Deploy):
    """Lists other brands than the contact shows, once it was written."""

    def list_contact_subscriptions(self, email_md5: str) -> Json:
        return {"brands": super().list_contact_subscriptions(email_md5)["brands"][1:]}


FAULTS.add(
    "two truths",
    Server(deploy=TwoTruths),
    "patchContact.readers-agree",
    "addContactSubscriptions.readers-agree",
    "removeContactSubscription.readers-agree",
    "disableContact.readers-agree",
    "createContact.readers-agree",
)


def when_empty(deploy: Deploy, contact: Any, *_: Any) -> None:
    if not contact.brand_ids:
        contact.enabled = False


def when_bare(deploy: Deploy, contact: Any, *_: Any) -> None:
    if not contact.attributes:
        contact.enabled = False


def when_full(deploy: Deploy, contact: Any, *_: Any) -> None:
    if len(contact.brand_ids) > 50:
        contact.attributes = {"first_name": "full"}


FAULTS.after(
    PATCH,
    when_bare,
    "the last attribute disables",
    "patchContact.removes-several",
    "patchContact.no-side-effects",
)
FAULTS.after(
    ADD,
    when_full,
    "many brands overwrite",
    "addContactSubscriptions.100-brands",
    "addContactSubscriptions.no-side-effects",
)
FAULTS.after(
    REMOVE,
    when_empty,
    "the last brand disables",
    "removeContactSubscription.only-brand",
    "removeContactSubscription.no-side-effects",
)


def cut_to_fifty(deploy: Deploy, contact: Any, *_: Any) -> None:
    contact.brand_ids = contact.brand_ids[:50]


for operation in (PATCH, ADD, REMOVE, DISABLE):
    FAULTS.after(operation, cut_to_fifty, f"{operation} keeps fifty brands", "any.many-brands-kept")
