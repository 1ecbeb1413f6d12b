"""Writes of a contact that is subscribed to many brands and has every attribute."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import Seen, email_names, fold, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.assertions.stored_attributes import demand_stored
from optizmo_deploy.conformance.fixtures.contacts import full_members
from optizmo_deploy.conformance.inputs.attributes import good_attributes
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_MOST, _AT_ONCE = 130, 99
_ROUNDS = 12


@check("any.many-brands-kept")
def _keeps_many_brands(api: Api) -> None:
    usable(api, 4)
    ids = usable_up_to(api, _MOST)
    attributes = full_members(api).get("attributes")
    created = min(_AT_ONCE, len(ids) - 1)
    md5 = api.new_contact(attributes=attributes, brand_ids=ids[:created]).md5
    last = ids[created:]
    writes: list[tuple[Callable[[], Exchange], set[str], set[str]]] = [
        (lambda: api.patch(md5, full_members(api, 1).get("attributes", {})), set(), set()),
        (lambda: api.subscribe(md5, [ids[0], *last]), set(map(str.lower, last)), set()),
        (lambda: api.unsubscribe(md5, ids[1]), set(), {ids[1].lower()}),
        (lambda: api.disable(md5), set(), set()),
    ]
    before = see(api, md5)
    for write, added, removed in writes:
        exchange = write()
        after = see(api, md5)
        for found, was in _pictures(after, before):
            expected = (set(was) | added) - removed
            demand(
                set(found) == expected and len(found) == len(expected),
                f"after {exchange.operation}, the contact should have {len(expected)} brands, but "
                f"{len(expected - set(found))} of them are missing and there are {len(found)}",
                exchange,
                *after.exchanges,
            )
        before = after


@check("addContactSubscriptions.many-writes")
def _takes_many_writes(api: Api) -> None:
    ids = usable(api, 2)
    attributes = cycle([good_attributes(api, 1), {}, good_attributes(api, 2)])
    md5 = api.new_contact(brand_ids=ids[:1]).md5
    for number in range(_ROUNDS):
        sent = next(attributes)
        patch = api.patch(md5, sent or dict.fromkeys(good_attributes(api)))
        success(patch, when=f"for the {number + 1}th time")
        added = api.subscribe(md5, ids[1:])
        success(added, when=f"for the {number + 1}th time")
        between = see(api, md5)
        demand_stored(sent, between.contact, email_names(api), patch)
        ended = api.unsubscribe(md5, ids[1])
        success(ended, when=f"for the {number + 1}th time")
        after = see(api, md5)
        demand(
            (between.brand_ids, after.brand_ids) == (fold(ids), fold(ids[:1])),
            f"subscribed and unsubscribed for the {number + 1}th time, the contact had "
            f"{between.brand_ids} and then {after.brand_ids}",
            added,
            *between.exchanges,
            ended,
            *after.exchanges,
        )


def _pictures(after: Seen, before: Seen) -> list[tuple[list[str], list[str]]]:
    return [(after.brand_ids, before.brand_ids), (after.listed, before.listed)]
