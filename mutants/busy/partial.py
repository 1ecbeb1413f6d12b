"""Busy accounts that let some writes through, or show less than they have."""

from __future__ import annotations

from typing import Any

from mutants.busy.conflicts import BUSY, STATED, noticing, pretended
from mutants.catalogue import Category, Stateful, stateful
from mutants.contacts.attributes import attributes
from mutants.faults import WRITES, problem
from mutants.gateway import Fault, Request, Response, Server


def _let_through(when: Any) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation in WRITES and BUSY(request, response) and when(request):
            return await pretended(request, server)
        return response

    return fault


def _emptied(read: str, empty: Any) -> Stateful:
    @Stateful
    def make() -> Fault:
        probe = noticing((read,)).make()

        async def fault(request: Request, server: Server) -> Response:
            response = await probe(request, server)
            put_off = response.status == 409 and request.operation == read
            return Response(200).with_json(empty) if put_off else response

        return fault

    return make


# --- rejected, and yet done in part
@stateful(list)
async def _removing(request: Request, server: Server, put_off: list[Request]) -> Response:
    response = await server(request)
    if request.operation == "patchContact" and BUSY(request, response):
        nulls = {k: v for k, v in attributes(request).items() if v is None}
        if nulls:
            put_off.append(request.with_member("attributes", nulls))
    elif put_off and request.method == "GET":
        for late in put_off:
            await server(late)
        put_off.clear()
        return await server(request)
    return response


# --- a busy account that stays so
def _stays_busy(operation: str) -> Stateful:
    @stateful(list)
    async def fault(request: Request, server: Server, seen: list[bool]) -> Response:
        if seen and request.operation == operation:
            gate = await server(request.to(f"/v1/contacts/{request.md5}"))
            busy = problem(request, 409, "busy", code="operation_in_progress")
            return busy.with_header("retry-after", "1") if gate.ok else await server(request)
        response = await server(request)
        if response.status == 409 and "operation_in_progress" in str(response.json()):
            seen.append(True)
        return response

    return fault


CATEGORY = Category("busy account", profile="full")
CATEGORY.rows(
    ("busy-not-for-removals",
     "Patches that remove attributes are carried out when the account is busy.",
     _let_through(lambda q: q.operation == "patchContact" and b"null" in q.body)),
    ("busy-not-for-upper-case",
     "Writes under a hash in upper case are carried out when the account is busy.",
     _let_through(lambda q: q.operation in STATED and q.params.get("emailMd5", "") != q.md5)),
    ("busy-not-for-creates-with-brands",
     "Creates with brands are carried out when the account is busy.",
     _let_through(lambda q: q.operation == "createContact" and b"brandIds" in q.body)),
    ("busy-not-for-several-brands",
     "Subscribing to several brands is carried out when the account is busy.",
     _let_through(lambda q: q.operation == "addContactSubscriptions" and b"," in q.body)),
    ("busy-empties-subscriptions", "No contact has subscriptions when the account is busy.",
     _emptied("listContactSubscriptions", {"brands": []})),
    ("busy-empties-schema", "There is no contact schema when the account is busy.",
     _emptied("getContactSchema", {"attributes": []})),
    ("busy-but-removes-attributes",
     "A patch is rejected when the account is busy, but attributes are removed.",
     _removing),
    *((f"busy-forever-for-{operation}", f"{operation} stays rejected after the account was busy.",
       _stays_busy(operation))
      for operation in ("patchContact", "disableContact", "removeContactSubscription")),
)  # fmt: skip
