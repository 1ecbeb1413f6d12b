# Derived from _async/brands.py by scripts/unasync.py; do not edit.
"""The brands of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Literal, TypeVar, cast

from optizmo_deploy_api.api.brands import get_brand

from optizmo_deploy.client._sync.listing import BrandList
from optizmo_deploy.client._sync.resource import Resource
from optizmo_deploy.client.arguments.brand_query import brand_query, page_number
from optizmo_deploy.client.arguments.identity import brand_uuid
from optizmo_deploy.client.core.calls import Call

if TYPE_CHECKING:
    from typing import Unpack
    from uuid import UUID

    from optizmo_deploy.client.arguments.brand_query import BrandFilters
    from optizmo_deploy.client.arguments.call_options import CallOptions

__all__ = ["Brands"]

BrandT = TypeVar("BrandT")
ListT = TypeVar("ListT")


class Brands(Resource, Generic[BrandT, ListT]):
    """The brands of the account.

    `get` returns a `Brand`, and with `client.with_response` a `Response` that has it as `parsed`.
    Every method takes the options `timeout`, `retry` and `headers`, and may raise what
    `optizmo_deploy.client.errors` lists.
    """

    def list(
        self,
        *,
        name: str | None = None,
        enabled: bool | None = None,
        sort: Literal["name", "-name"] | None = None,
        page_size: int | None = None,
        start_page: int = 1,
        name_equal: str | None = None,
        name_not_equal: str | None = None,
        name_starts_with: str | None = None,
        name_ends_with: str | None = None,
        name_contains: str | None = None,
        name_starts_with_case_sensitive: str | None = None,
        name_ends_with_case_sensitive: str | None = None,
        name_contains_case_sensitive: str | None = None,
        **options: Unpack[CallOptions],
    ) -> ListT:
        """Iterate over the brands of all pages, disabled ones included; `pages()` gives the pages.

        With `client.with_response` it iterates over the responses, one a page. Nothing is sent
        before the first step.

        Filters take their text literally, and at most one may be given. Those without
        `_case_sensitive` find text in either case; whether that also holds for equality is not
        documented.

        Args:
            name: Only brands with this name; short for `name_equal`.
            enabled: Only enabled brands, or only disabled ones.
            sort: `name`, which is the server's own order, or `-name` for the reverse.
            page_size: Brands on a page, 10 to 200. The server's own size is the largest.
            start_page: The page to start at, counted from 1.
            name_equal: Only brands with this name.
            name_not_equal: Only brands with another name.
            name_starts_with: Only brands whose name starts with this text.
            name_ends_with: Only brands whose name ends with this text.
            name_contains: Only brands whose name contains this text.
            name_starts_with_case_sensitive: The same, in exactly this case.
            name_ends_with_case_sensitive: The same, in exactly this case.
            name_contains_case_sensitive: The same, in exactly this case.
            **options: `timeout`, `retry` and `headers` of the call of each page.

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
        query, start = brand_query(filters), page_number(start_page)
        brands = BrandList(self._runner, query, options, start)
        return cast("ListT", brands.responses() if self._with_response else brands)

    def get(self, brand_id: str | UUID, **options: Unpack[CallOptions]) -> BrandT:
        """Read a brand with its sending settings.

        Raises:
            NotFoundError: The account has no such brand.
            InvalidArgumentError: It is not a UUID.
        """
        call = Call(get_brand.request(brand_uuid(brand_id)))
        return cast("BrandT", self._send(call, options))
