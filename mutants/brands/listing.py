"""listBrands done again by hand, one piece of it at a time done wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from attrs import field, frozen

from mutants.gateway import Fault, Request, Response, Server

__all__ = ["Asked", "Brand", "accepting", "listing", "requery"]
Brand = dict[str, Any]
Match = Callable[[str, str, str], bool]
Reorder = Callable[[list[Brand], "Asked"], list[Brand]]


@frozen
class Asked:
    """What a listBrands asks for; the request was found valid."""

    page: int
    size: int
    descending: bool
    enabled: bool | None
    operator: str | None
    value: str
    given: dict[str, str] = field(factory=dict)


def match(operator: str, name: str, value: str) -> bool:
    """Whether a filter lets a name pass, as documented."""
    if operator.endswith("_case_sensitive"):
        operator = operator.removesuffix("_case_sensitive")
    elif operator not in {"equal", "not_equal"}:
        name, value = name.casefold(), value.casefold()
    return {
        "equal": name == value,
        "not_equal": name != value,
        "starts_with": name.startswith(value),
        "ends_with": name.endswith(value),
        "contains": value in name,
    }[operator]


def by_enabled(brand: Brand, asked: Asked) -> bool:
    """Whether the parameter ``enabled`` lets a brand pass."""
    return asked.enabled is None or brand["enabled"] is asked.enabled


def cut(found: list[Brand], asked: Asked) -> list[Brand]:
    """Return the page that was asked for."""
    return found[(asked.page - 1) * asked.size :][: asked.size]


def count(
    found: list[Brand], shown: list[Brand], asked: Asked, everything: list[Brand]
) -> dict[str, int]:
    """Return the pagination."""
    pages = math.ceil(len(found) / asked.size)
    return {
        "page": asked.page,
        "pageSize": asked.size,
        "totalCount": len(found),
        "totalPages": pages,
    }


def order(found: list[Brand], asked: Asked) -> list[Brand]:
    """Return the brands, which come in ascending order, in the order that was asked for."""
    return found[::-1] if asked.descending else found


def listing(
    *,
    match: Match = match,
    by_enabled: Callable[[Brand, Asked], bool] = by_enabled,
    order: Reorder = order,
    cut: Reorder = cut,
    count: Callable[..., dict[str, int]] = count,
    passes: Callable[[Brand, Asked], bool] | None = None,
) -> Fault:
    """Return a fault that returns a valid listBrands by itself, with some pieces replaced."""

    def selected(brand: Brand, asked: Asked) -> bool:
        named = asked.operator is None or match(asked.operator, brand["name"], asked.value)
        return named and by_enabled(brand, asked)

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation != "listBrands" or not response.ok:
            return response
        asked = _asked(request)
        everything = await _all(request, server)
        found = order([b for b in everything if (passes or selected)(b, asked)], asked)
        shown = cut(found, asked)
        pagination = count(found, shown, asked, everything)
        if (shown, pagination) == (response.json()["data"], response.json()["pagination"]):
            return response
        return response.with_json({"data": shown, "pagination": pagination})

    return fault


def requery(
    change: Callable[[dict[str, str]], dict[str, str]],
    when: Callable[[dict[str, str]], bool] = bool,
) -> Fault:
    """Return a fault that understands the query of listBrands in another way."""

    async def fault(request: Request, server: Server) -> Response:
        given = _given(request)
        if request.operation == "listBrands" and when(given):
            return await server(request.to(request.path, query=urlencode(change(given))))
        return await server(request)

    return fault


def accepting(
    change: Callable[[dict[str, str]], dict[str, str]], when: Callable[[dict[str, str]], bool]
) -> Fault:
    """Return a fault that accepts a query of listBrands that was rejected, by sending another."""

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        given = _given(request)
        if request.operation == "listBrands" and response.status == 400 and when(given):
            second = await server(request.to(request.path, query=urlencode(change(given))))
            return second if second.ok else response
        return response

    return fault


def _given(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.query, keep_blank_values=True))


def _asked(request: Request) -> Asked:
    given = _given(request)
    filters = {k: v for k, v in given.items() if k == "name" or k.startswith("name[")}
    key, value = next(iter(filters.items()), (None, ""))
    return Asked(
        page=int(given.get("page", 1)),
        size=int(given.get("pageSize", 200)),
        descending=given.get("sort") == "-name",
        enabled={"true": True, "false": False}.get(given.get("enabled", "").lower()),
        operator=None if key is None else key[5:-1] or "equal",
        value=value,
        given=given,
    )


async def _all(request: Request, server: Server) -> list[Brand]:
    page, found = 1, []
    while True:
        body = (await server(request.to("/v1/brands", query=f"pageSize=200&page={page}"))).json()
        found += body["data"]
        if page >= body["pagination"]["totalPages"]:
            return found
        page += 1
