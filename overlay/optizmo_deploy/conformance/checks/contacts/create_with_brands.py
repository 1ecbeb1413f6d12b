"""Creating contacts with brands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import brand_ids, fold, listed, other_case, read
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.creates import try_create
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.server.client import Api


def _disabled_brand(api: Api) -> list[str]:
    disabled = api.target.disabled_brands
    if not disabled:
        raise NotReached("the account has no disabled brand")
    return [disabled[0]["id"]]


_BRANDS: dict[str, Callable[[Api], list[str]]] = {
    "one-brand": lambda api: usable(api, 1),
    "several-brands": lambda api: usable(api, 3),
    "100-brands": lambda api: usable(api, 100),
    "disabled-brand": _disabled_brand,
    "upper-case-brand-id": lambda api: [other_case(usable(api, 1)[0])],
}


def _has_brands(brands: Callable[[Api], list[str]], api: Api) -> None:
    ids = brands(api)
    made = try_create(api, {"brandIds": ids})
    contact = success(made.exchange, when=f"with {len(ids)} brands")
    for shown in (contact, read(api, made.md5)):
        demand(
            brand_ids(shown) == fold(ids),
            f"a contact created with {len(ids)} brands should have exactly these, "
            f"but has {len(shown['brandIds'])}: {shown['brandIds']}",
            made.exchange,
        )


for _name, _brands in _BRANDS.items():
    check(f"createContact.{_name}")(partial(_has_brands, _brands))


@check("createContact.brands-listed")
def _brands_are_listed(api: Api) -> None:
    ids = usable(api, 3)
    made = try_create(api, {"brandIds": ids})
    api.prepared(made.exchange)
    exchange = api.list_subscriptions(made.md5)
    brands = success(exchange, when="of a new contact")["brands"]
    demand(
        listed(brands) == fold(ids),
        f"the subscriptions of a contact created with 3 brands should be these, but are {brands}",
        made.exchange,
        exchange,
    )


@check("createContact.brand-in-two-cases")
def _one_subscription(api: Api) -> None:
    brand_id = usable(api, 1)[0]
    made = try_create(api, {"brandIds": [brand_id, other_case(brand_id)]})
    if not made.exchange.succeeded:
        raise NotReached(
            "the server rejects an id in two letter cases, which the documentation does not forbid"
        )
    found = brand_ids(read(api, made.md5))
    demand(
        len(found) <= 1,
        f"an id in two letter cases should be one subscription, but brandIds is {found}",
        made.exchange,
    )
