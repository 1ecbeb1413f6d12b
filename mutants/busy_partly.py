"""Busy accounts that let some writes through, or show less than they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import busy
from .faults import WRITES
from .gateway import Response
from .leniency import attributes

if TYPE_CHECKING:
    from .gateway import Fault, Request, Server

SHELF = busy.SHELF


def _let_through(name: str, says: str, when: Any) -> None:
    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation in WRITES and busy.BUSY(request, response) and when(request):
            return await busy.pretended(request, server)
        return response

    SHELF.add(name, says, fault)


_let_through(
    "busy-not-for-removals",
    "Patches that remove attributes are let through.",
    lambda q: q.operation == "patchContact" and b"null" in q.body,
)
_let_through(
    "busy-not-for-upper-case",
    "Writes under a hash in upper case are let through.",
    lambda q: q.operation in busy.STATED and q.params.get("emailMd5", "") != q.md5,
)
_let_through(
    "busy-not-for-creates-with-brands",
    "Creates with brands are let through.",
    lambda q: q.operation == "createContact" and b"brandIds" in q.body,
)
_let_through(
    "busy-not-for-several-brands",
    "Subscribing to several brands is let through.",
    lambda q: q.operation == "addContactSubscriptions" and b"," in q.body,
)


def _emptied(read: str, empty: Any) -> Any:
    def make() -> Fault:
        probe = busy.noticing((read,))()

        async def fault(request: Request, server: Server) -> Response:
            response = await probe(request, server)
            put_off = response.status == 409 and request.operation == read
            return Response(200).with_json(empty) if put_off else response

        return fault

    return make


SHELF.remembering(
    "busy-empties-subscriptions", "No contact has subscriptions when the account is busy."
)(_emptied("listContactSubscriptions", {"brands": []}))
SHELF.remembering("busy-empties-schema", "There is no contact schema when the account is busy.")(
    _emptied("getContactSchema", {"attributes": []})
)


# --- refused, and yet done in part
def _removing() -> Fault:
    put_off: list[Request] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "patchContact" and busy.BUSY(request, response):
            nulls = {k: v for k, v in attributes(request).items() if v is None}
            if nulls:
                put_off.append(request.with_member("attributes", nulls))
        elif put_off and request.method == "GET":
            for late in put_off:
                await server(late)
            put_off.clear()
            return await server(request)
        return response

    return fault


SHELF.remembering(
    "busy-but-removes-attributes",
    "A patch is refused when the account is busy, but attributes are removed.",
)(_removing)
