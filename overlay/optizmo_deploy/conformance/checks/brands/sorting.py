"""The order of the list of brands, as far as every collation agrees on it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.listings import Listing, read_all
from optizmo_deploy.conformance.assertions.name_order import (
    certain_order,
    contradiction,
    misplaced,
    surely_differ,
)
from optizmo_deploy.conformance.assertions.responses import demand, fail
from optizmo_deploy.conformance.contract.facts import SMALLEST_PAGE
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.server.client import Api

ASCENDING, DESCENDING = (("sort", "name"),), (("sort", "-name"),)


def _has_two_that(api: Api, differ: Callable[[str, str], object]) -> None:
    names = api.target.names
    if not any(differ(names[0], name) for name in names[1:]) and not any(
        differ(one, other) for one, other in pairwise(names)
    ):
        raise NotReached("no two brands have names whose order is certain")


def _sorted(listing: Listing, *, descending: bool = False) -> None:
    wrong = misplaced(listing.names, descending=descending)
    if wrong:
        fail(f"{wrong[0]!r} is listed before {wrong[1]!r}", *listing.exchanges)


def _spread(api: Api) -> int:
    """Return a page size that makes about five pages."""
    return max(SMALLEST_PAGE, min(200, len(api.target.brands) // 5))


@check("listBrands.default-sort")
def by_name_without_sort(api: Api) -> None:
    """Ask without ``sort``."""
    _has_two_that(api, certain_order)
    _sorted(read_all(api))


@check("listBrands.default-sort-is-name")
def default_is_name(api: Api) -> None:
    """Compare the default order with ``sort=name``."""
    _has_two_that(api, surely_differ)
    default, named = read_all(api), read_all(api, ASCENDING)
    wrong = contradiction(default.ids, named.ids, _names(default))
    exchanges = (*default.exchanges[:1], *named.exchanges[:1])
    demand(not wrong, f"without sort, the order is not that of sort=name: see {wrong}", *exchanges)


@check("listBrands.sort-ascending")
def ascending(api: Api) -> None:
    """Sort by name."""
    _has_two_that(api, certain_order)
    _sorted(read_all(api, ASCENDING))


@check("listBrands.sort-descending")
def descending(api: Api) -> None:
    """Sort by name, downwards."""
    _has_two_that(api, certain_order)
    _sorted(read_all(api, DESCENDING), descending=True)


@check("listBrands.sort-reversed")
def reverse(api: Api) -> None:
    """Compare the two directions."""
    _has_two_that(api, surely_differ)
    up, down = read_all(api, ASCENDING), read_all(api, DESCENDING)
    wrong = contradiction(up.ids, down.ids, _names(up), reversed_=True)
    exchanges = (*up.exchanges[:1], *down.exchanges[:1])
    demand(
        not wrong, f"-name is not the reverse of name: both have {wrong} in this order", *exchanges
    )


@check("listBrands.sort-ascending-across-pages")
def ascending_across_pages(api: Api) -> None:
    """Sort many small pages by name."""
    _has_two_that(api, certain_order)
    _sorted(read_all(api, ASCENDING, size=_spread(api)))
    _sorted(read_all(api, size=SMALLEST_PAGE))


@check("listBrands.sort-descending-across-pages")
def descending_across_pages(api: Api) -> None:
    """Sort small pages by name, downwards."""
    _has_two_that(api, certain_order)
    _sorted(read_all(api, DESCENDING, size=_spread(api)), descending=True)


@check("listBrands.sort-complete")
def sorting_loses_nothing(api: Api) -> None:
    """Compare the brands of every order, in large pages and in small ones."""
    everything = set(read_all(api).ids)
    size = _spread(api)
    for query in (ASCENDING, DESCENDING):
        for listing in (read_all(api, query), read_all(api, query, size=size)):
            odd = everything.symmetric_difference(listing.ids)
            message = (
                f"with sort={query[0][1]}, other brands are listed than without: {sorted(odd)[:3]}"
            )
            demand(not odd, message, *listing.exchanges)
            again = len(listing.ids) != len(set(listing.ids))
            demand(
                not again, f"with sort={query[0][1]}, a brand is listed twice", *listing.exchanges
            )


def _names(listing: Listing) -> dict[str, str]:
    return dict(zip(listing.ids, listing.names, strict=True))
