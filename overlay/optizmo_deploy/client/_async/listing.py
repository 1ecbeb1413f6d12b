"""Listings of several pages."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from optizmo_deploy_api.api.brands import list_brands

from optizmo_deploy.client.arguments.brand_query import page_number
from optizmo_deploy.client.core.calls import Call
from optizmo_deploy.client.core.paging import Cursor
from optizmo_deploy.client.core.retry_loop import attempts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from optizmo_deploy_api.models import BrandPage, BrandSummary

    from optizmo_deploy.client._async.runner import AsyncRunner
    from optizmo_deploy.client.arguments.call_options import CallOptions
    from optizmo_deploy.client.response import Response

__all__ = ["AsyncBrandList", "AsyncPages"]

T = TypeVar("T")


class _AsyncListing:
    """An iterator that asks for a page when it is needed.

    A failed page is asked for again by the next step, so that a listing can be resumed. It holds
    no connection between two steps; `aclose`, or leaving its context, only ends it. It is for one
    task at a time.
    """

    def __init__(
        self, runner: AsyncRunner, query: Mapping[str, Any], options: CallOptions, start: int
    ) -> None:
        self._runner = runner
        self._query = query
        self._options = options
        self._cursor = Cursor(start)

    def __aiter__(self) -> Self:
        """Return the iterator itself."""
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, next page: {self.next_page}>"

    @property
    def next_page(self) -> int | None:
        """The number of the page that is asked for next, or None when there is none left."""
        return self._cursor.next_page

    async def _next(self) -> tuple[Response[BrandPage], list[BrandSummary]]:
        """Return the next page, and those of its brands that no page before has shown."""
        number = self._cursor.next_page
        if number is None:
            raise StopAsyncIteration
        call = Call(list_brands.request(page=number, **self._query))
        runner = self._runner
        response = await runner.run(attempts(call, runner.context(self._options)))
        return response, self._cursor.arrived(number, response.parsed)

    async def aclose(self) -> None:
        """End the listing; nothing more is asked for."""
        self._cursor.next_page = None

    async def __aenter__(self) -> Self:
        """Return the listing itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the listing."""
        await self.aclose()


class AsyncPages(_AsyncListing, Generic[T]):
    """The pages of a listing, or with `client.with_response` the responses that they came in.

    Every page comes, whatever is on it. A page has `data` and `pagination`.
    """

    def __init__(
        self,
        runner: AsyncRunner,
        query: Mapping[str, Any],
        options: CallOptions,
        start: int,
        *,
        with_response: bool,
    ) -> None:
        super().__init__(runner, query, options, start)
        self._with_response = with_response

    async def __anext__(self) -> T:
        """Return the next page."""
        response, _ = await self._next()
        return cast("T", response if self._with_response else response.parsed)


class AsyncBrandList(_AsyncListing):
    """The brands of all pages, one after the other; a brand that shows up on two pages comes once.

    The listing ends after the page that the latest page states to be the last one.
    """

    def __init__(
        self, runner: AsyncRunner, query: Mapping[str, Any], options: CallOptions, start: int
    ) -> None:
        super().__init__(runner, query, options, start)
        self._start = start
        self._waiting: deque[BrandSummary] = deque()

    async def __anext__(self) -> BrandSummary:
        """Return the next brand."""
        while not self._waiting:
            _, brands = await self._next()
            self._waiting.extend(brands)
        return self._waiting.popleft()

    async def aclose(self) -> None:
        """End the listing; nothing more is asked for, and no brand is left."""
        self._waiting.clear()
        await super().aclose()

    def pages(self, start: int | None = None) -> AsyncPages[BrandPage]:
        """Iterate over the pages instead, anew.

        Args:
            start: The page to start at, counted from 1; where the listing itself starts if None.

        Raises:
            InvalidArgumentError: It is not a whole number greater than zero.
        """
        return self._pages(start, with_response=False)

    def responses(self, start: int | None = None) -> AsyncPages[Response[BrandPage]]:
        """Do what `pages` does, and return each page in the response that it came in."""
        return self._pages(start, with_response=True)

    def _pages(self, start: int | None, *, with_response: bool) -> AsyncPages[Any]:
        first = self._start if start is None else page_number(start)
        return AsyncPages(
            self._runner, self._query, self._options, first, with_response=with_response
        )
