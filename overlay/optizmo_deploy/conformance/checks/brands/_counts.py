"""The counts of filtered lists of brands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.listings import page_of
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.contract.facts import LARGEST_PAGE, SMALLEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["demand_count"]


def demand_count(api: Api, query: Sequence[tuple[str, str]], count: int) -> None:
    """Require that `totalCount` is the number of brands that a query lists, whatever the page size.

    That `totalPages` goes with it is evaluated in every response.

    Raises:
        Violation: It is another number.
    """
    exactly = [count] if SMALLEST_PAGE < count < LARGEST_PAGE else []
    for size in (SMALLEST_PAGE, LARGEST_PAGE, *exactly):
        page = page_of(api, (*query, ("pageSize", str(size))))
        shown = "&".join(f"{name}={value}" for name, value in query)
        demand(
            page.total_count == count,
            f"listBrands with {shown}&pageSize={size} should have the totalCount {count}, the "
            f"number of such brands, but has {page.total_count}",
            page.exchange,
        )
