"""Lists of brands: reading all pages of a query, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.assertions.name_order import misplaced
from optizmo_deploy.conformance.assertions.responses import fail, success
from optizmo_deploy.conformance.contract.facts import folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Listing", "Page", "demand_sorted", "page_of", "read_all"]

Query = tuple[tuple[str, str], ...]
_MOST_PAGES = 100


@frozen
class Page:
    """A page of brands, as in the response."""

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

    query: str
    """The parameters, for messages: `with sort=name` or `without parameters`."""
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
        """The first and the last exchange: enough to see the query."""
        return tuple(dict.fromkeys((self.pages[0].exchange, self.pages[-1].exchange)))


def page_of(api: Api, query: Sequence[tuple[str, str]] = ()) -> Page:
    """Request a page, once in a run for each query.

    Raises:
        Violation: The query is rejected.
        NotReached: The response does not fit the contract.
    """
    exchange = api.remembered(f"brands {query}", lambda: api.call("listBrands", query=query))
    body = success(exchange, when=_shown(query))
    pagination = body["pagination"]
    return Page(
        exchange=exchange,
        brands=body["data"],
        number=pagination["page"],
        size=pagination["pageSize"],
        total_count=pagination["totalCount"],
        total_pages=pagination["totalPages"],
    )


def read_all(
    api: Api, query: Sequence[tuple[str, str]] = (), *, size: int | None = None
) -> Listing:
    """Read every page of a query, and no page past the last, for which nothing is documented.

    Args:
        api: The server under test.
        query: Further parameters.
        size: The `pageSize`; by default none is sent, which means the largest.

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
                f"a list of more than {seen} brands in {_MOST_PAGES} pages is too long to be read"
            )
        pages.append(page_of(api, (*sized, ("page", str(len(pages) + 1)))))
        seen += len(pages[-1].brands)
    return Listing(_shown(sized), tuple(pages))


def demand_sorted(listing: Listing, *, descending: bool = False) -> None:
    """Require that brands are sorted by name, as far as every collation agrees on their order.

    Raises:
        Violation: Two brands are in the wrong order.
    """
    wrong = misplaced(listing.names, descending=descending)
    if wrong:
        order = "descending" if descending else "ascending"
        fail(
            f"listBrands {listing.query} should list brands by name in {order} order, but lists "
            f"{wrong[0]!r} before {wrong[1]!r}",
            *listing.exchanges,
        )


def _shown(query: Sequence[tuple[str, str]]) -> str:
    shown = "&".join(f"{name}={value}" for name, value in query)
    return f"with {shown}" if shown else "without parameters"
