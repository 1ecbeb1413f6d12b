"""Servers that list, add or end subscriptions wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contact_servers import Faults, Json, Server, save, stored
from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.problems import Problem, field_error, invalid_request, not_found

if TYPE_CHECKING:
    from optizmo_deploy.sandbox.message import Answer

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


listing("a stranger is listed", stranger, "LIST-02", "LIST-08")
listing("the last is not listed", lambda s, b: b[:-1], "LIST-03", "READBACK-18")
listing("names in capitals", lambda s, b: [{**x, "name": x["name"].upper()} for x in b], "LIST-04")
listing("brands listed twice", lambda s, b: b * 2, "LIST-05")
listing("lists come and go", counted, "LIST-07")
listing("99 are listed", lambda s, b: b[:99], "LIST-09")


def list_fails(self: Deploy, md5: str) -> Json:
    raise invalid_request("no")


def list_of_nobody(self: Deploy, md5: str) -> Json:
    if self.store.contact(md5.lower()) is None:
        return {"brands": []}
    return Deploy.list_contact_subscriptions(self, md5)


def list_of_the_first(self: Deploy, md5: str) -> Json:
    shown = Deploy.list_contact_subscriptions(self, md5)
    return shown if not shown["brands"] else self.__dict__.setdefault("first", shown)


FAULTS.instead("list_contact_subscriptions", list_fails, "nothing is listed", "LIST-01")
FAULTS.instead(
    "list_contact_subscriptions", list_of_nobody, "strangers have an empty list", "LIST-06"
)
FAULTS.instead(
    "list_contact_subscriptions", list_of_the_first, "all have the first one's list", "LIST-10"
)


class Created(HttpApi):
    """Answers subscribing with 201."""

    def succeed(self, operation: Any, result: object) -> Answer:
        answer = super().succeed(operation, result)
        if operation.id == "addContactSubscriptions":
            answer.status = 201
        return answer


FAULTS.add("subscribing creates", Server(api=Created), "SUBSCRIBE-01")


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


uniting("nothing is added", lambda b, a: b, "SUBSCRIBE-02")
uniting("the first is added", lambda b, a: united(b, a[:1]), "SUBSCRIBE-03", "SUBSCRIBE-10")
uniting("the last is added", lambda b, a: united(b, a[-1:]), "SUBSCRIBE-03")
uniting("99 are added", lambda b, a: united(b, a[:99]), "SUBSCRIBE-04")
uniting("100 in all", lambda b, a: united(b, a)[:100], "SUBSCRIBE-05")
uniting("the others are ended", lambda b, a: a, "SUBSCRIBE-06", "SUBSCRIBE-10")
uniting("brands are doubled", lambda b, a: b + a, "SUBSCRIBE-09", "SUBSCRIBE-10")
uniting("old brands stop new ones", lambda b, a: b if set(a) & set(b) else b + a, "SUBSCRIBE-10")
uniting(
    "brands are toggled",
    lambda b, a: [i for i in united(b, a) if not (i in a and i in b)],
    "SUBSCRIBE-09",
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
    "SUBSCRIBE-07",
    "READBACK-03",
)
answering(
    "what was there is answered", lambda b, a: [x for x in b if x["id"] not in a], "SUBSCRIBE-02"
)
answering(
    "names are answered in capitals",
    lambda b, a: [{**x, "name": x["name"].upper()} for x in b],
    "SUBSCRIBE-08",
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
    "SUBSCRIBE-11",
)
FAULTS.instead(
    "add_contact_subscriptions",
    nobody_is_bad,
    "subscribing nobody is a bad request",
    "SUBSCRIBE-29",
)
FAULTS.instead(
    "add_contact_subscriptions", ends_when_refusing, "refusing ends subscriptions", "SUBSCRIBE-26"
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
    "101 are taken", lambda s, i: i[:100] if strings(i) and len(i) > 100 else None, "SUBSCRIBE-12"
)
tolerating("an empty list is taken", lambda s, i: [] if i == [] else None, "SUBSCRIBE-13")
tolerating(
    "doubles are taken",
    lambda s, i: [*dict.fromkeys(i)] if strings(i) and i else None,
    "SUBSCRIBE-14",
)
tolerating(
    "no list is taken", lambda s, i: [] if i is None else None, "SUBSCRIBE-15", "SUBSCRIBE-16"
)
tolerating(
    "anything is taken", lambda s, i: [] if not isinstance(i, list) else None, "SUBSCRIBE-16"
)
tolerating("one id is taken", lambda s, i: [i] if isinstance(i, str) else None, "SUBSCRIBE-16")
tolerating(
    "numbers are taken",
    lambda s, i: [x for x in i if isinstance(x, str)] if isinstance(i, list) and i else None,
    "SUBSCRIBE-17",
)
tolerating(
    "words are taken",
    lambda s, i: [x for x in i if len(x) == 36] if strings(i) and i else None,
    "SUBSCRIBE-18",
)
tolerating("unknown brands are taken", known, "SUBSCRIBE-20", "SUBSCRIBE-21")
tolerating("unknown brands are skipped", lambda s, i: known(s, i) or None, "SUBSCRIBE-21")


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


refusing("all ids are named", lambda p, i: unknown(i), "SUBSCRIBE-24")
refusing("the first id is named", lambda p, i: unknown(i[:1]), "SUBSCRIBE-23")
refusing("no id is named", lambda p, i: unknown([]), "SUBSCRIBE-23")
refusing("the pointer is to the body", lambda p, i: unknown(i, ""), "SUBSCRIBE-22")
refusing(
    "unknown brands are not found",
    lambda p, i: not_found("Brand not found"),
    "SUBSCRIBE-20",
    "SUBSCRIBE-21",
    "CREATE-21",
)


# -- ending subscriptions


def ending(name: str, end: Any, *ids: str) -> None:
    """Add a server that ends subscriptions in its own way, of a list of ids by an id."""

    def method(self: Deploy, md5: str, brand_id: str) -> None:
        contact = self.find_contact(md5)
        self.check_subscribed(contact, brand_id.lower())
        contact.brand_ids = end(contact.brand_ids, brand_id.lower())
        save(self, contact)

    FAULTS.instead("remove_contact_subscription", method, name, *ids)


ending("nothing is ended", lambda b, i: b, "UNSUBSCRIBE-04", "UNSUBSCRIBE-05", "READBACK-07")
ending(
    "everything is ended",
    lambda b, i: [],
    "UNSUBSCRIBE-06",
    "UNSUBSCRIBE-08",
    "READBACK-07",
    "READBACK-08",
)
ending("the first is ended", lambda b, i: b[1:], "UNSUBSCRIBE-06")
ending("the last is ended", lambda b, i: b[:-1], "UNSUBSCRIBE-06")
ending("the only one stays", lambda b, i: [x for x in b if x != i] or b, "UNSUBSCRIBE-07")
ending(
    "those with its first digit are ended",
    lambda b, i: [x for x in b if x[0] != i[0]],
    "UNSUBSCRIBE-06",
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
        ("UNSUBSCRIBE-09", "UNSUBSCRIBE-10", "UNSUBSCRIBE-11"),
    ),
    (
        "ending nothing is not found",
        answered_as(not_subscribed, not_found("x")),
        ("UNSUBSCRIBE-09", "UNSUBSCRIBE-11"),
    ),
    ("ending the unknown succeeds", answered_as(unknown_brand, None), ("UNSUBSCRIBE-12",)),
    (
        "ending the unknown is not found",
        answered_as(unknown_brand, not_found("x")),
        ("UNSUBSCRIBE-12",),
    ),
    (
        "ending for nobody is a bad request",
        answered_as(missing, invalid_request("x")),
        ("UNSUBSCRIBE-18",),
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


FAULTS.instead("remove_contact_subscription", end_fails, "ending fails", "UNSUBSCRIBE-01")
FAULTS.instead(
    "remove_contact_subscription",
    end_of_enabled,
    "disabled contacts cannot be unsubscribed",
    "UNSUBSCRIBE-16",
)
FAULTS.instead(
    "remove_contact_subscription",
    ends_when_it_cannot,
    "a refused end ends another",
    "UNSUBSCRIBE-14",
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
    "UNSUBSCRIBE-15",
)


class AnyId(HttpApi):
    """Takes any text for the id of a brand and finds no such brand."""

    def path_arguments(self, operation: Any, match: Any) -> list[Any]:
        if operation.id == "removeContactSubscription" and len(match.values[1] or "") != 36:
            raise not_found("Brand not found")
        return super().path_arguments(operation, match)


FAULTS.add("an id that is no UUID is not found", Server(api=AnyId), "UNSUBSCRIBE-13")
