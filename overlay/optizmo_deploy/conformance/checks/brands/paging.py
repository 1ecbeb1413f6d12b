"""The list of brands in pages: defaults, sizes, counts, and that no brand is lost or doubled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.listings import Listing, page_of, read_all
from optizmo_deploy.conformance.assertions.responses import demand, fail
from optizmo_deploy.conformance.contract.facts import LARGEST_PAGE, SMALLEST_PAGE, folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _sizes(api: Api) -> list[int]:
    """Return page sizes: the limits, a few pages, two, one brand on the last page, one page."""
    count = len(api.target.brands)
    between = (count // 4 + 1, count // 2 + 1, count - 1, count)
    inside = {max(SMALLEST_PAGE + 1, min(LARGEST_PAGE - 1, size)) for size in between}
    return [SMALLEST_PAGE, *sorted(inside), LARGEST_PAGE]


def _in_pages(api: Api) -> list[Listing]:
    return [read_all(api, size=size) for size in _sizes(api)]


@check("listBrands.default-page")
def default_page(api: Api) -> None:
    """Ask without a page."""
    plain, first = page_of(api), page_of(api, [("page", "1")])
    demand(plain.number == 1, f"without page, page 1 is due, not {plain.number}", plain.exchange)
    same = [brand["id"] for brand in plain.brands] == [brand["id"] for brand in first.brands]
    exchanges = (plain.exchange, first.exchange)
    demand(same, "without page, the same brands are due as with page=1", *exchanges)


@check("listBrands.default-page-size")
def default_size(api: Api) -> None:
    """Ask without a page size."""
    plain = page_of(api)
    message = f"without pageSize, {LARGEST_PAGE} is due, not {plain.size}"
    demand(plain.size == LARGEST_PAGE, message, plain.exchange)
    due = min(LARGEST_PAGE, plain.total_count)
    message = f"without pageSize, {due} brands are due on the first page, not {len(plain.brands)}"
    demand(len(plain.brands) == due, message, plain.exchange)


@check("listBrands.smallest-page-size")
def smallest_size(api: Api) -> None:
    """Ask for the smallest page."""
    page_of(api, [("pageSize", str(SMALLEST_PAGE))])


@check("listBrands.largest-page-size")
def largest_size(api: Api) -> None:
    """Ask for the largest page."""
    page_of(api, [("pageSize", str(LARGEST_PAGE))])


@check("listBrands.brand-on-one-page")
def no_brand_twice(api: Api) -> None:
    """Look for a brand on two pages, or twice on one."""
    for listing in _in_pages(api):
        twice = [brand_id for brand_id, count in Counter(listing.ids).items() if count > 1]
        demand(not twice, f"the pages hold the brand(s) {twice[:3]} twice", *listing.exchanges)


@check("listBrands.pages-complete")
def no_brand_lost(api: Api) -> None:
    """Look whether small pages hold the same brands as large ones."""
    found = [(set(listing.ids), listing) for listing in _in_pages(api)]
    everything = {brand_id for ids, _ in found for brand_id in ids}
    for size, (ids, listing) in zip(_sizes(api), found, strict=True):
        lost = sorted(everything - ids)
        message = f"pages of {size} lack the brand(s) {lost[:3]} that other pages hold"
        demand(not lost, message, *listing.exchanges)


@check("listBrands.total-count")
def total_count(api: Api) -> None:
    """Compare totalCount with the brands that there are."""
    count = len({brand_id for listing in _in_pages(api) for brand_id in listing.ids})
    for listing in _in_pages(api):
        for page in listing.pages:
            message = f"pagination.totalCount must be {count}, not {page.total_count}"
            demand(page.total_count == count, message, page.exchange)


@check("listBrands.pages-differ")
def different_pages(api: Api) -> None:
    """Look whether ``page`` makes a difference."""
    listing = read_all(api, size=SMALLEST_PAGE)
    if len(listing.pages) < 2:  # noqa: PLR2004 - the first and another
        raise NotReached("the account's brands fit on one page")
    first, second = listing.pages[:2]
    same = [brand["id"] for brand in first.brands] == [brand["id"] for brand in second.brands]
    demand(not same, "page=2 lists the brands of page 1", first.exchange, second.exchange)


@check("listBrands.stable")
def stable(api: Api) -> None:
    """Ask the same again."""
    query = (("page", "1"), ("pageSize", str(SMALLEST_PAGE)))
    before = {folded(brand["id"]): brand for brand in page_of(api, query).brands}
    api.forget(f"brands {query}")
    again = page_of(api, query)
    for brand in again.brands:
        known = before.get(folded(brand["id"]))
        if known is not None and (known["name"], known["enabled"]) != (
            brand["name"],
            brand["enabled"],
        ):
            fail(
                f"the brand {brand['id']} has changed from one request to the next", again.exchange
            )
    strangers = [
        brand["id"] for brand in again.brands if folded(brand["id"]) not in set(_all_ids(api))
    ]
    demand(not strangers, f"a repeated request lists new brands: {strangers[:3]}", again.exchange)


def _all_ids(api: Api) -> list[str]:
    return [brand_id for listing in _in_pages(api) for brand_id in listing.ids]
