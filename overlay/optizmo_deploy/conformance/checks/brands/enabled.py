"""listBrands: the parameter `enabled`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.assertions.listings import Listing, read_all
from optizmo_deploy.conformance.checks.brands._counts import demand_count
from optizmo_deploy.conformance.contract.facts import SMALLEST_PAGE
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

VALUES = {"true": True, "false": False}


def _ids(api: Api, value: str) -> list[str]:
    return [brand["id"] for brand in api.target.brands if brand["enabled"] is VALUES[value]]


def _listed(api: Api, value: str, size: int | None = None) -> Listing:
    return read_all(api, [("enabled", value)], size=size)


def _lists_all(value: str, api: Api) -> None:
    ids = _ids(api, value)
    if not ids and value == "false":
        raise NotReached("the account has no disabled brand")
    listing = _listed(api, value)
    place = f"listBrands {listing.query}"
    # Brands that should not be there are evaluated in every response.
    demand_brands(ids, listing.ids, place, *listing.exchanges, others=False)


for _value in VALUES:
    check(f"listBrands.enabled-{_value}")(partial(_lists_all, _value))


@check("listBrands.enabled-absent")
def _absent(api: Api) -> None:
    every = read_all(api)
    for value in VALUES:
        listing = _listed(api, value)
        place = f"listBrands {every.query}, compared with enabled={value},"
        exchanges = (*every.exchanges, *listing.exchanges)
        demand_brands(set(listing.ids), every.ids, place, *exchanges, others=False)


@check("listBrands.enabled-counts")
def _counts(api: Api) -> None:
    for value in VALUES:
        demand_count(api, [("enabled", value)], len(_ids(api, value)))


@check("listBrands.enabled-pages")
def _pages(api: Api) -> None:
    for value in VALUES:
        listing = _listed(api, value, SMALLEST_PAGE)
        place = f"listBrands {listing.query}, all pages together,"
        demand_brands(_ids(api, value), listing.ids, place, *listing.exchanges)
