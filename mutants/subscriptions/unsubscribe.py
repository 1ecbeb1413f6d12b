"""Unsubscribing that removes too much, too little, or from the wrong contact."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from mutants.catalogue import Category
from mutants.faults import edit_response, problem, redo, restatus, succeed
from mutants.gateway import Fault, Request, Response, Server

REMOVE = "removeContactSubscription"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
DONE = Response(204, headers=())


def brand(request: Request) -> str:
    """Return the brand that the path names."""
    return request.params.get("brandId", "").lower()


def is_uuid(request: Request) -> bool:
    """Whether the path names a UUID, and a contact's hash."""
    return UUID.fullmatch(brand(request)) is not None and len(request.md5) == 32


async def _brand_exists(request: Request, server: Server) -> bool:
    return (await server(request.to(f"/v1/brands/{brand(request)}"))).ok


def _when_brand(exists: bool, respond: Any) -> Fault:
    async def again(request: Request, server: Server, response: Response) -> Response:
        return respond(request) if await _brand_exists(request, server) is exists else response

    return redo(REMOVE, again, 400, lambda q, _: is_uuid(q))


async def _ids(request: Request, server: Server, md5: str) -> list[str]:
    response = await server(request.to(f"/v1/contacts/{md5}/subscriptions"))
    return [b["id"] for b in (response.json() or {}).get("brands", [])]


async def remove(request: Request, server: Server, md5: str, brand_id: str) -> None:
    """End a subscription."""
    await server(request.to(f"/v1/contacts/{md5}/subscriptions/{brand_id}", method="DELETE"))


# --- what it does
def instead_of(act: Callable[..., Awaitable[Response]], when: Any = None) -> Fault:
    """Return a fault that does something else where a subscription would be removed."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != REMOVE:
            return await server(request)
        subscribed = await _ids(request, server, request.md5)
        if brand(request) not in subscribed or (when and not when(request, subscribed)):
            return await server(request)
        return await act(request, server, subscribed)

    return fault


async def _nothing(_request: Request, _server: Server, _subscribed: list[str]) -> Response:
    return DONE


async def _rejected(request: Request, _server: Server, _subscribed: list[str]) -> Response:
    return problem(request, 400, "The contact is not subscribed to the brand")


async def _everything(request: Request, server: Server, subscribed: list[str]) -> Response:
    for brand_id in subscribed:
        await remove(request, server, request.md5, brand_id)
    return DONE


async def _neighbour(request: Request, server: Server, subscribed: list[str]) -> Response:
    place = subscribed.index(brand(request))
    await remove(request, server, request.md5, subscribed[(place + 1) % len(subscribed)])
    return DONE


async def _two(request: Request, server: Server, subscribed: list[str]) -> Response:
    await _neighbour(request, server, subscribed)
    await remove(request, server, request.md5, brand(request))
    return DONE


async def _reject_last(request: Request, _server: Server, _subscribed: list[str]) -> Response:
    return problem(request, 400, "A contact needs at least one brand")


async def _disable(request: Request, server: Server, _subscribed: list[str]) -> Response:
    response = await server(request)
    await server(request.to(f"/v1/contacts/{request.md5}/disable", method="POST"))
    return response


async def _same_start(request: Request, server: Server, subscribed: list[str]) -> Response:
    for brand_id in subscribed:
        if brand_id[0] == brand(request)[0]:
            await remove(request, server, request.md5, brand_id)
    return DONE


async def _disabled_brand(request: Request, server: Server, response: Response) -> Response:
    known = await server(request.to(f"/v1/brands/{brand(request)}"))
    return DONE if known.ok and not known.json()["enabled"] else response


async def _namesakes(request: Request, server: Server, subscribed: list[str]) -> Response:
    brands = (await server(request.to("/v1/brands"))).json()["data"]
    names = {each["id"]: each["name"].lower() for each in brands}
    for each in subscribed:
        if names.get(each) == names.get(brand(request)):
            await remove(request, server, request.md5, each)
    return DONE


def _at(place: int) -> Any:
    async def act(request: Request, server: Server, subscribed: list[str]) -> Response:
        await remove(request, server, request.md5, subscribed[place])
        return DONE

    return act


CATEGORY = Category("unsubscribe")
CATEGORY.rows(
    # --- what it rejects
    ("remove-twice-204", "Removing a brand that is not subscribed is 204.",
     _when_brand(True, lambda _: DONE)),
    ("remove-twice-404", "Removing a brand that is not subscribed is 404.",
     _when_brand(True, lambda q: problem(q, 404, "Subscription not found"))),
    ("remove-twice-409", "Removing a brand that is not subscribed is 409.",
     _when_brand(True, lambda q: problem(q, 409, "Not subscribed", code="conflict_error"))),
    ("remove-unknown-brand-204", "Removing an unknown brand is 204.",
     _when_brand(False, lambda _: DONE)),
    ("remove-unknown-brand-404", "Removing an unknown brand is 404.",
     _when_brand(False, lambda q: problem(q, 404, "Brand not found"))),
    ("remove-not-uuid-404", "Removing what is not a UUID is 404.",
     restatus(REMOVE, 400, 404,
              when=lambda q, _: len(q.md5) == 32 and not UUID.fullmatch(brand(q)))),
    ("remove-not-uuid-204", "Removing what is not a UUID is 204.",
     succeed(REMOVE, 400, 204, None,
             lambda q, _: len(q.md5) == 32 and not UUID.fullmatch(brand(q)))),
    ("remove-not-uuid-500", "Removing what is not a UUID fails with 500.",
     restatus(REMOVE, 400, 500,
              when=lambda q, _: len(q.md5) == 32 and not UUID.fullmatch(brand(q)))),
    ("remove-always-204", "Whatever is wrong with the brand, the response is 204.",
     edit_response(REMOVE, lambda _q, _: DONE, 400, lambda q, _: len(q.md5) == 32)),
    ("remove-nothing", "The response is 204 and nothing is removed.", instead_of(_nothing)),
    ("remove-everything", "All subscriptions are removed.", instead_of(_everything)),
    ("remove-neighbour", "The next subscription is removed instead.", instead_of(_neighbour)),
    ("remove-two", "The next subscription is removed as well.",
     instead_of(_two, lambda _, s: len(s) > 2)),
    ("remove-first-is-neighbour", "Removing the first of several subscriptions removes the second.",
     instead_of(_neighbour, lambda q, s: len(s) > 1 and s[0] == brand(q))),
    ("remove-last-rejected", "The only subscription cannot be removed.",
     instead_of(_reject_last, lambda _, s: len(s) == 1)),
    ("remove-last-lost", "The only subscription stays though the response is 204.",
     instead_of(_nothing, lambda _, s: len(s) == 1)),
    ("remove-last-disables", "Removing the only subscription disables the contact.",
     instead_of(_disable, lambda _, s: len(s) == 1)),
    ("remove-by-prefix", "Subscriptions whose ids begin with the same digit are removed.",
     instead_of(_same_start)),
    ("remove-upper-case-contact-lost",
     "Nothing is removed when the contact's hash is in upper case.",
     instead_of(_nothing, lambda q, _: q.params["emailMd5"] != q.md5)),
    ("remove-beyond-100-rejected",
     "Of more than a hundred brands only the first hundred can be unsubscribed.",
     instead_of(_rejected, lambda q, s: s.index(brand(q)) >= 100)),
    ("remove-disabled-brand-204", "Unsubscribing from a disabled brand is 204, subscribed or not.",
     redo(REMOVE, _disabled_brand, 400, lambda q, _: is_uuid(q))),
    ("remove-namesakes", "Subscriptions to brands of the same name are removed too.",
     instead_of(_namesakes)),
    ("remove-malformed-of-36-404", "Unsubscribing from 36 characters that are not a UUID is 404.",
     restatus(REMOVE, 400, 404,
              when=lambda q, _: len(brand(q)) == 36 and not UUID.fullmatch(brand(q)))),
    ("remove-first-instead", "The first subscription is removed whichever was named.",
     instead_of(_at(0))),
    ("remove-latest-instead", "The last subscription is removed whichever was named.",
     instead_of(_at(-1))),
)  # fmt: skip
