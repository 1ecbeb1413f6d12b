"""The brands of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from optizmo_deploy.client.arguments.brand_query import BrandFilters, brand_query, is_beyond_the_end
from optizmo_deploy.client.arguments.identity import brand_uuid
from optizmo_deploy.client.core import calls
from optizmo_deploy.client.core.retry_loop import attempts
from optizmo_deploy.client.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy_api.models import Brand, BrandPage, BrandSummary

    from optizmo_deploy.client._async.runner import AsyncRunner
    from optizmo_deploy.client.response import Response

__all__ = ["AsyncBrandList", "AsyncBrands", "AsyncBrandsWithResponse"]


class AsyncBrandList:
    """The brands of all pages, one after the other; a brand that shows up on two pages comes once.

    It is an iterator, and asks for a page when it is needed.
    """

    def __init__(self, runner: AsyncRunner, query: Mapping[str, Any]) -> None:
        self._runner = runner
        self._query = query
        self._items = self._iterate()

    def __aiter__(self) -> AsyncIterator[BrandSummary]:
        """Return the iterator itself."""
        return self

    async def __anext__(self) -> BrandSummary:
        """Return the next brand."""
        return await self._items.__anext__()

    async def pages(self) -> AsyncIterator[BrandPage]:
        """Iterate over the pages, from the first one; each has `data` and `pagination`."""
        async for response in self.responses():
            yield response.parsed

    async def responses(self) -> AsyncIterator[Response[BrandPage]]:
        """Iterate over the pages, each together with the answer that it came in."""
        seen: set[UUID] = set()
        page, known_pages = 1, 1
        while True:
            call = calls.list_brands(page, self._query)
            try:
                response = await self._runner.run(attempts(call, self._runner.context()))
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

    async def _iterate(self) -> AsyncIterator[BrandSummary]:
        seen: set[UUID] = set()
        async for page in self.pages():
            for brand in page.data:
                if brand.id not in seen:
                    seen.add(brand.id)
                    yield brand


class AsyncBrandsWithResponse:
    """The methods of `AsyncBrands`, each returning its result with the last answer."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    def list(self, **filters: Unpack[BrandFilters]) -> AsyncIterator[Response[BrandPage]]:
        """Do what `AsyncBrands.list` does, page by page, and return the answers too."""
        return AsyncBrandList(self._runner, brand_query(filters)).responses()

    async def get(self, brand_id: str | UUID) -> Response[Brand]:
        """Do what `AsyncBrands.get` does, and return its answer too."""
        return await self._runner.run(
            attempts(calls.get_brand(brand_uuid(brand_id)), self._runner.context())
        )


class AsyncBrands:
    """The brands of the account."""

    def __init__(self, runner: AsyncRunner, with_response: AsyncBrandsWithResponse) -> None:
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
    ) -> AsyncBrandList:
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
        return AsyncBrandList(self._runner, brand_query(filters))

    async def get(self, brand_id: str | UUID) -> Brand:
        """Read a brand with its sending settings.

        Raises:
            NotFoundError: The account has no such brand.
            InvalidArgumentError: It is not a UUID.
        """
        return (await self._with_response.get(brand_id)).parsed
