"""Writes that fail when they are repeated, or after others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import Shelf
from .leniency import attributes
from .patch import PATCH, current, set_to
from .subscribe import ADD, ids, listed
from .unsubscribe import DONE, REMOVE

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("sequences")
FIFTH = 5


def _fifth_forgets() -> Fault:
    count: dict[str, int] = {}

    async def fault(request: Request, server: Server) -> Response:
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

    return fault


SHELF.remembering(
    "fifth-patch-forgets",
    "Every fifth patch of a contact removes the attributes it does not mention.",
    breaks=("PATCH",),
)(_fifth_forgets)


def _patch_seen_before() -> Fault:
    seen: set[tuple[str, bytes]] = set()

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != PATCH:
            return await server(request)
        if (request.md5, request.body) in seen:
            return await current(request, server)
        response = await server(request)
        if response.ok:
            seen.add((request.md5, request.body))
        return response

    return fault


SHELF.remembering(
    "patch-seen-before-ignored",
    "A patch that a contact was sent before is ignored.",
    breaks=("PATCH",),
)(_patch_seen_before)


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


for _operation, _name in ((ADD, "subscribing"), (REMOVE, "unsubscribing")):
    SHELF.remembering(
        f"{_name}-seen-before-ignored",
        f"An {_name} that a contact was sent before is ignored."
        if _name[0] == "u"
        else f"A {_name} that a contact was sent before is ignored.",
        breaks=("SUBSCRIBE", "UNSUBSCRIBE"),
    )(lambda operation=_operation: _subscription_seen_before(operation))


def _reaches_recent() -> Fault:
    recent: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
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

    return fault


SHELF.remembering(
    "add-to-recent-contacts",
    "The contacts that were created last are subscribed as well.",
    breaks=("READBACK",),
)(_reaches_recent)


def _reaches_newest() -> Fault:
    created: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            created.append(response.json()["emailMd5"])
        booleans = {k: v for k, v in attributes(request).items() if isinstance(v, bool)}
        if request.operation == PATCH and response.ok and booleans and created:
            newest = f"/v1/contacts/{created[-1]}"
            await server(request.to(newest, method="PATCH", value={"attributes": booleans}))
        return response

    return fault


SHELF.remembering(
    "patch-of-booleans-to-newest",
    "A patch of booleans goes to the contact that was created last as well.",
    breaks=("READBACK",),
)(_reaches_newest)


def _reaches_twins() -> Fault:
    created: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
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
                await server(
                    request.to(f"/v1/contacts/{md5}", method="PATCH", value=request.json())
                )
        return response

    return fault


SHELF.remembering(
    "patch-to-twins",
    "Contacts that have the same attributes are patched as well.",
    breaks=("READBACK",),
)(_reaches_twins)
