"""Unsubscribing that reaches others, or leaves traces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import problem
from mutants.gateway import Request, Response, Server
from mutants.subscriptions.subscribe import ids
from mutants.subscriptions.unsubscribe import DONE, REMOVE, brand, remove


@stateful(list)
async def _from_others(request: Request, server: Server, created: list[str]) -> Response:
    response = await server(request)
    if request.operation == "createContact" and response.ok:
        created.append(response.json()["emailMd5"])
    elif request.operation == REMOVE and response.ok:
        for md5 in created[-3:]:
            await remove(request, server, md5, brand(request))
    return response


def _tombstones(treat: Callable[..., Awaitable[Response]]) -> Stateful:
    @stateful(set)
    async def fault(request: Request, server: Server, removed: set[tuple[str, str]]) -> Response:
        adding = request.operation == "addContactSubscriptions"
        asked = [str(i).lower() for i in ids(request)] if adding else []
        dead = [i for i in asked if (request.md5, i) in removed]
        if dead:
            return await treat(request, server, dead)
        response = await server(request)
        if request.operation == REMOVE and response.ok:
            removed.add((request.md5, brand(request)))
        return response

    return fault


async def _rejected_again(request: Request, _server: Server, _dead: list[str]) -> Response:
    return problem(request, 409, "The contact has unsubscribed", code="conflict_error")


async def _silent_again(request: Request, server: Server, dead: list[str]) -> Response:
    response = await server(request)
    for brand_id in dead:
        await remove(request, server, request.md5, brand_id)
    if response.ok:
        return response.with_json(
            {"brands": [b for b in response.json()["brands"] if b["id"] not in dead]}
        )
    return response


def _shown_still(wanted: tuple[str, ...]) -> Stateful:
    @stateful(dict)
    async def fault(
        request: Request, server: Server, removed: dict[str, list[dict[str, str]]]
    ) -> Response:
        if request.operation == REMOVE:
            before = await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))
            response = await server(request)
            if response.ok:
                removed.setdefault(request.md5, []).extend(
                    b for b in before.json()["brands"] if b["id"] == brand(request)
                )
            return response
        response = await server(request)
        if request.operation in wanted and response.ok and request.md5 in removed:
            body = response.json()
            dead = removed[request.md5]
            if "brandIds" in body:
                body["brandIds"] = sorted({*body["brandIds"], *(b["id"] for b in dead)})
            else:
                body["brands"] += [b for b in dead if b not in body["brands"]]
            return response.with_json(body)
        return response

    return fault


async def _keeps_disabled(request: Request, server: Server) -> Response:
    if request.operation == REMOVE:
        shown = (await server(request.to(f"/v1/brands/{brand(request)}"))).json() or {}
        listed = await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))
        ids_now = [b["id"] for b in (listed.json() or {}).get("brands", [])]
        if shown.get("enabled") is False and brand(request) in ids_now:
            return DONE
    return await server(request)


CATEGORY = Category("unsubscribe")
CATEGORY.rows(
    ("remove-from-others", "The brand is removed from the contacts created last, too.",
     _from_others),
    ("removed-is-forever", "A brand that was removed cannot be added again: 409.",
     _tombstones(_rejected_again)),
    ("removed-stays-removed", "A brand that was removed is not added again, silently.",
     _tombstones(_silent_again)),
    ("removed-still-in-contact", "A removed brand stays in the contact's `brandIds`.",
     _shown_still(("getContact", "patchContact"))),
    ("removed-still-listed", "A removed brand stays in the list of subscriptions.",
     _shown_still(("listContactSubscriptions",))),
    ("removed-still-returned-by-add",
     "A removed brand comes back in the response of addContactSubscriptions.",
     _shown_still(("addContactSubscriptions",))),
    ("removed-unless-disabled", "A disabled brand stays though its removal is 204.",
     _keeps_disabled),
)  # fmt: skip
