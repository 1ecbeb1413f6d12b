"""Which page of a listing comes next, and what on it is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy_api.models import BrandPage, BrandSummary

__all__ = ["Cursor"]


class Cursor:
    """A position in a listing, which moves only when a page has arrived.

    Args:
        page: The number of the page to start at, counted from 1.
    """

    __slots__ = ("_last", "_seen", "next_page")

    def __init__(self, page: int) -> None:
        self.next_page: int | None = page
        """The number of the page to ask for, or None when there is none left."""
        self._seen: set[str] = set()
        self._last: int | None = None

    def arrived(self, number: int, page: BrandPage) -> list[BrandSummary]:
        """Move past a page, and return those of its brands that no page before has shown.

        The latest page says how many there are. An empty or repeated page in the middle ends
        nothing, but one that shows nothing new cannot make the listing longer, so that a server
        that always promises one more page is not asked for ever. A first page that is empty and
        counts no brands is the only one, whatever it says.
        """
        new = {brand.id: brand for brand in page.data if brand.id not in self._seen}
        self._seen.update(new)
        last = page.pagination.total_pages
        if self._last is None:
            if not page.data and page.pagination.total_count <= 0:
                last = number
        elif not new:
            last = min(last, self._last)
        self._last = last
        self.next_page = number + 1 if number < last else None
        return list(new.values())
