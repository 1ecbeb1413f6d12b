"""The filter ``enabled`` of the list of brands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.listings import Listing, read_all
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.checks.brands.combined import sizes
from optizmo_deploy.conformance.contract.facts import SMALLEST_PAGE
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _listed(api: Api, *, enabled: bool, size: int | None = None) -> Listing:
    return read_all(api, [("enabled", "true" if enabled else "false")], size=size)


def _only(listing: Listing, *, enabled: bool) -> None:
    wrong = [brand["name"] for brand in listing.brands if brand["enabled"] is not enabled]
    word = "disabled" if enabled else "enabled"
    demand(not wrong, f"the list holds {word} brands, such as {wrong[:3]}", *listing.exchanges)


def _all(api: Api, listing: Listing, *, enabled: bool) -> None:
    due = {brand["id"].lower() for brand in api.target.brands if brand["enabled"] is enabled}
    lost = sorted(due.difference(listing.ids))
    demand(not lost, f"the list lacks brands, such as {lost[:3]}", *listing.exchanges)


@check("listBrands.enabled-true")
def all_enabled(api: Api) -> None:
    """Ask for enabled brands and look for each."""
    _all(api, _listed(api, enabled=True), enabled=True)


@check("listBrands.enabled-false")
def all_disabled(api: Api) -> None:
    """Ask for disabled brands and look for each."""
    if not api.target.disabled_brands:
        raise NotReached("the account has no disabled brand")
    _all(api, _listed(api, enabled=False), enabled=False)


@check("listBrands.enabled-absent")
def both_without(api: Api) -> None:
    """Ask without the filter and look for the brands of both lists."""
    everything = set(read_all(api).ids)
    for enabled in (True, False):
        listing = _listed(api, enabled=enabled)
        lost = sorted(set(listing.ids) - everything)
        message = f"without enabled, the list lacks brands such as {lost[:3]}"
        demand(not lost, message, *read_all(api).exchanges, *listing.exchanges)


@check("listBrands.enabled-counts")
def counts(api: Api) -> None:
    """Compare the counts with the filtered list."""
    for enabled in (True, False):
        due = sum(brand["enabled"] is enabled for brand in api.target.brands)
        for size in sizes(due):
            page = _listed(api, enabled=enabled, size=size).pages[0]
            message = f"totalCount must be {due} for enabled={enabled}, not {page.total_count}"
            demand(page.total_count == due, message, page.exchange)
            if due:
                pages = math.ceil(due / size)
                message = (
                    f"totalPages must be {pages} for enabled={enabled}, not {page.total_pages}"
                )
                demand(page.total_pages == pages, message, page.exchange)


@check("listBrands.enabled-pages")
def in_pages(api: Api) -> None:
    """Ask for small pages of enabled and of disabled brands."""
    for enabled in (True, False):
        listing = _listed(api, enabled=enabled, size=SMALLEST_PAGE)
        _only(listing, enabled=enabled)
        _all(api, listing, enabled=enabled)
        twice = len(set(listing.ids)) != len(listing.ids)
        demand(not twice, "the pages hold a brand twice", *listing.exchanges)
