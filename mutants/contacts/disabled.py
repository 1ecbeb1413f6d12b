"""Writes to disabled contacts that are checked less well than those to others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from mutants.catalogue import Category, Stateful
from mutants.contacts.attributes import attributes, without
from mutants.contacts.patch import PATCH, current
from mutants.faults import accept, problem, redo
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ADD, ids, listed
from mutants.subscriptions.unsubscribe import DONE, REMOVE


async def _disabled(request: Request, server: Server) -> bool:
    return (await server(request.to(f"/v1/contacts/{request.md5}"))).json().get("enabled") is False


def _of_disabled(operation: str, respond: Callable[..., Awaitable[Response]]) -> Fault:
    async def again(request: Request, server: Server, response: Response) -> Response:
        if len(request.md5) != 32 or not await _disabled(request, server):
            return response
        return await respond(request, server)

    return redo(operation, again, 400)


async def _contact(request: Request, server: Server) -> Response:
    return await current(request, server)


async def _subscriptions(request: Request, server: Server) -> Response:
    return await listed(request, server)


async def _done(_request: Request, _server: Server) -> Response:
    return DONE


async def _missing(request: Request, _server: Server) -> Response:
    return problem(request, 404, "Brand not found")


def _enabled_by_sequence(first: str, second: str) -> Fault:
    disabled: set[str] = set()
    halfway: set[str] = set()
    enabled: set[str] = set()

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        md5 = request.md5
        if request.operation == "getContact" and response.ok and md5 in enabled:
            return response.with_json({**response.json(), "enabled": True})
        if not response.ok:
            return response
        if request.operation == "disableContact":
            disabled.add(md5)
            enabled.discard(md5)
        elif request.operation == first and md5 in disabled:
            halfway.add(md5)
            return response
        elif request.operation == second and md5 in halfway:
            enabled.add(md5)
        if request.method != "GET":
            halfway.discard(md5)
        return response

    return fault


# --- what is rejected unless it is so anyway
def _repeating(operation: str, key: str) -> Fault:
    def so_anyway(request: Request, value: object) -> bool:
        if key == "Email":
            return str(value).lower() == str(request.member("email")).lower()
        return sorted(map(str, value or [])) == sorted(map(str, ids(request)))  # type: ignore[call-overload]

    async def again(request: Request, server: Server, response: Response) -> Response:
        value = attributes(request)[key]
        if operation == PATCH:
            now = (await current(request, server)).json() or {}
            same = value in (now.get("email"), now.get("brandIds"))
        else:
            same = so_anyway(request, value)
        if not same:
            return response
        second = await server(without(lambda k, _: k == key)(request))
        return second if second.ok else response

    return redo(operation, again, 400, lambda q, _: key in attributes(q))


CATEGORY = Category("disabled contacts")
CATEGORY.rows(
    ("patch-of-disabled-unchecked", "A bad patch of a disabled contact gets the contact.",
     _of_disabled(PATCH, _contact)),
    ("add-to-disabled-unchecked",
     "A bad list of brands for a disabled contact gets its subscriptions.",
     _of_disabled(ADD, _subscriptions)),
    ("remove-from-disabled-unchecked",
     "Unsubscribing a disabled contact from what it is not subscribed to is 204.",
     _of_disabled(REMOVE, _done)),
    ("remove-from-disabled-404",
     "Unsubscribing a disabled contact from what it is not subscribed to is 404.",
     _of_disabled(REMOVE, _missing)),
    *((f"{_first}-then-{_second}-enables",
       f"A {_second} right after a {_first} enables a disabled contact.",
       Stateful(partial(_enabled_by_sequence, _first, _second)))
      for _first, _second in ((REMOVE, PATCH), (PATCH, REMOVE), (REMOVE, ADD), (ADD, PATCH))),
    *((f"{_operation}-takes-{_key}-that-is-so",
       f"{_operation} takes the attribute {_key} where it repeats what the contact has.",
       _repeating(_operation, _key))
      for _key in ("Email", "Brand") for _operation in ("createContact", PATCH)),
    *((f"{_operation}-takes-derived-with-source",
       f"{_operation} ignores derived entries beside the attribute that they derive from.",
       accept(
           _operation,
           without(lambda k, _: ":" in k),
           lambda q, _: any(
               ":" in k and k.partition(":")[0] in attributes(q) for k in attributes(q)
           ),
       ))
      for _operation in ("createContact", PATCH)),
)  # fmt: skip
