"""Rules about brands: that a page is what its query asked for, and a brand the one in the path."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from optizmo_deploy.conformance.assertions.name_filters import OPERATORS, matches
from optizmo_deploy.conformance.observed.rule import NOTHING_TO_SEE, Judgement
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Sight

__all__: list[str] = []

DEFAULT_PAGE_SIZE = 200


@rule("page-as-requested")
def is_the_page_asked_for(sight: Sight) -> Judgement:
    """Judge that ``pagination`` repeats the page and size asked for, or their defaults."""
    page, query = _pagination(sight), _single(sight)
    if page is None or query is None:
        return NOTHING_TO_SEE
    for name, default in (("page", 1), ("pageSize", DEFAULT_PAGE_SIZE)):
        asked = query.get(name, str(default))
        if not asked.isascii() or not asked.isdecimal():
            continue
        if name == "page" and 1 < int(asked) > _last(page):
            continue  # what is answered for a page past the last is not documented
        if page.get(name) != int(asked):
            return f"{sight.said} with the {name} {page.get(name)!r} instead of {asked}"
    return None


@rule("total-pages")
def counts_its_pages(sight: Sight) -> Judgement:
    """Judge that ``totalPages`` is what ``totalCount`` and ``pageSize`` make."""
    numbers = _numbers(sight)
    if numbers is None or not numbers["totalCount"]:
        return NOTHING_TO_SEE
    due = ceil(numbers["totalCount"] / numbers["pageSize"])
    if numbers["totalPages"] == due:
        return None
    return f"{sight.said} with {numbers['totalPages']} pages, where {due} are needed for {numbers}"


@rule("page-length")
def is_full(sight: Sight) -> Judgement:
    """Judge that a page holds as many brands as its place in the list makes it hold."""
    numbers, brands = _numbers(sight), _brands(sight)
    if numbers is None or brands is None or numbers["page"] < 1:
        return NOTHING_TO_SEE
    before = (numbers["page"] - 1) * numbers["pageSize"]
    due = min(numbers["pageSize"], numbers["totalCount"] - before)
    if due <= 0:
        return NOTHING_TO_SEE if numbers["page"] > 1 else _no_more_than(0, brands, sight)
    if len(brands) == due:
        return None
    return f"{sight.said} with {len(brands)} brands, where {due} are due for {numbers}"


@rule("page-unique")
def lists_each_brand_once(sight: Sight) -> Judgement:
    """Judge that no brand is on a page twice."""
    brands = _brands(sight)
    if brands is None:
        return NOTHING_TO_SEE
    ids = [str(brand.get("id")).lower() for brand in brands]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1}) if len(set(ids)) < len(ids) else []
    return f"{sight.said} with the brand {twice[0]} more than once" if twice else None


@rule("page-fits-enabled")
def is_filtered_by_enabled(sight: Sight) -> Judgement:
    """Judge that a list of enabled or disabled brands holds no others."""
    brands, query = _brands(sight), _single(sight)
    if brands is None or query is None or query.get("enabled") not in {"true", "false"}:
        return NOTHING_TO_SEE
    wanted = query["enabled"] == "true"
    wrong = [brand for brand in brands if brand.get("enabled") is not wanted]
    return f"{sight.said} with the brand {wrong[0]}" if wrong else None


@rule("page-fits-name-filter")
def is_filtered_by_name(sight: Sight) -> Judgement:
    """Judge that every brand on a page fits the name filter of the query."""
    brands, query = _brands(sight), _single(sight)
    filters = [name for name in query or {} if name.partition("[")[0] == "name"]
    if brands is None or query is None or len(filters) != 1:
        return NOTHING_TO_SEE
    value, operator = query[filters[0]], filters[0].removeprefix("name").strip("[]") or "equal"
    if _is_open(value, sight) or operator not in OPERATORS:
        return NOTHING_TO_SEE
    names = [str(brand.get("name")) for brand in brands]
    wrong = [name for name in names if matches(operator, name, value) is False]
    return f"{sight.said} with the brand {wrong[0]!r}" if wrong else None


@rule("brand-of-path")
def is_the_brand_asked_for(sight: Sight) -> Judgement:
    """Judge that a brand is the one that the path names."""
    if sight.operation is None or sight.operation.id != "getBrand" or not sight.succeeded:
        return NOTHING_TO_SEE
    given, asked = (sight.mapping or {}).get("id"), unquote((sight.parameters or {})["brandId"])
    if not isinstance(given, str):
        return NOTHING_TO_SEE
    return None if given.lower() == asked.lower() else f"{sight.said} with the brand {given}"


def _last(page: dict[str, Any]) -> int:
    last = page.get("totalPages")
    return last if type(last) is int else 0


def _listing(sight: Sight) -> dict[str, Any] | None:
    wanted = sight.operation is not None and sight.operation.id == "listBrands" and sight.succeeded
    return sight.mapping if wanted else None


def _brands(sight: Sight) -> list[dict[str, Any]] | None:
    data = (_listing(sight) or {}).get("data")
    if not isinstance(data, list):
        return None
    entries = cast("list[object]", data)
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def _pagination(sight: Sight) -> dict[str, Any] | None:
    given = (_listing(sight) or {}).get("pagination")
    return cast("dict[str, Any]", given) if isinstance(given, dict) else None


def _numbers(sight: Sight) -> dict[str, int] | None:
    page = _pagination(sight) or {}
    numbers = {name: page.get(name) for name in ("page", "pageSize", "totalCount", "totalPages")}
    if not all(type(number) is int for number in numbers.values()):
        return None
    settled = cast("dict[str, int]", numbers)
    return settled if settled["pageSize"] > 0 else None


def _single(sight: Sight) -> dict[str, str] | None:
    """Return the query as a mapping, or ``None`` when a repeated parameter leaves it open."""
    mapping = dict(sight.query)
    return mapping if len(mapping) == len(sight.query) else None


def _is_open(value: str, sight: Sight) -> bool:
    # Empty values are not documented; servers differ over plus signs, outer spaces, broken UTF-8.
    return not value or value != value.strip() or "+" in sight.exchange.target or "\ufffd" in value


def _no_more_than(limit: int, brands: list[dict[str, Any]], sight: Sight) -> Judgement:
    return (
        None if len(brands) <= limit else f"{sight.said} with {len(brands)} brands and a count of 0"
    )
