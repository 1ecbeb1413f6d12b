"""Disabling that reaches further than it should, or is taken back."""

from __future__ import annotations

from typing import Any

from .catalogue import Shelf
from .disable import after
from .faults import md5_of, of_code, problem, redo
from .gateway import Fault, Request, Response, Server

SHELF = Shelf("disable", "DISABLE")
add = SHELF.add


def revived(
    name: str,
    says: str,
    wanted: tuple[str, ...],
    *,
    status: str = "2",
    bare: bool = False,
    breaks: tuple[str, ...] = (),
) -> None:
    """Add a variant that shows a disabled contact as enabled again after some operations.

    With ``bare``, contacts that have attributes or brands stay disabled.
    """

    def make() -> Fault:
        disabled: set[str] = set()
        again: set[str] = set()

        async def fault(request: Request, server: Server) -> Response:
            md5 = request.md5
            spared = bare and request.operation in wanted and await _has_more(request, server)
            response = await server(request)
            if request.operation == "createContact" and response.status == 409:
                md5 = md5_of(request.member("email"))
            hit = not spared and request.operation in wanted and str(response.status)[0] in status
            if hit and md5 in disabled:
                again.add(md5)
            elif request.operation == "disableContact" and response.ok:
                disabled.add(md5)
                again.discard(md5)
            elif request.operation == "getContact" and response.ok and md5 in again:
                return response.with_json({**response.json(), "enabled": True})
            return response

        return fault

    SHELF.remembering(name, says, breaks=breaks)(make)


async def _has_more(request: Request, server: Server) -> bool:
    contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json() or {}
    return bool(contact.get("attributes") or contact.get("brandIds"))


for _name, _operation in (
    ("patch", "patchContact"),
    ("subscribe", "addContactSubscriptions"),
    ("disable", "disableContact"),
):
    revived(
        f"{_name}-enables-bare",
        f"{_operation} enables a disabled contact that has nothing yet.",
        (_operation,),
        bare=True,
        breaks=("PATCH", "SUBSCRIBE"),
    )
revived(
    "patch-enables", "Patching a disabled contact enables it.", ("patchContact",), breaks=("PATCH",)
)
revived(
    "subscribe-enables",
    "Subscribing a disabled contact enables it.",
    ("addContactSubscriptions",),
    breaks=("SUBSCRIBE",),
)
revived(
    "unsubscribe-enables",
    "Unsubscribing a disabled contact enables it.",
    ("removeContactSubscription",),
    breaks=("UNSUBSCRIBE",),
)
revived("disable-toggles", "Disabling a disabled contact enables it.", ("disableContact",))
revived(
    "create-enables",
    "Creating a disabled contact anew is 409 but enables it.",
    ("createContact",),
    status="4",
    breaks=("CREATE",),
)


# --- the address of a disabled contact
async def _recreated(request: Request, server: Server, _: Response) -> Response:
    md5 = md5_of(request.member("email"))
    contact = (await server(request.to(f"/v1/contacts/{md5}"))).json()
    return Response(201).with_json({**contact, "enabled": True})


def _after_disable(treat: Any) -> Any:
    def make() -> Fault:
        seen: list[bool] = []
        inner = redo("createContact", treat, 409, of_code("contact_exists"))

        async def fault(request: Request, server: Server) -> Response:
            if request.operation == "disableContact":
                seen.append(True)
            return await (inner if seen else _as_is)(request, server)

        return fault

    return make


async def _as_is(request: Request, server: Server) -> Response:
    return await server(request)


SHELF.remembering(
    "disabled-can-be-created",
    "A disabled contact's address is free again: creating it is 201.",
    breaks=("CREATE",),
)(_after_disable(_recreated))


async def _conflict(request: Request, server: Server, response: Response) -> Response:
    md5 = md5_of(request.member("email"))
    contact = (await server(request.to(f"/v1/contacts/{md5}"))).json()
    return (
        response
        if contact["enabled"]
        else problem(request, 409, "The contact is disabled", code="conflict_error")
    )


SHELF.add(
    "disabled-conflict-error",
    "Creating a disabled contact anew is 409 conflict_error.",
    redo("createContact", _conflict, 409, of_code("contact_exists")),
    breaks=("CREATE",),
)


# --- side effects
def effect(name: str, says: str, act: Any, **options: Any) -> None:
    """Add a variant whose disable has a further effect."""

    async def again(request: Request, server: Server, response: Response) -> Response:
        contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json()
        await act(request, server, contact)
        return response

    SHELF.add(name, says, redo("disableContact", again), **options)


async def _unsubscribe_all(request: Request, server: Server, contact: Any) -> None:
    for brand in contact["brandIds"]:
        await server(
            request.to(f"/v1/contacts/{request.md5}/subscriptions/{brand}", method="DELETE")
        )


async def _clear(request: Request, server: Server, contact: Any) -> None:
    names = {name: None for name in contact["attributes"] if ":" not in name}
    await server(
        request.to(f"/v1/contacts/{request.md5}", method="PATCH", value={"attributes": names})
    )


effect("disable-unsubscribes", "Disabling ends all subscriptions.", _unsubscribe_all)
effect("disable-clears-attributes", "Disabling removes all attributes.", _clear)


async def _cleared(request: Request, server: Server) -> Response:
    contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json()
    if contact and "attributes" in contact:
        await _clear(request, server, contact)
    return await server(request)


after(
    "second-disable-clears-attributes",
    "Disabling a second time hides the attributes.",
    ("disableContact",),
    _cleared,
)


def _others_too() -> Fault:
    created: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            created.append(response.json()["emailMd5"])
        elif request.operation == "disableContact" and response.ok and request.md5 in created:
            place = created.index(request.md5)
            for neighbour in created[max(0, place - 1) : place] + created[place + 1 : place + 2]:
                await server(request.to(f"/v1/contacts/{neighbour}/disable", method="POST"))
        return response

    return fault


SHELF.remembering(
    "disable-hits-neighbours",
    "Disabling a contact disables the ones created just before and after it.",
)(_others_too)


def _new_date() -> Fault:
    disabled: set[str] = set()

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "disableContact" and response.ok:
            disabled.add(request.md5)
        elif request.operation == "getContact" and response.ok and request.md5 in disabled:
            return response.with_json({**response.json(), "createdAt": "2031-01-01T00:00:00Z"})
        return response

    return fault


SHELF.remembering("disable-changes-created-at", "`createdAt` is another after a disable.")(
    _new_date
)


async def _upper_lost(request: Request, server: Server) -> Response:
    if request.operation == "disableContact" and request.params["emailMd5"] != request.md5:
        gate = await server(request.to(f"/v1/contacts/{request.md5}"))
        if gate.ok:
            return Response(204, headers=())
    return await server(request)


SHELF.add(
    "disable-upper-case-lost",
    "disableContact by a hash in upper case answers 204 and does nothing.",
    _upper_lost,
    breaks=("IDENTITY",),
)
