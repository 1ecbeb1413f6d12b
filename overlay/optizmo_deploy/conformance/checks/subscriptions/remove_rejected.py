"""removeContactSubscription: requests that must be rejected with 400."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.assertions.contacts import Seen, see
from optizmo_deploy.conformance.assertions.responses import rejection
from optizmo_deploy.conformance.contract.facts import NIL
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

WITHOUT_HEX_DIGITS = "zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"
"""A text with the length and the hyphens of a UUID, and no hexadecimal digits."""

REJECTED = {
    "not-subscribed": "of a brand that the contact is not subscribed to",
    "unknown-brand": "of an id that is not a brand of the account",
    "malformed-brand-id": "of an id that is not a UUID",
}
"""What is requested, by requirement; all requests concern the same contact."""


@frozen
class _Attempts:
    before: Seen
    exchanges: Mapping[str, Sequence[Exchange]]
    after: Seen


def _attempts(api: Api) -> _Attempts:
    def make() -> _Attempts:
        ids = usable(api, 3)
        md5 = api.new_contact(brand_ids=ids[:2]).md5
        before = see(api, md5)
        disabled = [b["id"] for b in api.target.disabled_brands if b["id"] not in ids]
        sent = {
            "not-subscribed": (ids[2], *disabled[-1:]),
            "unknown-brand": (
                *(api.target.unknown_brand_id, *api.target.nearly_brand_ids(ids[0]), NIL),
            ),
            "malformed-brand-id": (
                *("not-a-uuid", ids[0][:-1], f"{ids[0]}0", f"{ids[0]}\n", "12345"),
                *(WITHOUT_HEX_DIGITS, *_name(api, ids[0])),
            ),
        }
        exchanges = {
            name: [api.unsubscribe(md5, brand_id) for brand_id in brand_ids]
            for name, brand_ids in sent.items()
        }
        return _Attempts(before, exchanges, see(api, md5))

    return api.remembered("rejected removals of subscriptions", make)


def _name(api: Api, brand_id: str) -> list[str]:
    """Return the brand's name, unless it would change the path of the request."""
    names = [str(brand["name"]) for brand in api.target.brands if brand["id"] == brand_id]
    return [name for name in names if name.strip(".") and "/" not in name]


def _rejects(name: str, api: Api) -> None:
    for exchange in _attempts(api).exchanges[name]:
        rejection(exchange, HTTPStatus.BAD_REQUEST, when=REJECTED[name])


for _requirement in REJECTED:
    check(f"removeContactSubscription.{_requirement}")(partial(_rejects, _requirement))


@check("removeContactSubscription.rejected-removes-nothing")
def _removes_nothing(api: Api) -> None:
    done = _attempts(api)
    exchanges = [exchange for group in done.exchanges.values() for exchange in group]
    for place, before, after in (
        ("brandIds in getContact", done.before.brand_ids, done.after.brand_ids),
        ("the list of listContactSubscriptions", done.before.listed, done.after.listed),
    ):
        demand_brands(
            before, after, f"after rejected requests, {place}", *exchanges, *done.after.exchanges
        )


@check("removeContactSubscription.no-subscriptions")
def _no_subscriptions(api: Api) -> None:
    exchange = api.unsubscribe(api.new_contact().md5, usable(api, 1)[0])
    rejection(
        exchange, HTTPStatus.BAD_REQUEST, when="of a brand of a contact without subscriptions"
    )


@check("removeContactSubscription.again")
def _again(api: Api) -> None:
    ids = usable(api, 2)
    md5 = api.new_contact(brand_ids=ids).md5
    api.prepared(api.unsubscribe(md5, ids[0]))
    for _ in range(2):
        exchange = api.unsubscribe(md5, ids[0])
        rejection(exchange, HTTPStatus.BAD_REQUEST, when="of a brand that was removed before")


@check("removeContactSubscription.rejected-for-disabled-contact")
def _rejected_for_disabled(api: Api) -> None:
    ids = usable(api, 2)
    md5 = api.new_contact(brand_ids=ids[:1]).md5
    api.prepared(api.disable(md5))
    for brand_id in (ids[1], api.target.unknown_brand_id, "not-a-uuid"):
        exchange = api.unsubscribe(md5, brand_id)
        rejection(exchange, HTTPStatus.BAD_REQUEST, when=f"of {brand_id} from a disabled contact")
