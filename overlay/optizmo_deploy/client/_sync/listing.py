# Derived from _async/listing.py by scripts/unasync.py; do not edit.
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

    from optizmo_deploy.client._sync.runner import Runner
    from optizmo_deploy.client.arguments.call_options import CallOptions
    from optizmo_deploy.client.response import Response

__all__ = ["BrandList", "Pages"]

T = TypeVar("T")


class _Listing:
    """An iterator that asks for a page when it is needed.

    A failed page is asked for again by the next step, so that a listing can be resumed. It holds
    no connection between two steps; `close`, or leaving its context, only ends it. It is for one
    thread at a time.
    """

    def __init__(
        self, runner: Runner, query: Mapping[str, Any], options: CallOptions, start: int
    ) -> None:
        self._runner = runner
        self._query = query
        self._options = options
        self._cursor = Cursor(start)

    def __iter__(self) -> Self:
        """Return the iterator itself."""
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, next page: {self.next_page}>"

    @property
    def next_page(self) -> int | None:
        """The number of the page that is asked for next, or None when there is none left."""
        return self._cursor.next_page

    def _next(self) -> tuple[Response[BrandPage], list[BrandSummary]]:
        """Return the next page, and those of its brands that no page before has shown."""
        number = self._cursor.next_page
        if number is None:
            raise StopIteration
        call = Call(list_brands.request(page=number, **self._query))
        runner = self._runner
        response = runner.run(attempts(call, runner.context(self._options)))
        return response, self._cursor.arrived(number, response.parsed)

    def close(self) -> None:
        """End the listing; nothing more is asked for."""
        self._cursor.next_page = None

    def __enter__(self) -> Self:
        """Return the listing itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the listing."""
        self.close()


class Pages(_Listing, Generic[T]):
    """The pages of a listing, or with `client.with_response` the responses that they came in.

    Every page comes, whatever is on it. A page has `data` and `pagination`.
    """

    def __init__(
        self,
        runner: Runner,
        query: Mapping[str, Any],
        options: CallOptions,
        start: int,
        *,
        with_response: bool,
    ) -> None:
        super().__init__(runner, query, options, start)
        self._with_response = with_response

    def __next__(self) -> T:
        """Return the next page."""
        response, _ = self._next()
        return cast("T", response if self._with_response else response.parsed)


class BrandList(_Listing):
    """The brands of all pages, one after the other; a brand that shows up on two pages comes once.

    The listing ends after the page that the latest page states to be the last one.
    """

    def __init__(
        self, runner: Runner, query: Mapping[str, Any], options: CallOptions, start: int
    ) -> None:
        super().__init__(runner, query, options, start)
        self._start = start
        self._waiting: deque[BrandSummary] = deque()

    def __next__(self) -> BrandSummary:
        """Return the next brand."""
        while not self._waiting:
            _, brands = self._next()
            self._waiting.extend(brands)
        return self._waiting.popleft()

    def close(self) -> None:
        """End the listing; nothing more is asked for, and no brand is left."""
        self._waiting.clear()
        super().close()

    def pages(self, start: int | None = None) -> Pages[BrandPage]:
        """Iterate over the pages instead, anew.

        Args:
            start: The page to start at, counted from 1; where the listing itself starts if None.

        Raises:
            InvalidArgumentError: It is not a whole number greater than zero.
        """
        return self._pages(start, with_response=False)

    def responses(self, start: int | None = None) -> Pages[Response[BrandPage]]:
        """Do what `pages` does, and return each page in the response that it came in."""
        return self._pages(start, with_response=True)

    def _pages(self, start: int | None, *, with_response: bool) -> Pages[Any]:
        first = self._start if start is None else page_number(start)
        return Pages(self._runner, self._query, self._options, first, with_response=with_response)
