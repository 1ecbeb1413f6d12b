"""listBrands: the pages of the list, and that every brand is on exactly one of them."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.assertions.listings import Listing, page_of, read_all
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.contract.facts import LARGEST_PAGE, SMALLEST_PAGE, folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _listings(api: Api) -> list[Listing]:
    """Read the list in pages of both limits, of a half, a quarter, all and all but one brand."""
    count = len(api.target.brands)
    between = (count // 4 + 1, count // 2 + 1, count - 1, count)
    inside = {max(SMALLEST_PAGE + 1, min(LARGEST_PAGE - 1, size)) for size in between}
    return [read_all(api, size=size) for size in (SMALLEST_PAGE, *sorted(inside), LARGEST_PAGE)]


@check("listBrands.default-page")
def _default_page(api: Api) -> None:
    default, first = page_of(api), page_of(api, [("page", "1")])
    demand(
        [brand["id"] for brand in default.brands] == [brand["id"] for brand in first.brands],
        "listBrands without page should list the same brands as with page=1, but lists others",
        default.exchange,
        first.exchange,
    )


@check("listBrands.default-page-size")
def _default_page_size(api: Api) -> None:
    page = page_of(api)
    due = min(LARGEST_PAGE, page.total_count)
    demand(
        len(page.brands) == due,
        f"listBrands without pageSize should list {due} brands on its first page, but lists "
        f"{len(page.brands)}",
        page.exchange,
    )


def _accepts(size: int, api: Api) -> None:
    page_of(api, [("pageSize", str(size))])


check("listBrands.smallest-page-size")(partial(_accepts, SMALLEST_PAGE))
check("listBrands.largest-page-size")(partial(_accepts, LARGEST_PAGE))


@check("listBrands.brand-on-one-page")
def _brand_on_one_page(api: Api) -> None:
    for listing in _listings(api):
        pages = [{folded(brand["id"]) for brand in page.brands} for page in listing.pages]
        counts = Counter(brand_id for page in pages for brand_id in page)
        repeated = [brand_id for brand_id, count in counts.items() if count > 1]
        demand(
            not repeated,
            f"listBrands {listing.query} should have each brand on one page, but has on several: "
            f"{', '.join(repeated[:3])}",
            *listing.exchanges,
        )


@check("listBrands.pages-complete")
def _pages_complete(api: Api) -> None:
    listings = _listings(api)
    every = {brand_id for listing in listings for brand_id in listing.ids}
    for listing in listings:
        place = f"listBrands {listing.query}, all pages together,"
        demand_brands(every, listing.ids, place, *listing.exchanges, others=False)


@check("listBrands.total-count")
def _total_count(api: Api) -> None:
    listings = _listings(api)
    count = len({brand_id for listing in listings for brand_id in listing.ids})
    for page in (page for listing in listings for page in listing.pages):
        demand(
            page.total_count == count,
            f"totalCount should be {count}, the number of brands on all pages, but is "
            f"{page.total_count}",
            page.exchange,
        )


@check("listBrands.pages-differ")
def _pages_differ(api: Api) -> None:
    pages = read_all(api, size=SMALLEST_PAGE).pages
    if len(pages) < 2:  # noqa: PLR2004 - the first and another
        raise NotReached("the account has not enough brands for a second page")
    first, second = ([brand["id"] for brand in page.brands] for page in pages[:2])
    demand(
        first != second,
        "listBrands with page=2 should list other brands than page 1, but lists the same",
        pages[0].exchange,
        pages[1].exchange,
    )


@check("listBrands.stable")
def _stable(api: Api) -> None:
    query = (("page", "1"), ("pageSize", str(SMALLEST_PAGE)))
    known = {folded(brand["id"]): brand for brand in page_of(api, query).brands}
    api.forget(f"brands {query}")
    again = page_of(api, query)
    every = {brand_id for listing in _listings(api) for brand_id in listing.ids}
    for brand in again.brands:
        before = known.get(folded(brand["id"]), brand)
        for member in ("name", "enabled"):
            demand(
                brand[member] == before[member],
                f"the {member} of the brand {brand['id']} should still be {before[member]!r} when "
                f"the same page is requested again, but is {brand[member]!r}",
                again.exchange,
            )
        demand(
            folded(brand["id"]) in every,
            f"the same page, requested again, lists a brand that was never listed: {brand['id']}",
            again.exchange,
        )
