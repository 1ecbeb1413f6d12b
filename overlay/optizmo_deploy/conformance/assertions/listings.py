"""Reads lists of brands, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.assertions.responses import success
from optizmo_deploy.conformance.contract.facts import folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Listing", "Page", "page_of", "read_all"]

Query = tuple[tuple[str, str], ...]
_MOST_PAGES = 100


@frozen
class Page:
    """One page of brands as it was answered."""

    exchange: Exchange
    brands: list[dict[str, Any]]
    number: int
    size: int
    total_count: int
    total_pages: int

    @property
    def names(self) -> list[str]:
        """The names in their order."""
        return [brand["name"] for brand in self.brands]


@frozen
class Listing:
    """All pages of one query."""

    pages: tuple[Page, ...]

    @property
    def brands(self) -> list[dict[str, Any]]:
        """All brands in the order of the pages."""
        return [brand for page in self.pages for brand in page.brands]

    @property
    def names(self) -> list[str]:
        """All names in the order of the pages."""
        return [brand["name"] for brand in self.brands]

    @property
    def ids(self) -> list[str]:
        """All ids in the order of the pages, for comparison."""
        return [folded(brand["id"]) for brand in self.brands]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The first and the last exchange: enough to see what was asked."""
        return tuple(dict.fromkeys((self.pages[0].exchange, self.pages[-1].exchange)))


def page_of(api: Api, query: Sequence[tuple[str, str]] = ()) -> Page:
    """Ask for one page, once a run for each query.

    Raises:
        Violation: The query is refused.
        NotReached: The answer does not fit the contract.
    """
    exchange = api.remembered(f"brands {query}", lambda: api.call("listBrands", query=query))
    answer = success(exchange, when=f"with {_shown(query)}")
    pagination = answer["pagination"]
    return Page(
        exchange=exchange,
        brands=answer["data"],
        number=pagination["page"],
        size=pagination["pageSize"],
        total_count=pagination["totalCount"],
        total_pages=pagination["totalPages"],
    )


def read_all(
    api: Api, query: Sequence[tuple[str, str]] = (), *, size: int | None = None
) -> Listing:
    """Read every page of a query, and never a page past the last, about which nothing is said.

    Args:
        api: The target.
        query: Further parameters.
        size: The ``pageSize`` to ask for; by default none, which means the largest.

    Raises:
        NotReached: The list is too long to be read to its end.
    """
    sized = (*query, *(() if size is None else (("pageSize", str(size)),)))
    pages = [page_of(api, sized)]
    seen = len(pages[0].brands)
    while pages[-1].brands and seen < pages[-1].total_count:
        if len(pages) >= pages[-1].total_pages:
            break
        if len(pages) == _MOST_PAGES:
            raise NotReached(
                f"a list of more than {seen} brands in {_MOST_PAGES} pages is not read"
            )
        pages.append(page_of(api, (*sized, ("page", str(len(pages) + 1)))))
        seen += len(pages[-1].brands)
    return Listing(tuple(pages))


def _shown(query: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in query) or "no parameters"
