"""Servers that read contacts wrongly."""

from __future__ import annotations

from typing import Any

from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.problems import invalid_request, not_found

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, stored

FAULTS = Faults()


def reading(name: str, edit: Any, *ids: str) -> None:
    """Add a server whose getContact alone edits what it shows."""

    def get_contact(self: Deploy, md5: str) -> Json:
        shown = Deploy.get_contact(self, md5)
        edit(shown)
        return shown

    FAULTS.add(name, Server(deploy=type("Reading", (Deploy,), {"get_contact": get_contact})), *ids)


reading(
    "hashes in capitals",
    lambda r: r.update(emailMd5=r["emailMd5"].upper()),
    "getContact.contact-of-path",
)
reading(
    "address among the attributes",
    lambda r: r["attributes"].update(Email=r["email"]),
    "getContact.no-predefined-attributes",
)
reading(
    "brands among the attributes",
    lambda r: r["attributes"].update(Brand=r["brandIds"]),
    "getContact.no-predefined-attributes",
)
reading("brands twice", lambda r: r.update(brandIds=r["brandIds"] * 2), "getContact.brands-unique")
reading("50 brands", lambda r: r.update(brandIds=r["brandIds"][:50]), "getContact.100-brands")
reading(
    "another address read",
    lambda r: r.update(email="x" + r["email"]),
    "getContact.md5-of-email",
    "createContact.returns-stored-contact",
    "createContact.found-by-md5",
)


def get_fails(self: Deploy, md5: str) -> Json:
    raise invalid_request("no")


def get_invents(self: Deploy, md5: str) -> Json:
    contact = self.store.contact(md5.lower())
    return self.show_contact(contact or self.new_contact({"email": "nobody@example.com"}))


def get_by_prefix(self: Deploy, md5: str) -> Json:
    row = self.store._connection.execute(
        "SELECT md5 FROM contact WHERE md5 LIKE ?", (md5.lower()[:31] + "%",)
    ).fetchone()
    if row is None:
        raise not_found("Contact not found")
    return self.show_contact(stored(self, row[0]))


def get_now_and_then(self: Deploy, md5: str) -> Json:
    shown = Deploy.get_contact(self, md5)
    count = self.__dict__["count"] = self.__dict__.get("count", 0) + 1
    return {**shown, "createdAt": f"2026-01-01T00:00:{count % 60:02}Z"}


def hides_disabled(self: Deploy, md5: str) -> Json:
    if not self.find_contact(md5).enabled:
        raise not_found("Contact not found")
    return Deploy.get_contact(self, md5)


FAULTS.instead("get_contact", get_fails, "nothing is read", "getContact.existing")
FAULTS.instead(
    "get_contact",
    get_invents,
    "strangers are invented",
    "getContact.missing-contact",
    "getContact.near-miss-md5",
)
FAULTS.instead("get_contact", get_by_prefix, "found by 31 digits", "getContact.near-miss-md5")
FAULTS.instead("get_contact", get_now_and_then, "never the same", "getContact.stable")
FAULTS.instead(
    "get_contact",
    hides_disabled,
    "disabled contacts are hidden",
    "getContact.disabled",
    "disableContact.still-readable",
)
FAULTS.instead(
    "get_contact",
    hides_disabled,
    "disabled contacts are hidden on the way",
    "disableContact.keeps-attributes",
    "any.works-in-every-state",
)
