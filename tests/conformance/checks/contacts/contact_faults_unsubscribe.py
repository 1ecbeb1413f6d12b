"""Servers that list or end subscriptions wrongly."""

from __future__ import annotations

from typing import Any

from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.problems import Problem, invalid_request, not_found

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server, save, stored

FAULTS = Faults()


def listing(name: str, edit: Any, *ids: str) -> None:
    """Add a server whose listContactSubscriptions edits its brands."""

    def method(self: Deploy, md5: str) -> Json:
        return {"brands": edit(self, Deploy.list_contact_subscriptions(self, md5)["brands"])}

    FAULTS.instead("list_contact_subscriptions", method, name, *ids)


def stranger(deploy: Deploy, brands: list[Json]) -> list[Json]:
    there = {brand["id"] for brand in brands}
    id_, name, _ = next(brand for brand in deploy.store.brands() if brand[0] not in there)
    return [*brands, {"id": id_, "name": name}]


def counted(deploy: Deploy, brands: list[Json]) -> list[Json]:
    count = deploy.__dict__["count"] = deploy.__dict__.get("count", 0) + 1
    return brands[: -1 if count % 2 else None]


listing(
    "a stranger is listed",
    stranger,
    "listContactSubscriptions.agrees-with-other-reader",
    "listContactSubscriptions.no-brands",
)
listing(
    "the last is not listed",
    lambda s, b: b[:-1],
    "listContactSubscriptions.agrees-with-other-reader",
    "patchContact.readers-agree",
)
listing(
    "names in capitals",
    lambda s, b: [{**x, "name": x["name"].upper()} for x in b],
    "listContactSubscriptions.brand-names",
)
listing("brands listed twice", lambda s, b: b * 2, "listContactSubscriptions.brands-unique")
listing("lists come and go", counted, "listContactSubscriptions.stable")
listing("99 are listed", lambda s, b: b[:99], "listContactSubscriptions.100-brands")


def list_fails(self: Deploy, md5: str) -> Json:
    raise invalid_request("no")


def list_of_nobody(self: Deploy, md5: str) -> Json:
    if self.store.contact(md5.lower()) is None:
        return {"brands": []}
    return Deploy.list_contact_subscriptions(self, md5)


def list_of_the_first(self: Deploy, md5: str) -> Json:
    shown = Deploy.list_contact_subscriptions(self, md5)
    return shown if not shown["brands"] else self.__dict__.setdefault("first", shown)


FAULTS.instead(
    "list_contact_subscriptions",
    list_fails,
    "nothing is listed",
    "listContactSubscriptions.existing",
)
FAULTS.instead(
    "list_contact_subscriptions",
    list_of_nobody,
    "strangers have an empty list",
    "listContactSubscriptions.missing-contact",
)
FAULTS.instead(
    "list_contact_subscriptions",
    list_of_the_first,
    "all have the first one's list",
    "listContactSubscriptions.own-brands-only",
)


def ending(name: str, end: Any, *ids: str) -> None:
    """Add a server that ends subscriptions in its own way, of a list of ids by an id."""

    def method(self: Deploy, md5: str, brand_id: str) -> None:
        contact = self.find_contact(md5)
        self.check_subscribed(contact, brand_id.lower())
        contact.brand_ids = end(contact.brand_ids, brand_id.lower())
        save(self, contact)

    FAULTS.instead("remove_contact_subscription", method, name, *ids)


ending(
    "nothing is ended",
    lambda b, i: b,
    "removeContactSubscription.gone-from-contact",
    "removeContactSubscription.gone-from-list",
    "removeContactSubscription.seen-by-get-contact",
)
ending(
    "everything is ended",
    lambda b, i: [],
    "removeContactSubscription.keeps-others",
    "removeContactSubscription.one-after-another",
    "removeContactSubscription.seen-by-get-contact",
    "removeContactSubscription.seen-by-list",
)
ending("the first is ended", lambda b, i: b[1:], "removeContactSubscription.keeps-others")
ending("the last is ended", lambda b, i: b[:-1], "removeContactSubscription.keeps-others")
ending(
    "the only one stays",
    lambda b, i: [x for x in b if x != i] or b,
    "removeContactSubscription.only-brand",
)
ending(
    "those with its first digit are ended",
    lambda b, i: [x for x in b if x[0] != i[0]],
    "removeContactSubscription.keeps-others",
)


def answered_as(test: Any, problem: Any) -> Any:
    """Refuse what is refused for a reason in another way, or accept it."""

    def method(self: Deploy, md5: str, brand_id: str) -> None:
        try:
            Deploy.remove_contact_subscription(self, md5, brand_id)
        except Problem as refusal:
            if not test(refusal.detail):
                raise
            if problem is not None:
                raise problem from None

    return method


def not_subscribed(detail: str) -> bool:
    return "not subscribed" in detail


def unknown_brand(detail: str) -> bool:
    return "Unknown" in detail


def missing(detail: str) -> bool:
    return "Contact" in detail


for name, method, ids in (
    (
        "ending nothing succeeds",
        answered_as(not_subscribed, None),
        (
            "removeContactSubscription.not-subscribed",
            "removeContactSubscription.no-subscriptions",
            "removeContactSubscription.again",
        ),
    ),
    (
        "ending nothing is not found",
        answered_as(not_subscribed, not_found("x")),
        ("removeContactSubscription.not-subscribed", "removeContactSubscription.again"),
    ),
    (
        "ending the unknown succeeds",
        answered_as(unknown_brand, None),
        ("removeContactSubscription.unknown-brand",),
    ),
    (
        "ending the unknown is not found",
        answered_as(unknown_brand, not_found("x")),
        ("removeContactSubscription.unknown-brand",),
    ),
    (
        "ending for nobody is a bad request",
        answered_as(missing, invalid_request("x")),
        ("removeContactSubscription.missing-contact",),
    ),
):
    FAULTS.instead("remove_contact_subscription", method, name, *ids)


def end_fails(self: Deploy, md5: str, brand_id: str) -> None:
    raise invalid_request("no")


def end_of_enabled(self: Deploy, md5: str, brand_id: str) -> None:
    if not self.find_contact(md5).enabled:
        raise not_found("Contact not found")
    Deploy.remove_contact_subscription(self, md5, brand_id)


def end_for_good(self: Deploy, md5: str, body: Any) -> Json:
    ended = self.__dict__.setdefault("ended", set())
    Deploy.add_contact_subscriptions(self, md5, body)
    contact = stored(self, md5)
    contact.brand_ids = [i for i in contact.brand_ids if (md5, i) not in ended]
    save(self, contact)
    return self.show_subscriptions(contact)


def remembers_end(self: Deploy, md5: str, brand_id: str) -> None:
    Deploy.remove_contact_subscription(self, md5, brand_id)
    self.__dict__.setdefault("ended", set()).add((md5, brand_id.lower()))


def ends_when_it_cannot(self: Deploy, md5: str, brand_id: str) -> None:
    try:
        Deploy.remove_contact_subscription(self, md5, brand_id)
    except Problem as problem:
        contact = self.store.contact(md5.lower())
        if contact and not_subscribed(problem.detail):
            contact.brand_ids = contact.brand_ids[1:]
            save(self, contact)
        raise


FAULTS.instead(
    "remove_contact_subscription", end_fails, "ending fails", "removeContactSubscription.succeeds"
)
FAULTS.instead(
    "remove_contact_subscription",
    end_of_enabled,
    "disabled contacts cannot be unsubscribed",
    "removeContactSubscription.disabled-contact",
)
FAULTS.instead(
    "remove_contact_subscription",
    ends_when_it_cannot,
    "a refused end ends another",
    "removeContactSubscription.rejected-removes-nothing",
)
FAULTS.add(
    "ended for good",
    Server(
        deploy=type(
            "ForGood",
            (Deploy,),
            {
                "add_contact_subscriptions": end_for_good,
                "remove_contact_subscription": remembers_end,
            },
        )
    ),
    "removeContactSubscription.add-and-remove-repeatedly",
)


class AnyId(HttpApi):
    """Takes any text for the id of a brand and finds no such brand."""

    def path_arguments(self, operation: Any, match: Any) -> list[Any]:
        if operation.id == "removeContactSubscription" and len(match.values[1] or "") != 36:
            raise not_found("Brand not found")
        return super().path_arguments(operation, match)


FAULTS.add(
    "an id that is no UUID is not found",
    Server(api=AnyId),
    "removeContactSubscription.malformed-brand-id",
)


@FAULTS.deploy("removeContactSubscription.disabled-brand")
class DisabledBrandsStay(Deploy):
    def remove_contact_subscription(self, email_md5: str, brand_id: str) -> None:
        if brand_id.lower() not in {id_ for id_, _, enabled in self.store.brands() if not enabled}:
            super().remove_contact_subscription(email_md5, brand_id)
