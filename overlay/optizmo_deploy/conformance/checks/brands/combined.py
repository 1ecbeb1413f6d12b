"""listBrands: name filters together with pages, `sort` and `enabled`, and the counts of both."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.assertions.filtered_listings import (
    candidates,
    listed_exactly,
    named,
    parameter,
)
from optizmo_deploy.conformance.assertions.listings import demand_sorted, read_all
from optizmo_deploy.conformance.assertions.name_filters import OPERATORS, matches
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.checks.brands._counts import demand_count
from optizmo_deploy.conformance.contract.facts import SMALLEST_PAGE
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

ENABLED = {"true": True, "false": False}
SORTS = ("name", "-name")
_SAMPLE = 60


def _broad_value(api: Api, operator: str) -> tuple[str, int]:
    """Return the value with which a filter lists most brands, but not all, and their number."""

    def find() -> tuple[str, int]:
        names = api.target.names
        best, count = "", 0
        values = candidates(names, operator)
        values += [char for value in values[:_SAMPLE] for char in value if char.isalnum()]
        for value in dict.fromkeys(values):
            due = [matches(operator, name, value) for name in names]
            if None not in due and count < sum(map(bool, due)) < len(names):
                best, count = value, sum(map(bool, due))
        if not best:
            raise NotReached(f"no value of {parameter(operator)} lists some brands but not all")
        return best, count

    return api.remembered(f"broad {operator}", find)


def _broad_filters(api: Api) -> list[tuple[str, str, int]]:
    """Return the operators with the values that list most brands, and the numbers of them."""
    found: list[tuple[str, str, int]] = []
    for operator in OPERATORS:
        with suppress(NotReached):
            found.append((operator, *_broad_value(api, operator)))
    if not found:
        raise NotReached("no name filter lists some brands but not all")
    return found


def _counts(operator: str, api: Api) -> None:
    value, count = _broad_value(api, operator)
    demand_count(api, [(parameter(operator), value)], count)


for _operator in OPERATORS:
    check(f"listBrands.{named(_operator)}-counts")(partial(_counts, _operator))


@check("listBrands.filtered-pages")
def _filtered_pages(api: Api) -> None:
    for operator, value, _ in _broad_filters(api):
        listing = listed_exactly(api, operator, value, size=SMALLEST_PAGE)
        for page in listing.pages[:-1]:
            demand(
                len(page.brands) == SMALLEST_PAGE,
                f"listBrands {listing.query} should have {SMALLEST_PAGE} brands on every page but "
                f"the last, but has {len(page.brands)} on page {page.number}",
                page.exchange,
            )
        demand_sorted(listing)


@check("listBrands.filtered-sort")
def _filtered_sort(api: Api) -> None:
    filters = _broad_filters(api)
    broadest = max(filters, key=lambda broad: broad[2])
    for (operator, value, _), size in (
        (broadest, SMALLEST_PAGE),
        *((broad, None) for broad in filters),
    ):
        for sort in SORTS:
            listing = listed_exactly(api, operator, value, further=[("sort", sort)], size=size)
            demand_sorted(listing, descending=sort == "-name")


@check("listBrands.filter-and-enabled")
def _filter_and_enabled(api: Api) -> None:
    for operator, value, _ in _broad_filters(api):
        for word, enabled in ENABLED.items():
            listed_exactly(api, operator, value, further=[("enabled", word)], enabled=enabled)


@check("listBrands.enabled-sort")
def _enabled_sort(api: Api) -> None:
    for sort in SORTS:
        for word, enabled in ENABLED.items():
            listing = read_all(api, (("enabled", word), ("sort", sort)), size=SMALLEST_PAGE)
            demand_sorted(listing, descending=sort == "-name")
            due = {brand["id"] for brand in api.target.brands if brand["enabled"] is enabled}
            place = f"listBrands {listing.query}, all pages together,"
            demand_brands(due, set(listing.ids), place, *listing.exchanges)
