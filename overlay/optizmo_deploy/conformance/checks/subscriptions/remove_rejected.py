"""Unsubscribings that must be refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import Seen, see
from optizmo_deploy.conformance.assertions.responses import demand, refused
from optizmo_deploy.conformance.contract.facts import NIL
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

NO_UUID = "zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"
"""What has the shape of a UUID, and no hex digits."""


@frozen
class _Refused:
    """Unsubscribings of one contact, none of which can succeed."""

    before: Seen
    not_subscribed: tuple[Exchange, ...]
    unknown: tuple[Exchange, ...]
    malformed: tuple[Exchange, ...]
    after: Seen


def _refused(api: Api) -> _Refused:
    def make() -> _Refused:
        ids = usable(api, 3)
        md5 = api.new_contact(brand_ids=ids[:2]).md5
        before = see(api, md5)
        disabled = [b["id"] for b in api.target.disabled_brands if b["id"] not in ids]
        not_subscribed = tuple(api.unsubscribe(md5, one) for one in (ids[2], *disabled[-1:]))
        unknown = tuple(
            api.unsubscribe(md5, brand_id)
            for brand_id in (api.target.unknown_brand_id, *api.target.nearly_brand_ids(ids[0]), NIL)
        )
        malformed = tuple(
            api.unsubscribe(md5, text)
            for text in (
                *("not-a-uuid", ids[0][:-1], f"{ids[0]}0", f"{ids[0]}\n", "12345", NO_UUID),
                *_name(api, ids[0]),
            )
        )
        return _Refused(before, not_subscribed, unknown, malformed, see(api, md5))

    return api.remembered("refused unsubscribings", make)


def _name(api: Api, brand_id: str) -> list[str]:
    """Return the brand's name, unless it has what paths are parted by."""
    names = [str(brand["name"]) for brand in api.target.brands if brand["id"] == brand_id]
    return [name for name in names if name.strip(".") and "/" not in name]


@check("removeContactSubscription.not-subscribed")
def _not_subscribed(api: Api) -> None:
    when = "from a brand that the contact is not subscribed to"
    for exchange in _refused(api).not_subscribed:
        refused(exchange, HTTPStatus.BAD_REQUEST, when=when)


@check("removeContactSubscription.no-subscriptions")
def _no_subscription_at_all(api: Api) -> None:
    exchange = api.unsubscribe(api.new_contact().md5, usable(api, 1)[0])
    refused(exchange, HTTPStatus.BAD_REQUEST, when="of a contact without subscriptions")


@check("removeContactSubscription.again")
def _second_time(api: Api) -> None:
    ids = usable(api, 2)
    md5 = api.new_contact(brand_ids=ids).md5
    api.prepared(api.unsubscribe(md5, ids[0]))
    for _ in range(2):
        refused(
            api.unsubscribe(md5, ids[0]), HTTPStatus.BAD_REQUEST, when="from the same brand again"
        )


@check("removeContactSubscription.unknown-brand")
def _unknown(api: Api) -> None:
    for exchange in _refused(api).unknown:
        refused(exchange, HTTPStatus.BAD_REQUEST, when="from an id that is no brand of the account")


@check("removeContactSubscription.malformed-brand-id")
def _malformed(api: Api) -> None:
    for exchange in _refused(api).malformed:
        refused(exchange, HTTPStatus.BAD_REQUEST, when="from an id that is not a UUID")


@check("removeContactSubscription.rejected-removes-nothing")
def _takes_nothing_away(api: Api) -> None:
    done = _refused(api)
    demand(
        done.before.brand_ids == done.after.brand_ids and done.before.listed == done.after.listed,
        f"refused unsubscribings should leave {done.before.brand_ids}, but brandIds is "
        f"{done.after.brand_ids} and the list {done.after.listed}",
        *done.not_subscribed,
        *done.unknown,
        *done.malformed,
        *done.after.exchanges,
    )


@check("removeContactSubscription.rejected-for-disabled-contact")
def _refuses_for_disabled(api: Api) -> None:
    ids = usable(api, 2)
    md5 = api.new_contact(brand_ids=ids[:1]).md5
    api.prepared(api.disable(md5))
    for brand_id in (ids[1], api.target.unknown_brand_id, "not-a-uuid"):
        exchange = api.unsubscribe(md5, brand_id)
        refused(exchange, HTTPStatus.BAD_REQUEST, when=f"of a disabled contact from {brand_id}")
