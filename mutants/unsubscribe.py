"""Unsubscribing that removes too much, too little, or from the wrong contact."""

from __future__ import annotations

import re
from typing import Any

from .catalogue import Shelf
from .faults import edit_response, problem, redo, restatus, succeed
from .gateway import Fault, Request, Response, Server

SHELF = Shelf("unsubscribe", "UNSUBSCRIBE")
add = SHELF.add
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


def _when_brand(exists: bool, answer: Any) -> Fault:
    async def again(request: Request, server: Server, response: Response) -> Response:
        return answer(request) if await _brand_exists(request, server) is exists else response

    return redo(REMOVE, again, 400, lambda q, _: is_uuid(q))


async def _ids(request: Request, server: Server, md5: str) -> list[str]:
    response = await server(request.to(f"/v1/contacts/{md5}/subscriptions"))
    return [b["id"] for b in (response.json() or {}).get("brands", [])]


async def _remove(request: Request, server: Server, md5: str, brand_id: str) -> None:
    await server(request.to(f"/v1/contacts/{md5}/subscriptions/{brand_id}", method="DELETE"))


# --- what it refuses
add(
    "remove-twice-204",
    "Removing a brand that is not subscribed is 204.",
    _when_brand(True, lambda _: DONE),
)
add(
    "remove-twice-404",
    "Removing a brand that is not subscribed is 404.",
    _when_brand(True, lambda q: problem(q, 404, "Subscription not found")),
)
add(
    "remove-twice-409",
    "Removing a brand that is not subscribed is 409.",
    _when_brand(True, lambda q: problem(q, 409, "Not subscribed", code="conflict_error")),
)
add(
    "remove-unknown-brand-204",
    "Removing an unknown brand is 204.",
    _when_brand(False, lambda _: DONE),
)
add(
    "remove-unknown-brand-404",
    "Removing an unknown brand is 404.",
    _when_brand(False, lambda q: problem(q, 404, "Brand not found")),
)
add(
    "remove-not-uuid-404",
    "Removing what is not a UUID is 404.",
    restatus(REMOVE, 400, 404, when=lambda q, _: len(q.md5) == 32 and not UUID.fullmatch(brand(q))),
)
add(
    "remove-not-uuid-204",
    "Removing what is not a UUID is 204.",
    succeed(REMOVE, 400, 204, None, lambda q, _: len(q.md5) == 32 and not UUID.fullmatch(brand(q))),
)
add(
    "remove-not-uuid-500",
    "Removing what is not a UUID fails with 500.",
    restatus(REMOVE, 400, 500, when=lambda q, _: len(q.md5) == 32 and not UUID.fullmatch(brand(q))),
)
add(
    "remove-always-204",
    "Whatever is wrong with the brand, the answer is 204.",
    edit_response(REMOVE, lambda _q, _: DONE, 400, lambda q, _: len(q.md5) == 32),
)


# --- what it does
def instead_of(name: str, says: str, act: Any, when: Any = None, **options: Any) -> None:
    """Add a variant that does something else where a subscription would be removed."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != REMOVE:
            return await server(request)
        subscribed = await _ids(request, server, request.md5)
        if brand(request) not in subscribed or (when and not when(request, subscribed)):
            return await server(request)
        return await act(request, server, subscribed)

    add(name, says, fault, **options)


async def _nothing(_request: Request, _server: Server, _subscribed: list[str]) -> Response:
    return DONE


async def _refused(request: Request, _server: Server, _subscribed: list[str]) -> Response:
    return problem(request, 400, "The contact is not subscribed to the brand")


async def _everything(request: Request, server: Server, subscribed: list[str]) -> Response:
    for brand_id in subscribed:
        await _remove(request, server, request.md5, brand_id)
    return DONE


async def _neighbour(request: Request, server: Server, subscribed: list[str]) -> Response:
    place = subscribed.index(brand(request))
    await _remove(request, server, request.md5, subscribed[(place + 1) % len(subscribed)])
    return DONE


async def _two(request: Request, server: Server, subscribed: list[str]) -> Response:
    await _neighbour(request, server, subscribed)
    await _remove(request, server, request.md5, brand(request))
    return DONE


async def _refuse_last(request: Request, _server: Server, _subscribed: list[str]) -> Response:
    return problem(request, 400, "A contact needs at least one brand")


async def _disable(request: Request, server: Server, _subscribed: list[str]) -> Response:
    response = await server(request)
    await server(request.to(f"/v1/contacts/{request.md5}/disable", method="POST"))
    return response


async def _same_start(request: Request, server: Server, subscribed: list[str]) -> Response:
    for brand_id in subscribed:
        if brand_id[0] == brand(request)[0]:
            await _remove(request, server, request.md5, brand_id)
    return DONE


instead_of("remove-nothing", "The answer is 204 and nothing is removed.", _nothing)
instead_of("remove-everything", "All subscriptions are removed.", _everything)
instead_of("remove-neighbour", "The next subscription is removed instead.", _neighbour)
instead_of("remove-two", "The next subscription is removed as well.", _two, lambda _, s: len(s) > 2)
instead_of(
    "remove-first-is-neighbour",
    "Removing the first of several subscriptions removes the second.",
    _neighbour,
    lambda q, s: len(s) > 1 and s[0] == brand(q),
)
instead_of(
    "remove-last-refused",
    "The only subscription cannot be removed.",
    _refuse_last,
    lambda _, s: len(s) == 1,
)
instead_of(
    "remove-last-lost",
    "The only subscription stays though the answer is 204.",
    _nothing,
    lambda _, s: len(s) == 1,
)
instead_of(
    "remove-last-disables",
    "Removing the only subscription disables the contact.",
    _disable,
    lambda _, s: len(s) == 1,
)
instead_of(
    "remove-by-prefix",
    "Subscriptions whose ids begin with the same digit are removed.",
    _same_start,
)
instead_of(
    "remove-upper-case-contact-lost",
    "Nothing is removed when the contact's hash is in upper case.",
    _nothing,
    lambda q, _: q.params["emailMd5"] != q.md5,
    breaks=("IDENTITY",),
)
instead_of(
    "remove-beyond-100-refused",
    "Of more than a hundred brands only the first hundred can be unsubscribed.",
    _refused,
    lambda q, s: s.index(brand(q)) >= 100,
)


async def _disabled_brand(request: Request, server: Server, response: Response) -> Response:
    known = await server(request.to(f"/v1/brands/{brand(request)}"))
    return DONE if known.ok and not known.json()["enabled"] else response


add(
    "remove-disabled-brand-204",
    "Unsubscribing from a disabled brand is 204, subscribed or not.",
    redo(REMOVE, _disabled_brand, 400, lambda q, _: is_uuid(q)),
)


async def _namesakes(request: Request, server: Server, subscribed: list[str]) -> Response:
    brands = (await server(request.to("/v1/brands"))).json()["data"]
    names = {each["id"]: each["name"].lower() for each in brands}
    for each in subscribed:
        if names.get(each) == names.get(brand(request)):
            await _remove(request, server, request.md5, each)
    return DONE


instead_of(
    "remove-namesakes", "Subscriptions to brands of the same name are removed too.", _namesakes
)
add(
    "remove-malformed-of-36-404",
    "Unsubscribing from 36 characters that are no UUID is 404.",
    restatus(
        REMOVE,
        400,
        404,
        when=lambda q, _: len(brand(q)) == 36 and not UUID.fullmatch(brand(q)),
    ),
)
