"""Servers that are wrong about disabled, newly created, nearly equal or namesake things alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.identity import email_md5
from optizmo_deploy.sandbox.problems import Problem, contact_exists, not_found

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, save, stored

if TYPE_CHECKING:
    from collections.abc import Callable

FAULTS = Faults()


# --- disabled contacts
def lax_with_disabled(operation: str, answer: Callable[[Deploy, str], Any], *ids: str) -> None:
    """Add a server that answers bad requests for disabled contacts with a success."""

    def method(self: Deploy, email_md5: str, *arguments: Any) -> Any:
        try:
            return getattr(Deploy, operation)(self, email_md5, *arguments)
        except Problem as problem:
            if problem.status != 400 or self.find_contact(email_md5).enabled:
                raise
            return answer(self, email_md5)

    FAULTS.instead(operation, method, f"lax with disabled contacts: {operation}", *ids)


lax_with_disabled("patch_contact", Deploy.get_contact, "patchContact.rejected-for-disabled-contact")
lax_with_disabled(
    "add_contact_subscriptions",
    Deploy.list_contact_subscriptions,
    "addContactSubscriptions.rejected-for-disabled-contact",
)
lax_with_disabled(
    "remove_contact_subscription",
    lambda _s, _m: None,
    "removeContactSubscription.rejected-for-disabled-contact",
)


def enable_the_bare(self: Deploy, email_md5: str, body: Json) -> Json:
    bare = not self.find_contact(email_md5).brand_ids
    answer = Deploy.add_contact_subscriptions(self, email_md5, body)
    contact = stored(self, email_md5)
    contact.enabled = contact.enabled or bare
    save(self, contact)
    return answer


FAULTS.instead(
    "add_contact_subscriptions",
    enable_the_bare,
    "first subscription enables",
    "disableContact.minimal-contact-stays-disabled",
)


# --- what is so anyway
class TakesWhatIsSo(Deploy):
    """Takes the attributes Email and Brand where they repeat what the contact has."""

    def create_contact(self, body: Json) -> Json:
        return super().create_contact(_without(body, body.get("email"), body.get("brandIds")))

    def patch_contact(self, email_md5: str, body: Json) -> Json:
        contact = self.find_contact(email_md5)
        return super().patch_contact(email_md5, _without(body, contact.email, contact.brand_ids))


def _without(body: Json, email: Any, brand_ids: Any) -> Json:
    if not isinstance(body.get("attributes"), dict):
        return body
    left = {
        name: value
        for name, value in body["attributes"].items()
        if (name, value) not in (("Email", email), ("Brand", brand_ids))
    }
    return {**body, "attributes": left}


FAULTS.add(
    "takes what is so",
    Server(deploy=TakesWhatIsSo),
    "createContact.predefined-attribute-unchanged",
    "patchContact.predefined-attribute-unchanged",
)


# --- what is nearly the same
def same_but_for(kind: type, key: Callable[[Any], Any], name: str, *ids: str) -> None:
    """Add a server that keeps an attribute whose new value is the same but for something."""

    def merge(self: Deploy, attributes: Json, patch: Json) -> Json:
        changed = {
            attribute: value
            for attribute, value in patch.items()
            if type(value) is not kind
            or type(attributes.get(attribute)) is not kind
            or key(attributes[attribute]) != key(value)
        }
        return Deploy.merge(self, attributes, changed)

    FAULTS.instead("merge", merge, name, *ids)


same_but_for(str, str.casefold, "ignores case of values", "patchContact.similar-text")
same_but_for(str, str.rstrip, "ignores trailing space of values", "patchContact.similar-text")
same_but_for(int, abs, "ignores signs", "patchContact.similar-number")
same_but_for(list, sorted, "ignores order", "patchContact.similar-array")


def ignore_domain(self: Deploy, body: Json) -> Json:
    user = str(body.get("email")).lower().partition("@")[0]
    rows = self.store._connection.execute("SELECT email FROM contact").fetchall()
    if any(email.lower().partition("@")[0] == user for (email,) in rows):
        raise contact_exists()
    return Deploy.create_contact(self, body)


FAULTS.instead(
    "create_contact", ignore_domain, "ignores domains", "createContact.similar-addresses-differ"
)


def remove_namesakes(self: Deploy, email_md5: str, brand_id: str) -> None:
    Deploy.remove_contact_subscription(self, email_md5, brand_id)
    contact = stored(self, email_md5)
    names = self.store.brand_names([*contact.brand_ids, brand_id.lower()])
    gone = names.pop(brand_id.lower()).lower()
    contact.brand_ids = [each for each in contact.brand_ids if names[each].lower() != gone]
    save(self, contact)


FAULTS.instead(
    "remove_contact_subscription",
    remove_namesakes,
    "removes namesakes",
    "removeContactSubscription.brand-of-same-name",
)


# --- what was missed before
def missing_for_good(operation: str, *ids: str) -> None:
    """Add a server that never finds a contact that an operation missed once."""

    def method(self: Deploy, email_md5: str, *arguments: Any) -> Any:
        missed = self.__dict__.setdefault("missed", set())
        if email_md5 in missed:
            raise not_found("Contact not found")
        try:
            return getattr(Deploy, operation)(self, email_md5, *arguments)
        except Problem as problem:
            if problem.status == 404:
                missed.add(email_md5)
            raise

    FAULTS.instead(operation, method, f"missing for good: {operation}", *ids)


missing_for_good("list_contact_subscriptions", "listContactSubscriptions.missing-then-created")
missing_for_good("patch_contact", "patchContact.missing-then-created")
missing_for_good("disable_contact", "disableContact.missing-then-created")
missing_for_good("add_contact_subscriptions", "addContactSubscriptions.missing-then-created")
missing_for_good("remove_contact_subscription", "removeContactSubscription.missing-then-created")


# --- histories
def forget_after_five(self: Deploy, body: Json) -> Json:
    answer = Deploy.create_contact(self, body)
    created = self.__dict__.setdefault("created", [])
    created.append(answer["emailMd5"])
    if len(created) > 2:
        contact = stored(self, created.pop(0))
        contact.attributes = {}
        save(self, contact)
    return answer


FAULTS.instead(
    "create_contact",
    forget_after_five,
    "forgets old contacts",
    "getContact.untouched-contact",
    "getContact.existing",
    "patchContact.sets-several",
)


def add_ten_times(self: Deploy, email_md5: str, body: Json) -> Json:
    count = self.__dict__.setdefault("count", {})
    count[email_md5] = count.get(email_md5, 0) + 1
    if count[email_md5] > 10:
        return self.list_contact_subscriptions(email_md5)
    return Deploy.add_contact_subscriptions(self, email_md5, body)


FAULTS.instead(
    "add_contact_subscriptions",
    add_ten_times,
    "adds ten times",
    "addContactSubscriptions.many-writes",
)


class LastStays(Deploy):
    """Keeps the last of several brands that a contact was created with."""

    def create_contact(self, body: Json) -> Json:
        answer = super().create_contact(body)
        if len(answer["brandIds"]) > 2:
            self.__dict__.setdefault("last", {})[answer["emailMd5"]] = body["brandIds"][-1].lower()
        return answer

    def remove_contact_subscription(self, email_md5: str, brand_id: str) -> None:
        if self.__dict__.get("last", {}).get(email_md5) == brand_id.lower():
            raise Problem(400, "invalid_request_error", "The contact is not subscribed")
        super().remove_contact_subscription(email_md5, brand_id)


FAULTS.add(
    "last of a create stays", Server(deploy=LastStays), "removeContactSubscription.brands-of-create"
)


class SharesEmpty(Deploy):
    """Gives all contacts created with empty attributes the same."""

    def create_contact(self, body: Json) -> Json:
        answer = super().create_contact(body)
        if body.get("attributes") == {}:
            self.__dict__.setdefault("sharers", []).append(answer["emailMd5"])
        return answer

    def patch_contact(self, email_md5: str, body: Json) -> Json:
        sharers = self.__dict__.get("sharers", [])
        for other in sharers if email_md5 in sharers else ():
            super().patch_contact(other, body)
        return super().patch_contact(email_md5, body)


FAULTS.add(
    "shares empty attributes", Server(deploy=SharesEmpty), "createContact.contacts-independent"
)


def patch_the_disabled(self: Deploy, body: Json) -> Json:
    try:
        return Deploy.create_contact(self, body)
    except Problem as problem:
        contact = (
            self.store.contact(email_md5(body["email"]))
            if problem.code == "contact_exists"
            else None
        )
        if contact is not None and not contact.enabled:
            contact.attributes = self.merge(contact.attributes, body.get("attributes", {}))
            save(self, contact)
        raise


FAULTS.instead(
    "create_contact",
    patch_the_disabled,
    "create patches disabled",
    "createContact.exists-disabled-changes-nothing",
)


def lose_own_address(self: Deploy, attributes: Json, patch: Json) -> Json:
    return Deploy.merge(
        self,
        attributes,
        {k: v for k, v in patch.items() if not str(v).startswith("conformance+")},
    )


FAULTS.instead("merge", lose_own_address, "loses own address", "patchContact.own-address")
