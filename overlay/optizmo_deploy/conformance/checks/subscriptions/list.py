"""Listing a contact's subscriptions."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import brand_ids, fold, listed, read
from optizmo_deploy.conformance.assertions.responses import answered, demand, said, success
from optizmo_deploy.conformance.fixtures.contacts import (
    HUNDRED,
    hundredfold,
    manifold,
    reading,
    rich,
    subjects,
)
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.conformance.server.client import Api


@check("listContactSubscriptions.existing")
def _answers(api: Api) -> None:
    for seen in subjects(api):
        demand(
            answered(seen.subscriptions).status == HTTPStatus.OK,
            "listContactSubscriptions of an existing contact should answer 200, "
            f"but got {said(seen.subscriptions)}",
            seen.subscriptions,
        )


@check("listContactSubscriptions.brand-names")
def _names_brands(api: Api) -> None:
    names = {str(brand["id"]).lower(): brand["name"] for brand in api.target.brands}
    seen_ones = subjects(api)
    with suppress(NotReached):  # the read profile has none
        seen_ones = [*seen_ones, reading(api, manifold(api).md5)]
    for seen in seen_ones:
        for brand in api.prepared(seen.subscriptions)["brands"]:
            name = names.get(str(brand["id"]).lower(), brand["name"])
            demand(
                brand["name"] == name,
                f"the brand {brand['id']} should be listed as {name}, but is {brand['name']}",
                seen.subscriptions,
            )


@check("listContactSubscriptions.stable")
def _answers_the_same_again(api: Api) -> None:
    for seen in subjects(api):
        first = api.prepared(seen.subscriptions)["brands"]
        second = success(seen.subscriptions_again, when="for a second time")["brands"]
        demand(
            _named(first) == _named(second),
            "subscriptions listed twice should be the same",
            seen.subscriptions,
            seen.subscriptions_again,
        )


@check("listContactSubscriptions.no-brands")
def _can_be_empty(api: Api) -> None:
    exchange = api.list_subscriptions(api.new_contact().md5)
    brands = success(exchange, when="of a contact without brands")["brands"]
    demand(brands == [], f"a contact without brands should have none, but has {brands}", exchange)


@check("listContactSubscriptions.100-brands")
def _lists_many(api: Api) -> None:
    contact = hundredfold(api)
    if brand_ids(read(api, contact.md5)) != fold(usable(api, HUNDRED)):
        raise NotReached("getContact does not show the 100 brands of the contact")
    exchange = api.list_subscriptions(contact.md5)
    brands = success(exchange, when="of a contact with 100 brands")["brands"]
    demand(
        listed(brands) == fold(usable(api, HUNDRED)),
        f"the 100 subscriptions of a contact should all be listed, but {len(brands)} are",
        contact.exchange,
        exchange,
    )


@check("listContactSubscriptions.own-brands-only")
def _keeps_contacts_apart(api: Api) -> None:
    one, other = rich(api), rich(api, 1)
    for contact in (one, other):
        exchange = api.list_subscriptions(contact.md5)
        brands = api.prepared(exchange)["brands"]
        demand(
            listed(brands) == brand_ids(contact.created),
            f"the list should hold the contact's own brands {contact.created['brandIds']}, "
            f"but holds {brands}",
            contact.exchange,
            exchange,
        )


def _named(brands: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((brand["id"].lower(), brand["name"]) for brand in brands)


def _some(ids: Iterable[str]) -> str:
    return min(ids, default="none")
