"""Servers that patch contacts wrongly."""

from __future__ import annotations

import itertools
from typing import Any

from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.identity import email_md5
from optizmo_deploy.sandbox.problems import Problem, invalid_request, not_found

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, save, stored

FAULTS = Faults()


def merging(name: str, merge: Any, *ids: str) -> None:
    """Add a server that merges attributes in its own way."""

    def method(self: Deploy, attributes: Json, patch: Json) -> Json:
        return merge(lambda a, p: Deploy.merge(self, a, p), attributes, patch)

    FAULTS.add(name, Server(deploy=type("Merging", (Deploy,), {"merge": method})), *ids)


def some(patch: Json, test: Any) -> Json:
    return {key: value for key, value in patch.items() if test(key, value)}


def appended(attributes: Json, patch: Json) -> Json:
    return {
        key: attributes[key] + value if isinstance(value, list) and key in attributes else value
        for key, value in patch.items()
    }


def one_null(patch: Json) -> Json:
    nulls = [key for key, value in patch.items() if value is None]
    return some(patch, lambda key, value: key not in nulls[1:])


merging(
    "nothing new is set",
    lambda m, a, p: m(a, some(p, lambda k, v: k in a)),
    "patchContact.sets",
    "patchContact.sets-several",
)
merging(
    "nothing set is changed",
    lambda m, a, p: m(a, some(p, lambda k, v: k not in a or v is None)),
    "patchContact.changes",
)
merging(
    "null is ignored",
    lambda m, a, p: m(a, some(p, lambda k, v: v is not None)),
    "patchContact.null-removes",
    "patchContact.removes-several",
    "patchContact.disabled-contact",
)
merging(
    "null is ignored for addresses",
    lambda m, a, p: m(a, some(p, lambda k, v: v is not None or k != "work_email")),
    "patchContact.null-removes",
    "patchContact.derived-removed",
)
merging(
    "everything is replaced",
    lambda m, a, p: m({}, p),
    "patchContact.absent-unchanged",
    "patchContact.empty-patch",
)
merging(
    "null empties everything",
    lambda m, a, p: m({} if None in p.values() else a, p),
    "patchContact.absent-unchanged",
)
merging(
    "the first is set",
    lambda m, a, p: m(a, dict([*p.items()][:1])),
    "patchContact.sets-several",
    "patchContact.sets-and-removes",
    "patchContact.removes-several",
)
merging(
    "the last is set",
    lambda m, a, p: m(a, dict([*p.items()][-1:])),
    "patchContact.sets-several",
    "patchContact.sets-and-removes",
)
merging(
    "null stops setting",
    lambda m, a, p: m(a, some(p, lambda k, v: v is None)) if None in p.values() else m(a, p),
    "patchContact.sets-and-removes",
)
merging(
    "one null counts",
    lambda m, a, p: m(a, one_null(p)),
    "patchContact.sets-and-removes",
    "patchContact.removes-several",
)
PATCHES = itertools.count(1)
merging(
    "every fifth replaces",
    lambda m, a, p: m({} if next(PATCHES) % 5 == 0 else a, p),
    "patchContact.many-patches",
)
merging(
    "arrays are appended to",
    lambda m, a, p: m(a, appended(a, p)),
    "patchContact.replaces-array",
    "patchContact.same-value",
)
merging(
    "empty arrays are ignored",
    lambda m, a, p: m(a, some(p, lambda k, v: v != [])),
    "patchContact.empties-array",
)
merging(
    "nothing is not nothing", lambda m, a, p: m({} if not p else a, p), "patchContact.empty-patch"
)
merging(
    "the same is removed",
    lambda m, a, p: m(a, {k: None if a.get(k) == v else v for k, v in p.items()}),
    "patchContact.same-value",
)
merging(
    "zero and false are removed",
    lambda m, a, p: m(a, {k: v or None for k, v in p.items()}),
    "patchContact.stores-zero",
    "patchContact.stores-false",
)
merging(
    "zero and false are ignored",
    lambda m, a, p: m(a, some(p, lambda k, v: v or v is None)),
    "patchContact.stores-false",
)


def forgets_removed(self: Deploy, md5: str, body: Any) -> Json:
    removed = self.__dict__.setdefault("removed", set())
    attributes = body.get("attributes") if isinstance(body, dict) else None
    if isinstance(attributes, dict):
        kept = some(attributes, lambda key, value: (md5, key) not in removed)
        removed |= {(md5, key) for key, value in attributes.items() if value is None}
        body = {**body, "attributes": kept}
    return Deploy.patch_contact(self, md5, body)


def drops_misshaped(self: Deploy, md5: str, body: Any) -> Json:
    if isinstance(body, dict) and not isinstance(body.get("attributes"), dict):
        body = {"attributes": {}}
    return Deploy.patch_contact(self, md5, body)


def upserts(self: Deploy, md5: str, body: Any) -> Json:
    if self.store.contact(md5.lower()) is None:
        raise invalid_request("no such contact")
    return Deploy.patch_contact(self, md5, body)


def only_enabled(self: Deploy, md5: str, body: Any) -> Json:
    if not self.find_contact(md5).enabled:
        raise not_found("Contact not found")
    return Deploy.patch_contact(self, md5, body)


def enables_by_member(self: Deploy, md5: str, body: Any) -> Json:
    shown = Deploy.patch_contact(self, md5, body)
    if "enabled" in body:
        contact = stored(self, md5)
        contact.enabled = body["enabled"]
        save(self, contact)
    return shown


def renames_by_member(self: Deploy, md5: str, body: Any) -> Json:
    shown = Deploy.patch_contact(self, md5, body)
    if "email" in body:
        contact = stored(self, md5)
        contact.email = body["email"]
        save(self, contact)
    return shown


def moves_by_member(self: Deploy, md5: str, body: Any) -> Json:
    shown = Deploy.patch_contact(self, md5, body)
    if "email" in body:
        contact = stored(self, md5)
        contact.email, contact.email_md5 = body["email"], email_md5(body["email"])
        save(self, contact)
    return shown


def applies_and_refuses(self: Deploy, md5: str, body: Any) -> Json:
    try:
        return Deploy.patch_contact(self, md5, body)
    except Problem:
        attributes = body.get("attributes") if isinstance(body, dict) else None
        if isinstance(attributes, dict) and attributes.get("first_name") == "":
            contact = stored(self, md5)
            contact.attributes.pop("first_name", None)
            save(self, contact)
        raise


def answers_before(self: Deploy, md5: str, body: Any) -> Json:
    before = Deploy.get_contact(self, md5) if self.store.contact(md5.lower()) else {}
    Deploy.patch_contact(self, md5, body)
    return before


def answers_patch(self: Deploy, md5: str, body: Any) -> Json:
    shown = Deploy.patch_contact(self, md5, body)
    return {**shown, "attributes": some(body["attributes"], lambda key, value: value is not None)}


def refuses_new(self: Deploy, md5: str, body: Any) -> Json:
    if isinstance(body, dict) and body.get("attributes") == {}:
        raise invalid_request("nothing to do")
    return Deploy.patch_contact(self, md5, body)


for name, method, ids in (
    ("removed for good", forgets_removed, ("patchContact.sets-again",)),
    (
        "attributes that are no object are dropped",
        drops_misshaped,
        ("patchContact.attributes-not-object",),
    ),
    ("missing contacts are bad requests", upserts, ("patchContact.missing-contact",)),
    ("disabled contacts cannot be patched", only_enabled, ("patchContact.disabled-contact",)),
    ("enabled can be patched", enables_by_member, ("patchContact.does-not-enable",)),
    ("email can be patched", renames_by_member, ("patchContact.identity-immutable",)),
    ("contacts move", moves_by_member, ("patchContact.identity-immutable",)),
    (
        "refused patches are applied",
        applies_and_refuses,
        ("patchContact.rejected-changes-nothing",),
    ),
    (
        "the contact before is answered",
        answers_before,
        ("patchContact.returns-stored-contact", "patchContact.changes"),
    ),
    (
        "the patch is answered",
        answers_patch,
        ("patchContact.returns-stored-contact", "patchContact.absent-unchanged"),
    ),
    ("empty patches are refused", refuses_new, ("patchContact.empty-patch",)),
):
    FAULTS.instead("patch_contact", method, name, *ids)
