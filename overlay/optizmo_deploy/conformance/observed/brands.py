"""Rules about brands: a page has what its query requests, and a brand is the one in the path."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from optizmo_deploy.conformance.assertions.name_filters import OPERATORS, matches
from optizmo_deploy.conformance.observed.rule import NOT_APPLICABLE, Finding
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Observation

__all__: list[str] = []

DEFAULT_PAGE_SIZE = 200


@rule("page-as-requested")
def is_the_page_asked_for(seen: Observation) -> Finding:
    """Require that ``pagination`` repeats the requested page and size, or their defaults."""
    page, query = _pagination(seen), _single(seen)
    if page is None or query is None:
        return NOT_APPLICABLE
    for name, default in (("page", 1), ("pageSize", DEFAULT_PAGE_SIZE)):
        asked = query.get(name, str(default))
        if not asked.isascii() or not asked.isdecimal():
            continue
        if name == "page" and 1 < int(asked) > _last(page):
            continue  # the response for a page past the last is not documented
        if page.get(name) != int(asked):
            return f"{seen.shown} with the {name} {page.get(name)!r}, but {asked} was requested"
    return None


@rule("total-pages")
def counts_its_pages(seen: Observation) -> Finding:
    """Require that ``totalPages`` is what ``totalCount`` and ``pageSize`` make."""
    numbers = _numbers(seen)
    if numbers is None or not numbers["totalCount"]:
        return NOT_APPLICABLE
    due = ceil(numbers["totalCount"] / numbers["pageSize"])
    if numbers["totalPages"] == due:
        return None
    return f"{seen.shown} with the pagination {numbers}, whose totalPages should be {due}"


@rule("page-length")
def is_full(seen: Observation) -> Finding:
    """Require that a page holds as many brands as its place in the list makes it hold."""
    numbers, brands = _numbers(seen), _brands(seen)
    if numbers is None or brands is None or numbers["page"] < 1:
        return NOT_APPLICABLE
    before = (numbers["page"] - 1) * numbers["pageSize"]
    due = min(numbers["pageSize"], numbers["totalCount"] - before)
    if due <= 0:
        return NOT_APPLICABLE if numbers["page"] > 1 else _no_more_than(0, brands, seen)
    if len(brands) == due:
        return None
    return f"{seen.shown} with {len(brands)} brands, but its pagination {numbers} implies {due}"


@rule("page-unique")
def lists_each_brand_once(seen: Observation) -> Finding:
    """Require that no brand is on a page twice."""
    brands = _brands(seen)
    if brands is None:
        return NOT_APPLICABLE
    ids = [str(brand.get("id")).lower() for brand in brands]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1}) if len(set(ids)) < len(ids) else []
    return f"{seen.shown} with the brand {twice[0]} more than once" if twice else None


@rule("page-fits-enabled")
def is_filtered_by_enabled(seen: Observation) -> Finding:
    """Require that a list of enabled or disabled brands holds no others."""
    brands, query = _brands(seen), _single(seen)
    if brands is None or query is None or query.get("enabled") not in {"true", "false"}:
        return NOT_APPLICABLE
    wanted = query["enabled"] == "true"
    wrong = [brand for brand in brands if brand.get("enabled") is not wanted]
    if not wrong:
        return None
    return f"{seen.shown} with the brand {wrong[0]}, which enabled={query['enabled']} excludes"


@rule("page-fits-name-filter")
def is_filtered_by_name(seen: Observation) -> Finding:
    """Require that every brand on a page fits the name filter of the query."""
    brands, query = _brands(seen), _single(seen)
    filters = [name for name in query or {} if name.partition("[")[0] == "name"]
    if brands is None or query is None or len(filters) != 1:
        return NOT_APPLICABLE
    value, operator = query[filters[0]], filters[0].removeprefix("name").strip("[]") or "equal"
    if _is_open(value, seen) or operator not in OPERATORS:
        return NOT_APPLICABLE
    names = [str(brand.get("name")) for brand in brands]
    wrong = [name for name in names if matches(operator, name, value) is False]
    if not wrong:
        return None
    return f"{seen.shown} with the brand {wrong[0]!r}, which {filters[0]}={value!r} does not match"


@rule("brand-of-path")
def is_the_brand_asked_for(seen: Observation) -> Finding:
    """Require that a brand is the one that the path names."""
    if seen.operation is None or seen.operation.id != "getBrand" or not seen.succeeded:
        return NOT_APPLICABLE
    given, asked = (seen.mapping or {}).get("id"), unquote((seen.parameters or {})["brandId"])
    if not isinstance(given, str):
        return NOT_APPLICABLE
    return None if given.lower() == asked.lower() else f"{seen.shown} with another brand: {given}"


def _last(page: dict[str, Any]) -> int:
    last = page.get("totalPages")
    return last if type(last) is int else 0


def _listing(seen: Observation) -> dict[str, Any] | None:
    wanted = seen.operation is not None and seen.operation.id == "listBrands" and seen.succeeded
    return seen.mapping if wanted else None


def _brands(seen: Observation) -> list[dict[str, Any]] | None:
    data = (_listing(seen) or {}).get("data")
    if not isinstance(data, list):
        return None
    entries = cast("list[object]", data)
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def _pagination(seen: Observation) -> dict[str, Any] | None:
    given = (_listing(seen) or {}).get("pagination")
    return cast("dict[str, Any]", given) if isinstance(given, dict) else None


def _numbers(seen: Observation) -> dict[str, int] | None:
    page = _pagination(seen) or {}
    numbers = {name: page.get(name) for name in ("page", "pageSize", "totalCount", "totalPages")}
    if not all(type(number) is int for number in numbers.values()):
        return None
    settled = cast("dict[str, int]", numbers)
    return settled if settled["pageSize"] > 0 else None


def _single(seen: Observation) -> dict[str, str] | None:
    """Return the query as a mapping, or ``None`` when a repeated parameter leaves it open."""
    mapping = dict(seen.query)
    return mapping if len(mapping) == len(seen.query) else None


def _is_open(value: str, seen: Observation) -> bool:
    # Empty values are not documented; servers differ over plus signs, outer spaces, broken UTF-8.
    return not value or value != value.strip() or "+" in seen.exchange.target or "\ufffd" in value


def _no_more_than(limit: int, brands: list[dict[str, Any]], seen: Observation) -> Finding:
    return (
        None
        if len(brands) <= limit
        else f"{seen.shown} with {len(brands)} brands, but a totalCount of 0"
    )
