# Derived from _async/brands.py by scripts/unasync.py; do not edit.
"""The brands of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from optizmo_deploy.client.arguments.brand_query import BrandFilters, brand_query, is_beyond_the_end
from optizmo_deploy.client.arguments.identity import brand_uuid
from optizmo_deploy.client.core import calls
from optizmo_deploy.client.core.retry_loop import attempts
from optizmo_deploy.client.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy_api.models import Brand, BrandPage, BrandSummary

    from optizmo_deploy.client._sync.runner import Runner
    from optizmo_deploy.client.response import Response

__all__ = ["BrandList", "Brands", "BrandsWithResponse"]


class BrandList:
    """The brands of all pages, one after the other; a brand that shows up on two pages comes once.

    It is an iterator, and asks for a page when it is needed.
    """

    def __init__(self, runner: Runner, query: Mapping[str, Any]) -> None:
        self._runner = runner
        self._query = query
        self._items = self._iterate()

    def __iter__(self) -> Iterator[BrandSummary]:
        """Return the iterator itself."""
        return self

    def __next__(self) -> BrandSummary:
        """Return the next brand."""
        return self._items.__next__()

    def pages(self) -> Iterator[BrandPage]:
        """Iterate over the pages, from the first one; each has `data` and `pagination`."""
        for response in self.responses():
            yield response.parsed

    def responses(self) -> Iterator[Response[BrandPage]]:
        """Iterate over the pages, each together with the answer that it came in."""
        seen: set[UUID] = set()
        page, known_pages = 1, 1
        while True:
            call = calls.list_brands(page, self._query)
            try:
                response = self._runner.run(attempts(call, self._runner.context()))
            except ApiError as error:
                if page > known_pages and is_beyond_the_end(error):
                    return
                raise
            ids = {brand.id for brand in response.parsed.data}
            if page == 1 or not ids <= seen:
                yield response
            if ids <= seen:  # an empty page, or a server that repeats itself
                return
            seen |= ids
            page, known_pages = page + 1, response.parsed.pagination.total_pages

    def _iterate(self) -> Iterator[BrandSummary]:
        seen: set[UUID] = set()
        for page in self.pages():
            for brand in page.data:
                if brand.id not in seen:
                    seen.add(brand.id)
                    yield brand


class BrandsWithResponse:
    """The methods of `Brands`, each returning its result with the last answer."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def list(self, **filters: Unpack[BrandFilters]) -> Iterator[Response[BrandPage]]:
        """Do what `Brands.list` does, page by page, and return the answers too."""
        return BrandList(self._runner, brand_query(filters)).responses()

    def get(self, brand_id: str | UUID) -> Response[Brand]:
        """Do what `Brands.get` does, and return its answer too."""
        return self._runner.run(
            attempts(calls.get_brand(brand_uuid(brand_id)), self._runner.context())
        )


class Brands:
    """The brands of the account."""

    def __init__(self, runner: Runner, with_response: BrandsWithResponse) -> None:
        self._runner = runner
        self._with_response = with_response

    def list(
        self,
        *,
        name: str | None = None,
        enabled: bool | None = None,
        sort: Literal["name", "-name"] | None = None,
        page_size: int | None = None,
        name_equal: str | None = None,
        name_not_equal: str | None = None,
        name_starts_with: str | None = None,
        name_ends_with: str | None = None,
        name_contains: str | None = None,
        name_starts_with_case_sensitive: str | None = None,
        name_ends_with_case_sensitive: str | None = None,
        name_contains_case_sensitive: str | None = None,
    ) -> BrandList:
        """Iterate over the brands of all pages, disabled ones included; `pages()` gives the pages.

        Filters take their text literally, and at most one may be given. Those without
        `_case_sensitive` find text in either case; whether that also holds for equality is not
        documented.

        Args:
            name: Only brands with this name; short for `name_equal`.
            enabled: Only enabled brands, or only disabled ones.
            sort: `name`, which is the server's own order, or `-name` for the reverse.
            page_size: Brands on a page, 10 to 200. The server's own size is the largest.
            name_equal: Only brands with this name.
            name_not_equal: Only brands with another name.
            name_starts_with: Only brands whose name starts with this text.
            name_ends_with: Only brands whose name ends with this text.
            name_contains: Only brands whose name contains this text.
            name_starts_with_case_sensitive: The same, in exactly this case.
            name_ends_with_case_sensitive: The same, in exactly this case.
            name_contains_case_sensitive: The same, in exactly this case.

        Raises:
            InvalidArgumentError: An argument cannot be sent, or there are two filters; nothing
                has been sent.
        """
        filters: BrandFilters = {
            "name": name,
            "enabled": enabled,
            "sort": sort,
            "page_size": page_size,
            "name_equal": name_equal,
            "name_not_equal": name_not_equal,
            "name_starts_with": name_starts_with,
            "name_ends_with": name_ends_with,
            "name_contains": name_contains,
            "name_starts_with_case_sensitive": name_starts_with_case_sensitive,
            "name_ends_with_case_sensitive": name_ends_with_case_sensitive,
            "name_contains_case_sensitive": name_contains_case_sensitive,
        }
        return BrandList(self._runner, brand_query(filters))

    def get(self, brand_id: str | UUID) -> Brand:
        """Read a brand with its sending settings.

        Raises:
            NotFoundError: The account has no such brand.
            InvalidArgumentError: It is not a UUID.
        """
        return self._with_response.get(brand_id).parsed
