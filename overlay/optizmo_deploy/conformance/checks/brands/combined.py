"""Name filters together with pages, order and ``enabled``, and their counts."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.filtered_listings import (
    candidates,
    listed_exactly,
    named,
    parameter,
)
from optizmo_deploy.conformance.assertions.listings import page_of, read_all
from optizmo_deploy.conformance.assertions.name_filters import OPERATORS, matches
from optizmo_deploy.conformance.assertions.name_order import misplaced
from optizmo_deploy.conformance.assertions.responses import demand, fail
from optizmo_deploy.conformance.contract.facts import LARGEST_PAGE, SMALLEST_PAGE
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _broad(api: Api, operator: str) -> tuple[str, int]:
    """Return the value that makes a filter list most brands but not all, and how many."""
    return api.remembered(f"broad {operator}", lambda: _broadest_value(api, operator))


def _broadest_value(api: Api, operator: str) -> tuple[str, int]:
    names = api.target.names
    best, count = "", 0
    values = candidates(names, operator)
    values += [char for value in values[:_SAMPLE] for char in value if char.isalnum()]
    for value in dict.fromkeys(values):
        due = [matches(operator, name, value) for name in names]
        if None not in due and count < sum(map(bool, due)) < len(names):
            best, count = value, sum(map(bool, due))
    if not best:
        raise NotReached(f"no value makes {parameter(operator)} list some brands and not all")
    return best, count


_SAMPLE = 60


def sizes(count: int) -> list[int]:
    """Return sizes of pages for so many brands: the extremes, and the one that takes just all."""
    exactly = [count] if SMALLEST_PAGE < count < LARGEST_PAGE else []
    return [SMALLEST_PAGE, LARGEST_PAGE, *exactly]


def _about(operator: str, requirement_id: str) -> None:
    @check(requirement_id)
    def counted(api: Api) -> None:
        """Compare the counts with the filtered list."""
        value, count = _broad(api, operator)
        for size in sizes(count):
            page = page_of(api, ((parameter(operator), value), ("pageSize", str(size))))
            found, question = page.total_count, f"{parameter(operator)}={value!r}"
            demand(
                found == count,
                f"{question}: totalCount must be {count}, not {found}",
                page.exchange,
            )
            due, found = math.ceil(count / size), page.total_pages
            message = f"{question} in pages of {size}: totalPages must be {due}, not {found}"
            demand(found == due, message, page.exchange)


for _operator in OPERATORS:
    _about(_operator, f"listBrands.{named(_operator)}-counts")


def _every_broad(api: Api) -> list[tuple[str, str, int]]:
    """Return each operator with its broad value and how many brands that lists."""
    found: list[tuple[str, str, int]] = []
    for operator in OPERATORS:
        with suppress(NotReached):
            found.append((operator, *_broad(api, operator)))
    if not found:
        raise NotReached("no filter lists some brands and not all")
    return found


@check("listBrands.filtered-pages")
def in_pages(api: Api) -> None:
    """Read filtered lists in small pages."""
    for operator, value, _ in _every_broad(api):
        listing = listed_exactly(api, operator, value, size=SMALLEST_PAGE)
        for page in listing.pages[:-1]:
            full = len(page.brands) == SMALLEST_PAGE
            demand(full, "a page of a filtered list before the last must be full", page.exchange)
        wrong = misplaced(listing.names)
        demand(not wrong, f"filtered, {wrong} are listed in the wrong order", *listing.exchanges)


@check("listBrands.filtered-sort")
def downwards(api: Api) -> None:
    """Sort filtered lists, in small pages, both ways."""
    broad = _every_broad(api)
    broadest = max(broad, key=lambda filtered: filtered[2])
    for operator, value, size in (
        (*broadest[:2], SMALLEST_PAGE),
        *((operator, value, None) for operator, value, _ in broad),
    ):
        for sort in ("name", "-name"):
            listing = listed_exactly(api, operator, value, further=[("sort", sort)], size=size)
            wrong = misplaced(listing.names, descending=sort == "-name")
            if wrong:
                first, second = wrong[0], wrong[1]
                message = f"filtered and sorted by {sort}, {first!r} is listed before {second!r}"
                fail(message, *listing.exchanges)


@check("listBrands.filter-and-enabled")
def only_enabled(api: Api) -> None:
    """Filter by name and by ``enabled`` at once."""
    for operator, value, _ in _every_broad(api):
        for enabled in (True, False):
            listed_exactly(
                api,
                operator,
                value,
                further=[("enabled", "true" if enabled else "false")],
                enabled=enabled,
            )


@check("listBrands.enabled-sort")
def sorted_and_enabled(api: Api) -> None:
    """Sort the enabled brands and the disabled ones, in small pages, both ways."""
    for sort in ("name", "-name"):
        for enabled in ("true", "false"):
            query = (("enabled", enabled), ("sort", sort))
            listing = read_all(api, query, size=SMALLEST_PAGE)
            wrong = misplaced(listing.names, descending=sort == "-name")
            message = f"with enabled={enabled} and sort={sort}, {wrong} are the wrong way round"
            demand(not wrong, message, *listing.exchanges)
            due = {
                brand["id"].lower()
                for brand in api.target.brands
                if brand["enabled"] is (enabled == "true")
            }
            odd = sorted(due.symmetric_difference(listing.ids))
            message = f"with enabled={enabled} and sort={sort}, other brands are listed: {odd[:3]}"
            demand(not odd, message, *listing.exchanges)
