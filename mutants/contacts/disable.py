"""Disabling that does too little, too much, or is not final."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import problem, put
from mutants.gateway import Request, Response, Server


def after(wanted: Any, treat: Callable[..., Awaitable[Response]]) -> Stateful:
    """Return a fault that treats disabled contacts in another way.

    Args:
        wanted: The operations that do.
        treat: Makes the response from the request and the server.
    """

    @stateful(set)
    async def fault(request: Request, server: Server, disabled: set[str]) -> Response:
        if request.operation in wanted and request.md5 in disabled:
            return await treat(request, server)
        response = await server(request)
        if request.operation == "disableContact" and response.ok:
            disabled.add(request.md5)
        return response

    return fault


def rejecting(status: int, detail: str, code: str | None = None) -> Any:
    """Return a treatment that rejects whoever would be let in."""

    async def treat(request: Request, server: Server) -> Response:
        gate = await server(request.to(f"/v1/contacts/{request.md5}"))
        return problem(request, status, detail, code=code) if gate.ok else await server(request)

    return treat


def showing(change: Any) -> Any:
    """Return a treatment that changes the response."""

    async def treat(request: Request, server: Server) -> Response:
        response = await server(request)
        if not response.ok or response.json() is None:
            return response
        body = response.json()
        return response.with_json(change(body) or body)

    return treat


def losing(status: int) -> Any:
    """Return a treatment that returns as if it was done, and does nothing."""

    async def treat(request: Request, server: Server) -> Response:
        kind = "/subscriptions" if "ontactSubscription" in str(request.operation) else ""
        response = await server(request.to(f"/v1/contacts/{request.md5}{kind}"))
        if response.ok and status == 204:
            return Response(204, headers=())
        return response

    return treat


GONE = rejecting(404, "Contact not found")


async def _misses_capitals(request: Request, server: Server) -> Response:
    contact = await server(request.to(f"/v1/contacts/{request.md5}"))
    if contact.ok and request.params["emailMd5"] != request.md5:
        return problem(request, 404, "Contact not found")
    return await server(request)


CATEGORY = Category("disable")
CATEGORY.rows(
    ("disable-deletes", "A disabled contact cannot be read.", after(("getContact",), GONE)),
    ("disable-deletes-all", "A disabled contact is gone for every operation.",
     after(("getContact", "patchContact", "disableContact", "listContactSubscriptions",
            "addContactSubscriptions", "removeContactSubscription"), GONE)),
    ("disabled-has-no-subscriptions", "The subscriptions of a disabled contact are 404.",
     after(("listContactSubscriptions",), GONE)),
    ("disabled-lists-nothing", "The subscriptions of a disabled contact are shown as none.",
     after(("listContactSubscriptions",), showing(lambda _: {"brands": []}))),
    ("disabled-hides-brand-ids", "A disabled contact is shown without brands.",
     after(("getContact",), showing(put("brandIds", [])))),
    ("disabled-hides-attributes", "A disabled contact is shown without attributes.",
     after(("getContact",), showing(put("attributes", {})))),
    ("disable-has-no-effect", "A contact stays enabled after it was disabled.",
     after(("getContact", "patchContact"), showing(put("enabled", True)))),
    ("disabled-shown-enabled-by-patch", "patchContact shows a disabled contact as enabled.",
     after(("patchContact",), showing(put("enabled", True)))),
    ("disable-twice-409", "Disabling again is 409.",
     after(("disableContact",), rejecting(409, "Already disabled", "conflict_error"))),
    ("disable-twice-404", "Disabling again is 404.", after(("disableContact",), GONE)),
    ("disable-twice-400", "Disabling again is 400.",
     after(("disableContact",), rejecting(400, "Already disabled"))),
    ("disabled-not-patchable", "A disabled contact cannot be patched.",
     after(("patchContact",), rejecting(409, "Contact is disabled", "conflict_error"))),
    ("disabled-not-patchable-403", "Patching a disabled contact is 403.",
     after(("patchContact",), rejecting(403, "Contact is disabled"))),
    ("disabled-not-subscribable", "A disabled contact cannot be subscribed.",
     after(("addContactSubscriptions",), rejecting(409, "Contact is disabled", "conflict_error"))),
    ("disabled-not-unsubscribable", "A disabled contact cannot be unsubscribed.",
     after(("removeContactSubscription",), rejecting(400, "Contact is disabled"))),
    ("disabled-patch-lost", "patchContact succeeds on a disabled contact and changes nothing.",
     after(("patchContact",), losing(200))),
    ("disabled-subscribe-lost",
     "addContactSubscriptions succeeds on a disabled contact and adds nothing.",
     after(("addContactSubscriptions",), losing(200))),
    ("disabled-unsubscribe-lost",
     "removeContactSubscription succeeds on a disabled contact and removes nothing.",
     after(("removeContactSubscription",), losing(204))),
    ("disable-again-in-capitals-404",
     "Disabling a disabled contact by its hash in upper case is 404.",
     after(("disableContact",), _misses_capitals)),
)  # fmt: skip
