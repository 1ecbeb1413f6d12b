"""Writes of a contact that has many brands, and many writes of one contact."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import email_names, fold, see
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

_IN_ALL, _IN_CREATE = 130, 99
_ROUNDS = 12


@check("any.many-brands-kept")
def _keeps_many_brands(api: Api) -> None:
    usable(api, 4)
    ids = usable_up_to(api, _IN_ALL)
    created = min(_IN_CREATE, len(ids) - 1)
    attributes = full_members(api).get("attributes")
    md5 = api.new_contact(attributes=attributes, brand_ids=ids[:created]).md5
    later = ids[created:]
    writes: list[tuple[Callable[[], Exchange], set[str], set[str]]] = [
        (lambda: api.patch(md5, full_members(api, 1).get("attributes", {})), set(), set()),
        (lambda: api.subscribe(md5, [ids[0], *later]), set(fold(later)), set()),
        (lambda: api.unsubscribe(md5, ids[1]), set(), {ids[1].lower()}),
        (lambda: api.disable(md5), set(), set()),
    ]
    before = see(api, md5)
    for write, added, removed in writes:
        exchange = write()
        after = see(api, md5)
        for was, found in ((before.brand_ids, after.brand_ids), (before.listed, after.listed)):
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
def _accepts_many_writes(api: Api) -> None:
    ids = usable(api, 2)
    attributes = cycle([good_attributes(api, 1), {}, good_attributes(api, 2)])
    md5 = api.new_contact(brand_ids=ids[:1]).md5
    for number in range(1, _ROUNDS + 1):
        sent, when = next(attributes), f"in round {number} of {_ROUNDS}"
        patch = api.patch(md5, sent or dict.fromkeys(good_attributes(api)))
        success(patch, when=when)
        added = api.subscribe(md5, ids[1:])
        success(added, when=when)
        between = see(api, md5)
        demand_stored(sent, between.contact, email_names(api), patch)
        removed = api.unsubscribe(md5, ids[1])
        success(removed, when=when)
        after = see(api, md5)
        demand(
            (between.brand_ids, after.brand_ids) == (fold(ids), fold(ids[:1])),
            f"{when}, the contact should have {fold(ids)} after adding a subscription and "
            f"{fold(ids[:1])} after removing it, but has {between.brand_ids} and {after.brand_ids}",
            added,
            *between.exchanges,
            removed,
            *after.exchanges,
        )
