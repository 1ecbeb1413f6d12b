"""Servers that add subscriptions wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.problems import Problem, field_error, invalid_request, not_found

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, save, stored

if TYPE_CHECKING:
    from optizmo_deploy.sandbox.message import Response

FAULTS = Faults()


class Created(HttpApi):
    """Answers subscribing with 201."""

    def succeed(self, operation: Any, result: object) -> Response:
        answer = super().succeed(operation, result)
        if operation.id == "addContactSubscriptions":
            answer.status = 201
        return answer


FAULTS.add("subscribing creates", Server(api=Created), "addContactSubscriptions.success-status")


def uniting(name: str, unite: Any, *ids: str) -> None:
    """Add a server that unites brands in its own way when a contact is subscribed."""

    def method(self: Deploy, md5: str, body: Any) -> Json:
        before = list(contact.brand_ids) if (contact := self.store.contact(md5.lower())) else []
        Deploy.add_contact_subscriptions(self, md5, body)
        contact = stored(self, md5)
        contact.brand_ids = unite(before, [brand_id.lower() for brand_id in body["brandIds"]])
        save(self, contact)
        return self.show_subscriptions(contact)

    FAULTS.instead("add_contact_subscriptions", method, name, *ids)


def united(before: list[str], added: list[str]) -> list[str]:
    return list(dict.fromkeys([*before, *added]))


uniting("nothing is added", lambda b, a: b, "addContactSubscriptions.one-brand")
uniting(
    "the first is added",
    lambda b, a: united(b, a[:1]),
    "addContactSubscriptions.several-brands",
    "addContactSubscriptions.new-and-existing",
)
uniting(
    "the last is added", lambda b, a: united(b, a[-1:]), "addContactSubscriptions.several-brands"
)
uniting("99 are added", lambda b, a: united(b, a[:99]), "addContactSubscriptions.100-brands")
uniting(
    "100 in all", lambda b, a: united(b, a)[:100], "addContactSubscriptions.more-than-100-brands"
)
uniting(
    "the others are ended",
    lambda b, a: a,
    "addContactSubscriptions.keeps-others",
    "addContactSubscriptions.new-and-existing",
)
uniting(
    "brands are doubled",
    lambda b, a: b + a,
    "addContactSubscriptions.again",
    "addContactSubscriptions.new-and-existing",
)
uniting(
    "old brands stop new ones",
    lambda b, a: b if set(a) & set(b) else b + a,
    "addContactSubscriptions.new-and-existing",
)
uniting(
    "brands are toggled",
    lambda b, a: [i for i in united(b, a) if not (i in a and i in b)],
    "addContactSubscriptions.again",
)


def answering(name: str, answer: Any, *ids: str) -> None:
    """Add a server that answers subscribing in its own way."""

    def method(self: Deploy, md5: str, body: Any) -> Json:
        shown = Deploy.add_contact_subscriptions(self, md5, body)
        return {"brands": answer(shown["brands"], {i.lower() for i in body["brandIds"]})}

    FAULTS.instead("add_contact_subscriptions", method, name, *ids)


answering(
    "what was asked for is answered",
    lambda b, a: [x for x in b if x["id"] in a],
    "addContactSubscriptions.returns-all",
    "addContactSubscriptions.returns-stored-list",
)
answering(
    "what was there is answered",
    lambda b, a: [x for x in b if x["id"] not in a],
    "addContactSubscriptions.one-brand",
)
answering(
    "names are answered in capitals",
    lambda b, a: [{**x, "name": x["name"].upper()} for x in b],
    "addContactSubscriptions.brand-names",
)


def enabled_only(self: Deploy, md5: str, body: Any) -> Json:
    if not self.find_contact(md5).enabled:
        raise not_found("Contact not found")
    return Deploy.add_contact_subscriptions(self, md5, body)


def nobody_is_bad(self: Deploy, md5: str, body: Any) -> Json:
    if self.store.contact(md5.lower()) is None:
        raise invalid_request("no such contact")
    return Deploy.add_contact_subscriptions(self, md5, body)


def ends_when_refusing(self: Deploy, md5: str, body: Any) -> Json:
    try:
        return Deploy.add_contact_subscriptions(self, md5, body)
    except Problem:
        contact = stored(self, md5)
        contact.brand_ids = []
        save(self, contact)
        raise


FAULTS.instead(
    "add_contact_subscriptions",
    enabled_only,
    "disabled contacts cannot be subscribed",
    "addContactSubscriptions.disabled-contact",
)
FAULTS.instead(
    "add_contact_subscriptions",
    nobody_is_bad,
    "subscribing nobody is a bad request",
    "addContactSubscriptions.missing-contact",
)
FAULTS.instead(
    "add_contact_subscriptions",
    ends_when_refusing,
    "refusing ends subscriptions",
    "addContactSubscriptions.rejected-removes-nothing",
)


def tolerating(name: str, repair: Any, *ids: str) -> None:
    """Add a server that subscribes to what ``repair`` makes of the ids."""

    def method(self: Deploy, md5: str, body: Any) -> Json:
        ids = repair(self, body.get("brandIds") if isinstance(body, dict) else None)
        if ids == []:
            return self.show_subscriptions(self.find_contact(md5))
        return Deploy.add_contact_subscriptions(
            self, md5, body if ids is None else {"brandIds": ids}
        )

    FAULTS.instead("add_contact_subscriptions", method, name, *ids)


def strings(ids: Any) -> bool:
    return isinstance(ids, list) and all(isinstance(brand_id, str) for brand_id in ids)


def known(deploy: Deploy, ids: Any) -> Any:
    if not strings(ids) or not all(len(brand_id) == 36 for brand_id in ids):
        return None
    return (
        [brand_id for brand_id in ids if deploy.store.brand_names([brand_id.lower()])]
        if ids
        else None
    )


tolerating(
    "101 are taken",
    lambda s, i: i[:100] if strings(i) and len(i) > 100 else None,
    "addContactSubscriptions.101-brands",
)
tolerating(
    "an empty list is taken",
    lambda s, i: [] if i == [] else None,
    "addContactSubscriptions.empty-brands",
)
tolerating(
    "doubles are taken",
    lambda s, i: [*dict.fromkeys(i)] if strings(i) and i else None,
    "addContactSubscriptions.repeated-brand",
)
tolerating(
    "no list is taken",
    lambda s, i: [] if i is None else None,
    "addContactSubscriptions.no-brand-ids",
    "addContactSubscriptions.brands-not-array",
)
tolerating(
    "anything is taken",
    lambda s, i: [] if not isinstance(i, list) else None,
    "addContactSubscriptions.brands-not-array",
)
tolerating(
    "one id is taken",
    lambda s, i: [i] if isinstance(i, str) else None,
    "addContactSubscriptions.brands-not-array",
)
tolerating(
    "numbers are taken",
    lambda s, i: [x for x in i if isinstance(x, str)] if isinstance(i, list) and i else None,
    "addContactSubscriptions.brands-not-strings",
)
tolerating(
    "words are taken",
    lambda s, i: [x for x in i if len(x) == 36] if strings(i) and i else None,
    "addContactSubscriptions.malformed-brand-id",
)
tolerating(
    "unknown brands are taken",
    known,
    "addContactSubscriptions.unknown-brand",
    "addContactSubscriptions.unknown-brand-among-known",
)
tolerating(
    "unknown brands are skipped",
    lambda s, i: known(s, i) or None,
    "addContactSubscriptions.unknown-brand-among-known",
)


def refusing(name: str, edit: Any, *ids: str) -> None:
    """Add a server that refuses unknown brands in its own way."""

    def check_brands(self: Deploy, brand_ids: Any) -> None:
        try:
            Deploy.check_brands(self, brand_ids)
        except Problem as problem:
            raise edit(problem, brand_ids) from None

    FAULTS.add(
        name, Server(deploy=type("Refusing", (Deploy,), {"check_brands": check_brands})), *ids
    )


def unknown(ids: Any, pointer: str = "/brandIds") -> Problem:
    detail = f"Unknown brand id(s): {', '.join(ids)}"
    return invalid_request(detail, [field_error(detail, pointer=pointer)])


refusing(
    "all ids are named",
    lambda p, i: unknown(i),
    "addContactSubscriptions.known-brands-not-in-detail",
)
refusing(
    "the first id is named",
    lambda p, i: unknown(i[:1]),
    "addContactSubscriptions.unknown-brands-in-detail",
)
refusing(
    "no id is named", lambda p, i: unknown([]), "addContactSubscriptions.unknown-brands-in-detail"
)
refusing(
    "the pointer is to the body",
    lambda p, i: unknown(i, ""),
    "addContactSubscriptions.unknown-brand-pointer",
)
refusing(
    "unknown brands are not found",
    lambda p, i: not_found("Brand not found"),
    "addContactSubscriptions.unknown-brand",
    "addContactSubscriptions.unknown-brand-among-known",
    "createContact.unknown-brand",
)
