"""listBrands: the order of brands, as far as every collation agrees on it."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.assertions.listings import demand_sorted, read_all
from optizmo_deploy.conformance.assertions.name_order import (
    certain_order,
    contradiction,
    surely_differ,
)
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.contract.facts import LARGEST_PAGE, SMALLEST_PAGE
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.server.client import Api

Query = tuple[tuple[str, str], ...]
UNSORTED: Query = ()
ASCENDING, DESCENDING = (("sort", "name"),), (("sort", "-name"),)


def _whole(_: Api) -> int | None:
    return None


def _fifth(api: Api) -> int:
    return max(SMALLEST_PAGE, min(LARGEST_PAGE, len(api.target.brands) // 5))


def _smallest(_: Api) -> int:
    return SMALLEST_PAGE


Case = tuple[Query, "Callable[[Api], int | None]"]
SORTED: dict[str, Sequence[Case]] = {
    "default-sort": [(UNSORTED, _whole)],
    "sort-ascending": [(ASCENDING, _whole)],
    "sort-descending": [(DESCENDING, _whole)],
    "sort-ascending-across-pages": [(ASCENDING, _fifth), (UNSORTED, _smallest)],
    "sort-descending-across-pages": [(DESCENDING, _fifth)],
}
"""The queries whose brands must be sorted, and the size of their pages."""


def _is_sorted(cases: Sequence[Case], api: Api) -> None:
    _require_names(api, certain_order)
    for query, size in cases:
        demand_sorted(read_all(api, query, size=size(api)), descending=query == DESCENDING)


for _name, _cases in SORTED.items():
    check(f"listBrands.{_name}")(partial(_is_sorted, _cases))


def _compare(one: Query, other: Query, order: str, api: Api) -> None:
    """Compare the orders of two lists."""
    _require_names(api, surely_differ)
    first, second = read_all(api, one), read_all(api, other)
    names = dict(zip(first.ids, first.names, strict=True))
    wrong = contradiction(first.ids, second.ids, names, reversed_=other == DESCENDING)
    demand(
        not wrong,
        f"listBrands {first.query} and {second.query} should list brands in {order} order, but do "
        f"not for {wrong and ' and '.join(map(repr, wrong))}",
        *(*first.exchanges[:1], *second.exchanges[:1]),
    )


check("listBrands.default-sort-is-name")(partial(_compare, UNSORTED, ASCENDING, "the same"))
check("listBrands.sort-reversed")(partial(_compare, ASCENDING, DESCENDING, "the opposite"))


@check("listBrands.sort-complete")
def _complete(api: Api) -> None:
    every = set(read_all(api).ids)
    for query in (ASCENDING, DESCENDING):
        for size in (None, _fifth(api)):
            listing = read_all(api, query, size=size)
            demand_brands(every, listing.ids, f"listBrands {listing.query}", *listing.exchanges)


def _require_names(api: Api, differ: Callable[[str, str], object]) -> None:
    names = api.target.names
    pairs = [*((names[0], name) for name in names[1:]), *pairwise(names)] if names else []
    if not any(differ(one, other) for one, other in pairs):
        raise NotReached("the account has no two brands whose order is certain")
