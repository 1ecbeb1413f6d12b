"""Servers that disable contacts wrongly, or enable them again."""

from __future__ import annotations

from typing import Any

from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.message import Response, json_response
from optizmo_deploy.sandbox.problems import Problem, invalid_request, not_found

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, save, stored

FAULTS = Faults()


class Bodied(HttpApi):
    """Answers a disable with a body."""

    def succeed(self, operation: Any, result: object) -> Response:
        if operation.id == "disableContact":
            return json_response(200, {"enabled": False})
        return super().succeed(operation, result)


class BodiedAgain(HttpApi):
    """Answers the second disable of a contact with a body."""

    def perform(self, request: Any, match: Any) -> Response:
        answer = super().perform(request, match)
        if request.operation == "disableContact":
            seen = self.__dict__.setdefault("seen", set())
            if request.path in seen:
                return json_response(200, {})
            seen.add(request.path)
        return answer


FAULTS.add(
    "disable with a body",
    Server(api=Bodied),
    "disableContact.success-without-body",
    "disableContact.success-without-body",
)
FAULTS.add(
    "second disable with a body", Server(api=BodiedAgain), "disableContact.success-without-body"
)


def disable_fails(self: Deploy, md5: str) -> None:
    raise invalid_request("no")


def disable_does_nothing(self: Deploy, md5: str) -> None:
    self.find_contact(md5)


def disable_deletes(self: Deploy, md5: str) -> None:
    self.store.delete_contact(self.find_contact(md5).email_md5)


def disable_toggles(self: Deploy, md5: str) -> None:
    contact = self.find_contact(md5)
    contact.enabled = not contact.enabled
    save(self, contact)


def disable_once(self: Deploy, md5: str) -> None:
    if not self.find_contact(md5).enabled:
        raise Problem(409, "conflict_error", "The contact is disabled already")
    Deploy.disable_contact(self, md5)


def disable_the_missing(self: Deploy, md5: str) -> None:
    if self.store.contact(md5.lower()):
        Deploy.disable_contact(self, md5)


def disable_the_subscribed(self: Deploy, md5: str) -> None:
    if not self.find_contact(md5).brand_ids:
        raise invalid_request("nothing to disable")
    Deploy.disable_contact(self, md5)


def disable_everybody(self: Deploy, md5: str) -> None:
    Deploy.disable_contact(self, md5)
    self.store._connection.execute("UPDATE contact SET enabled = 0")


for name, method, ids in (
    ("disable fails", disable_fails, ("disableContact.succeeds",)),
    (
        "disable does nothing",
        disable_does_nothing,
        (
            "disableContact.still-readable",
            "disableContact.minimal-contact",
            "disableContact.seen-at-once",
            "disableContact.upper-case-md5",
        ),
    ),
    ("disable deletes", disable_deletes, ("disableContact.still-readable",)),
    ("disable toggles", disable_toggles, ("disableContact.seen-at-once",)),
    ("disable works once", disable_once, ("disableContact.again",)),
    ("disable of nobody", disable_the_missing, ("disableContact.missing-contact",)),
    ("disable of the subscribed", disable_the_subscribed, ("disableContact.minimal-contact",)),
    (
        "disable of everybody",
        disable_everybody,
        ("disableContact.others-stay-enabled", "disableContact.keeps-other-contacts"),
    ),
):
    FAULTS.instead("disable_contact", method, name, *ids)


def on_repeat(change: Any) -> Any:
    """Do something when a contact is disabled again."""

    def method(self: Deploy, md5: str) -> None:
        contact = self.find_contact(md5)
        again = not contact.enabled
        Deploy.disable_contact(self, md5)
        if again:
            contact = stored(self, md5)
            change(contact)
            save(self, contact)

    return method


FAULTS.instead(
    "disable_contact",
    on_repeat(lambda c: c.brand_ids.clear()),
    "disable again unsubscribes",
    "disableContact.again-changes-nothing",
    "disableContact.keeps-brand-ids",
)
FAULTS.after(
    "disable_contact",
    lambda s, c, *_: c.attributes.clear(),
    "disable forgets attributes",
    "disableContact.keeps-attributes",
    "disableContact.keeps-contact-attributes",
)
FAULTS.after(
    "disable_contact",
    lambda s, c, *_: c.brand_ids.clear(),
    "disable unsubscribes",
    "disableContact.keeps-subscriptions",
    "disableContact.keeps-brand-ids",
    "disableContact.keeps-subscription-list",
)


def list_of_enabled(self: Deploy, md5: str) -> Json:
    if not self.find_contact(md5).enabled:
        raise not_found("Contact not found")
    return Deploy.list_contact_subscriptions(self, md5)


FAULTS.instead(
    "list_contact_subscriptions",
    list_of_enabled,
    "disabled contacts have no list",
    "disableContact.subscriptions-readable",
)
for operation, id_ in (
    ("patch_contact", "disableContact.not-undone-by-patch"),
    ("add_contact_subscriptions", "disableContact.not-undone-by-adding"),
    ("remove_contact_subscription", "disableContact.not-undone-by-removing"),
):
    FAULTS.after(
        operation, lambda s, c, *_: setattr(c, "enabled", True), f"{operation} enables", id_
    )
