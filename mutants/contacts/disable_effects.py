"""Disabling that reaches further than it should, or is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.contacts.disable import after
from mutants.faults import md5_of, of_code, problem, redo
from mutants.gateway import Fault, Request, Response, Server


def revived(wanted: tuple[str, ...], *, status: str = "2", bare: bool = False) -> Stateful:
    """Return a fault that shows a disabled contact as enabled again after some operations.

    With ``bare``, contacts that have attributes or brands stay disabled.
    """

    @stateful(set, set)
    async def fault(
        request: Request, server: Server, disabled: set[str], again: set[str]
    ) -> Response:
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


async def _has_more(request: Request, server: Server) -> bool:
    contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json() or {}
    return bool(contact.get("attributes") or contact.get("brandIds"))


# --- the address of a disabled contact
async def _recreated(request: Request, server: Server, _: Response) -> Response:
    md5 = md5_of(request.member("email"))
    contact = (await server(request.to(f"/v1/contacts/{md5}"))).json()
    return Response(201).with_json({**contact, "enabled": True})


def _after_disable(treat: Any) -> Stateful:
    @Stateful
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


async def _conflict(request: Request, server: Server, response: Response) -> Response:
    md5 = md5_of(request.member("email"))
    contact = (await server(request.to(f"/v1/contacts/{md5}"))).json()
    return (
        response
        if contact["enabled"]
        else problem(request, 409, "The contact is disabled", code="conflict_error")
    )


# --- side effects
def effect(act: Any) -> Fault:
    """Return a fault whose disable has a further effect."""

    async def again(request: Request, server: Server, response: Response) -> Response:
        contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json()
        await act(request, server, contact)
        return response

    return redo("disableContact", again)


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


async def _cleared(request: Request, server: Server) -> Response:
    contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json()
    if contact and "attributes" in contact:
        await _clear(request, server, contact)
    return await server(request)


@stateful(list)
async def _others_too(request: Request, server: Server, created: list[str]) -> Response:
    response = await server(request)
    if request.operation == "createContact" and response.ok:
        created.append(response.json()["emailMd5"])
    elif request.operation == "disableContact" and response.ok and request.md5 in created:
        place = created.index(request.md5)
        for neighbour in created[max(0, place - 1) : place] + created[place + 1 : place + 2]:
            await server(request.to(f"/v1/contacts/{neighbour}/disable", method="POST"))
    return response


@stateful(set)
async def _new_date(request: Request, server: Server, disabled: set[str]) -> Response:
    response = await server(request)
    if request.operation == "disableContact" and response.ok:
        disabled.add(request.md5)
    elif request.operation == "getContact" and response.ok and request.md5 in disabled:
        return response.with_json({**response.json(), "createdAt": "2031-01-01T00:00:00Z"})
    return response


async def _upper_lost(request: Request, server: Server) -> Response:
    if request.operation == "disableContact" and request.params["emailMd5"] != request.md5:
        gate = await server(request.to(f"/v1/contacts/{request.md5}"))
        if gate.ok:
            return Response(204, headers=())
    return await server(request)


async def _unsubscribed(request: Request, server: Server) -> Response:
    contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json()
    if contact and "brandIds" in contact:
        await _unsubscribe_all(request, server, contact)
    return await server(request)


async def _object(request: Request, server: Server) -> Response:
    response = await server(request)
    return Response(200).with_json({}) if response.ok else response


def _conditional(may: Callable[[list[str]], bool]) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        if request.operation == "disableContact":
            contact = await server(request.to(f"/v1/contacts/{request.md5}"))
            if contact.ok and not may(contact.json()["brandIds"]):
                return problem(request, 400, "The contact cannot be disabled")
        return await server(request)

    return fault


CATEGORY = Category("disable")
CATEGORY.rows(
    *((f"{_name}-enables-bare", f"{_operation} enables a disabled contact that has nothing yet.",
       revived((_operation,), bare=True))
      for _name, _operation in (("patch", "patchContact"), ("subscribe", "addContactSubscriptions"),
                                ("disable", "disableContact"))),
    ("patch-enables", "Patching a disabled contact enables it.", revived(("patchContact",))),
    ("subscribe-enables", "Subscribing a disabled contact enables it.",
     revived(("addContactSubscriptions",))),
    ("unsubscribe-enables", "Unsubscribing a disabled contact enables it.",
     revived(("removeContactSubscription",))),
    ("disable-toggles", "Disabling a disabled contact enables it.", revived(("disableContact",))),
    ("create-enables", "Creating a disabled contact anew is 409 but enables it.",
     revived(("createContact",), status="4")),
    ("disabled-can-be-created", "A disabled contact's address is free again: creating it is 201.",
     _after_disable(_recreated)),
    ("disabled-conflict-error", "Creating a disabled contact anew is 409 conflict_error.",
     redo("createContact", _conflict, 409, of_code("contact_exists"))),
    ("disable-unsubscribes", "Disabling ends all subscriptions.", effect(_unsubscribe_all)),
    ("disable-clears-attributes", "Disabling removes all attributes.", effect(_clear)),
    ("second-disable-clears-attributes", "Disabling a second time hides the attributes.",
     after(("disableContact",), _cleared)),
    ("disable-hits-neighbours",
     "Disabling a contact disables the ones created just before and after it.",
     _others_too),
    ("disable-changes-created-at", "`createdAt` is another after a disable.", _new_date),
    ("disable-upper-case-lost",
     "disableContact by a hash in upper case responds with 204 and does nothing.",
     _upper_lost),
    ("second-disable-unsubscribes", "Disabling a second time ends all subscriptions.",
     after(("disableContact",), _unsubscribed)),
    ("second-disable-returns-object", "Disabling a second time returns 200 with an empty object.",
     after(("disableContact",), _object)),
    ("disable-subscribed-400", "A contact with subscriptions cannot be disabled.",
     _conditional(lambda brands: not brands)),
    ("disable-unsubscribed-400", "A contact without subscriptions cannot be disabled.",
     _conditional(bool)),
)  # fmt: skip
