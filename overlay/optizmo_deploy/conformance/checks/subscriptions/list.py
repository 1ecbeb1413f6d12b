"""listContactSubscriptions: that it lists the brands of the contact, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands, demand_known_names
from optizmo_deploy.conformance.assertions.contacts import brand_ids, fold, listed, read
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.contacts import (
    HUNDRED,
    contact_with_100_brands,
    contact_with_all_fields,
    contact_with_many_brands,
    contacts_to_read,
    reading,
)
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optizmo_deploy.conformance.server.client import Api


@check("listContactSubscriptions.existing")
def _existing(api: Api) -> None:
    for seen in contacts_to_read(api):
        with suppress(NotReached):  # other requirements are about the body
            success(seen.subscriptions, when="of an existing contact")


@check("listContactSubscriptions.brand-names")
def _brand_names(api: Api) -> None:
    readings = contacts_to_read(api)
    with suppress(NotReached):  # in the read profile, none can be created
        readings = [*readings, reading(api, contact_with_many_brands(api).md5)]
    for seen in readings:
        demand_known_names(api, api.prepared(seen.subscriptions)["brands"], seen.subscriptions)


@check("listContactSubscriptions.stable")
def _stable(api: Api) -> None:
    for seen in contacts_to_read(api):
        first = api.prepared(seen.subscriptions)["brands"]
        second = success(seen.subscriptions_again, when="for the second time")["brands"]
        demand(
            _ids_and_names(first) == _ids_and_names(second),
            "listing the subscriptions of a contact twice should give the same brands and names, "
            "but the second response differs from the first",
            seen.subscriptions,
            seen.subscriptions_again,
        )


def _ids_and_names(brands: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    return sorted((brand["id"].lower(), brand["name"]) for brand in brands)


@check("listContactSubscriptions.no-brands")
def _no_brands(api: Api) -> None:
    exchange = api.list_subscriptions(api.new_contact().md5)
    brands = success(exchange, when="of a contact without brands")["brands"]
    demand_brands([], listed(brands), "the list of a contact without brands", exchange)


@check("listContactSubscriptions.100-brands")
def _100_brands(api: Api) -> None:
    contact, ids = contact_with_100_brands(api), usable(api, HUNDRED)
    if brand_ids(read(api, contact.md5)) != fold(ids):
        raise NotReached("getContact does not show the 100 brands of the contact")
    exchange = api.list_subscriptions(contact.md5)
    brands = success(exchange, when="of a contact with 100 brands")["brands"]
    place = "the list of a contact with 100 brands"
    demand_brands(ids, listed(brands), place, contact.exchange, exchange)


@check("listContactSubscriptions.own-brands-only")
def _own_brands_only(api: Api) -> None:
    for contact in (contact_with_all_fields(api), contact_with_all_fields(api, 1)):
        exchange = api.list_subscriptions(contact.md5)
        found = listed(api.prepared(exchange)["brands"])
        place = "the list of one of two contacts with different brands"
        demand_brands(brand_ids(contact.created), found, place, contact.exchange, exchange)
