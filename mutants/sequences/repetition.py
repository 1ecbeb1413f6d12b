"""Writes that fail when they are repeated, or after others."""

from __future__ import annotations

from functools import partial

from mutants.catalogue import Category, Stateful, stateful
from mutants.contacts.attributes import attributes
from mutants.contacts.patch import PATCH, current, set_to
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ADD, ids, listed
from mutants.subscriptions.unsubscribe import DONE, REMOVE

FIFTH = 5


@stateful(dict)
async def _fifth_forgets(request: Request, server: Server, count: dict[str, int]) -> Response:
    if request.operation != PATCH:
        return await server(request)
    before = (await current(request, server)).json() or {}
    response = await server(request)
    if not response.ok:
        return response
    count[request.md5] = count.get(request.md5, 0) + 1
    lost = {
        name: None
        for name in before["attributes"]
        if ":" not in name and name not in attributes(request)
    }
    late = count[request.md5] % FIFTH == 0 and lost
    return await set_to(request, server, dict(lost)) if late else response


@stateful(set)
async def _patch_seen_before(
    request: Request, server: Server, seen: set[tuple[str, bytes]]
) -> Response:
    if request.operation != PATCH:
        return await server(request)
    if (request.md5, request.body) in seen:
        return await current(request, server)
    response = await server(request)
    if response.ok:
        seen.add((request.md5, request.body))
    return response


def _subscription_seen_before(operation: str) -> Fault:
    seen: set[tuple[str, str, bytes]] = set()

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != operation:
            return await server(request)
        command = (request.md5, request.path, request.body)
        if command in seen and operation == REMOVE:
            return DONE
        if command in seen:
            return await listed(request, server)
        response = await server(request)
        if response.ok:
            seen.add(command)
        return response

    return fault


@stateful(list)
async def _reaches_recent(request: Request, server: Server, recent: list[str]) -> Response:
    response = await server(request)
    if not response.ok:
        return response
    if request.operation == "createContact":
        recent.append(response.json()["emailMd5"])
    elif request.operation == ADD:
        for md5 in recent[-2:]:
            await server(
                request.to(
                    f"/v1/contacts/{md5}/subscriptions",
                    method="POST",
                    value={"brandIds": ids(request)},
                )
            )
    return response


@stateful(list)
async def _reaches_newest(request: Request, server: Server, created: list[str]) -> Response:
    response = await server(request)
    if request.operation == "createContact" and response.ok:
        created.append(response.json()["emailMd5"])
    booleans = {k: v for k, v in attributes(request).items() if isinstance(v, bool)}
    if request.operation == PATCH and response.ok and booleans and created:
        newest = f"/v1/contacts/{created[-1]}"
        await server(request.to(newest, method="PATCH", value={"attributes": booleans}))
    return response


@stateful(list)
async def _reaches_twins(request: Request, server: Server, created: list[str]) -> Response:
    if request.operation != PATCH:
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            created.append(response.json()["emailMd5"])
        return response
    before = (await current(request, server)).json() or {}
    response = await server(request)
    for md5 in created[-8:] if response.ok and before["attributes"] else ():
        other = (await server(request.to(f"/v1/contacts/{md5}"))).json()
        if other["attributes"] == before["attributes"]:
            await server(request.to(f"/v1/contacts/{md5}", method="PATCH", value=request.json()))
    return response


CATEGORY = Category("sequences")
CATEGORY.rows(
    ("fifth-patch-forgets",
     "Every fifth patch of a contact removes the attributes it does not mention.",
     _fifth_forgets),
    ("patch-seen-before-ignored", "A patch that a contact was sent before is ignored.",
     _patch_seen_before),
    *((f"{_name}-seen-before-ignored",
       f"The same {_operation} is ignored when a contact gets it again.",
       Stateful(partial(_subscription_seen_before, _operation)))
      for _operation, _name in ((ADD, "subscribing"), (REMOVE, "unsubscribing"))),
    ("add-to-recent-contacts", "The contacts that were created last are subscribed as well.",
     _reaches_recent),
    ("patch-of-booleans-to-newest",
     "A patch of booleans goes to the contact that was created last as well.",
     _reaches_newest),
    ("patch-to-twins", "Contacts that have the same attributes are patched as well.",
     _reaches_twins),
)  # fmt: skip
