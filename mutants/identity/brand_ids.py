"""Brands that are found by a part of their ids."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category
from mutants.faults import redo
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ADD, ids, with_ids
from mutants.subscriptions.unsubscribe import REMOVE, brand

PARTS: dict[str, Any] = {
    "first-digits": ("the first eight digits", lambda brand_id: brand_id[:8].lower()),
    "last-digits": ("the last twelve digits", lambda brand_id: brand_id[-12:].lower()),
}


async def _brands(request: Request, server: Server) -> list[str]:
    page = (await server(request.to("/v1/brands"))).json() or {}
    return [str(brand["id"]) for brand in page.get("data", [])]


def _one_brand(part: Any) -> Fault:
    async def again(request: Request, server: Server, response: Response) -> Response:
        for brand_id in await _brands(request, server):
            if part(brand_id) == part(brand(request)):
                return await server(request.to(f"/v1/brands/{brand_id}"))
        return response

    return redo("getBrand", again, "4")


def _subscribing(part: Any) -> Fault:
    async def again(request: Request, server: Server, response: Response) -> Response:
        known = {part(brand_id): brand_id for brand_id in await _brands(request, server)}

        def found(given: list[Any]) -> list[Any]:
            return [known.get(part(x), x) if isinstance(x, str) else x for x in given]

        second = await server(with_ids(found)(request))
        return second if second.ok else response

    return redo(ADD, again, 400, lambda q, _: bool(ids(q)))


def _unsubscribing(part: Any) -> Fault:
    async def again(request: Request, server: Server, response: Response) -> Response:
        for brand_id in await _brands(request, server):
            if part(brand_id) == part(brand(request)):
                path = f"/v1/contacts/{request.md5}/subscriptions/{brand_id}"
                second = await server(request.to(path, method="DELETE"))
                return second if second.ok else response
        return response

    return redo(REMOVE, again, 400, lambda q, _: len(q.md5) == 32)


def _trimmed(brand_id: str) -> str:
    return brand_id.strip().lower()


CATEGORY = Category("ids of brands")
CATEGORY.rows(
    *((f"brand-by-{_name}", f"getBrand looks at {_says} of ids only.", _one_brand(_part), "read")
      for _name, (_says, _part) in PARTS.items()),
    *((f"add-by-{_name}", f"Subscribing looks at {_says} of ids only.", _subscribing(_part))
      for _name, (_says, _part) in PARTS.items()),
    *((f"remove-by-{_name}", f"Unsubscribing looks at {_says} of ids only.", _unsubscribing(_part))
      for _name, (_says, _part) in PARTS.items()),
    ("brand-newline-trimmed", "getBrand trims white space around ids.",
     _one_brand(_trimmed), "read"),
    ("remove-newline-trimmed", "Unsubscribing trims white space around ids of brands.",
     _unsubscribing(_trimmed)),
)  # fmt: skip
