"""Writes that name the contact by its hash in upper case."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import differences, email_names, fold, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.assertions.stored_attributes import demand_stored
from optizmo_deploy.conformance.fixtures.contacts import full_contact
from optizmo_deploy.conformance.inputs.attributes import good_attributes
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_WHEN = "of a hash in upper case"


@check("patchContact.upper-case-md5")
def _patch(api: Api) -> None:
    attributes = good_attributes(api)
    md5 = api.new_contact().md5
    see(api, md5)
    exchange = api.patch(md5.upper(), attributes)
    success(exchange, when=_WHEN)
    demand_stored(attributes, see(api, md5).contact, email_names(api), exchange)


@check("addContactSubscriptions.upper-case-md5")
def _subscribe(api: Api) -> None:
    ids = usable(api, 1)
    md5 = api.new_contact().md5
    see(api, md5)
    exchange = api.subscribe(md5.upper(), ids)
    success(exchange, when=_WHEN)
    after = see(api, md5)
    demand(
        after.brand_ids == after.listed == fold(ids),
        f"subscribing under a hash in upper case should be seen in lower case, "
        f"but brandIds is {after.brand_ids} and the list {after.listed}",
        exchange,
        *after.exchanges,
    )


@check("removeContactSubscription.upper-case-md5")
def _unsubscribe(api: Api) -> None:
    ids = usable(api, 1)
    md5 = api.new_contact().md5
    api.prepared(api.subscribe(md5, ids))
    see(api, md5)
    exchange = api.unsubscribe(md5.upper(), ids[0])
    success(exchange, when=_WHEN)
    after = see(api, md5)
    demand(
        after.brand_ids == after.listed == [],
        f"unsubscribing under a hash in upper case should be seen in lower case, "
        f"but brandIds is {after.brand_ids} and the list {after.listed}",
        exchange,
        *after.exchanges,
    )


@check("disableContact.upper-case-md5")
def _disable(api: Api) -> None:
    md5 = api.new_contact().md5
    see(api, md5)
    exchange = api.disable(md5.upper())
    success(exchange, when=_WHEN)
    after = see(api, md5)
    demand(
        after.contact["enabled"] is False,
        "disabling under a hash in upper case should be seen in lower case, but enabled is true",
        exchange,
        *after.exchanges,
    )


@check("any.upper-case-md5-after-writes")
def _writes_are_seen(api: Api) -> None:
    md5, ids = full_contact(api).md5, usable_up_to(api, 4)
    attributes: dict[str, Any] = {}
    with suppress(NotReached):
        attributes = good_attributes(api, 1)
    writes: list[Callable[[], Exchange]] = [
        lambda: api.patch(md5, attributes),
        *([lambda: api.subscribe(md5, ids), lambda: api.unsubscribe(md5, ids[0])] if ids else []),
        lambda: api.disable(md5),
    ]
    for write in writes:
        see(api, md5.upper())
        exchange = write()
        upper, lower = see(api, md5.upper()), see(api, md5)
        demand(
            not differences(upper.contact, lower.contact) and upper.listed == lower.listed,
            f"after {exchange.operation}, a hash in upper case should show the same as in lower "
            "case, but does not",
            exchange,
            *upper.exchanges,
            *lower.exchanges,
        )
