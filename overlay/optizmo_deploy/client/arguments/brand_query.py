"""Which brands to list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from optizmo_deploy_api.models import BrandSort
from optizmo_deploy_api.operations import LIMITS

from optizmo_deploy.client.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BrandFilters", "brand_query", "page_number"]


class BrandFilters(TypedDict, total=False):
    """The keyword arguments of `brands.list`; None is as good as absent."""

    name: str | None
    enabled: bool | None
    sort: Literal["name", "-name"] | None
    page_size: int | None
    name_equal: str | None
    name_not_equal: str | None
    name_starts_with: str | None
    name_ends_with: str | None
    name_contains: str | None
    name_starts_with_case_sensitive: str | None
    name_ends_with_case_sensitive: str | None
    name_contains_case_sensitive: str | None


def brand_query(filters: BrandFilters) -> dict[str, Any]:
    """Return the parameters of a listing by their names in the generated code.

    Raises:
        InvalidArgumentError: One cannot be sent, or there are two name filters.
    """
    given = {
        name: value
        for name, value in cast("Mapping[str, object]", filters).items()
        if value is not None
    }
    names = [name for name in given if name.startswith("name")]
    if len(names) > 1:
        raise InvalidArgumentError(f"only one name filter can be given, not {' and '.join(names)}")
    for name in names:
        if not isinstance(given[name], str):
            raise InvalidArgumentError(f"{name} must be a string, not {type(given[name]).__name__}")
    if not isinstance(given.get("enabled", True), bool):
        raise InvalidArgumentError("enabled must be True, False or None")
    size = given.get("page_size", 1)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise InvalidArgumentError("page_size must be a whole number greater than zero")
    if "sort" in given:
        orders = LIMITS["BrandSort"].enum
        if given["sort"] not in orders:
            raise InvalidArgumentError(f"sort must be one of {', '.join(map(str, orders))}")
        given["sort"] = BrandSort(str(given["sort"]))
    return given


def page_number(page: object) -> int:
    """Return the number of the page that a listing starts at, if it can be one.

    Raises:
        InvalidArgumentError: It is not a whole number greater than zero.
    """
    if isinstance(page, bool) or not isinstance(page, int) or page < 1:
        raise InvalidArgumentError("a page must be a whole number greater than zero")
    return page
