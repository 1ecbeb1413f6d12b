"""Writes with an upper-case emailMd5."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import (
    Seen,
    differences,
    email_names,
    fold,
    see,
)
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

_WRITES: dict[str, Callable[[Api, str], Exchange]] = {
    "patchContact": lambda api, md5: api.patch(md5, good_attributes(api)),
    "addContactSubscriptions": lambda api, md5: api.subscribe(md5, usable(api, 1)),
    "removeContactSubscription": lambda api, md5: api.unsubscribe(md5, usable(api, 1)[0]),
    "disableContact": lambda api, md5: api.disable(md5),
}


def _accepts(operation: str, api: Api) -> None:
    md5 = api.new_contact().md5
    if operation == "removeContactSubscription":
        api.prepared(api.subscribe(md5, usable(api, 1)))
    see(api, md5)
    exchange = _WRITES[operation](api, md5.upper())
    success(exchange, when="with an upper-case emailMd5")
    _demand_effect(api, exchange, see(api, md5))


def _demand_effect(api: Api, exchange: Exchange, after: Seen) -> None:
    evidence = (exchange, *after.exchanges)
    if exchange.operation == "patchContact":
        demand_stored(good_attributes(api), after.contact, email_names(api), *evidence)
    elif exchange.operation == "disableContact":
        demand(after.contact["enabled"] is False, "enabled should be false, but is true", *evidence)
    else:
        added = exchange.operation == "addContactSubscriptions"
        expected = fold(usable(api, 1)) if added else []
        demand(
            after.brand_ids == after.listed == expected,
            f"after {exchange.operation} with an upper-case emailMd5, the brands should be "
            f"{expected}, but brandIds is {after.brand_ids} and the list {after.listed}",
            *evidence,
        )


for _operation in _WRITES:
    check(f"{_operation}.upper-case-md5")(partial(_accepts, _operation))


@check("any.upper-case-md5-after-writes")
def _reads_agree_after_writes(api: Api) -> None:
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
            f"after {exchange.operation}, an upper-case emailMd5 should show the same contact as a "
            "lower-case one, but does not",
            exchange,
            *upper.exchanges,
            *lower.exchanges,
        )
