"""Disabling that does too little, too much, or is not final."""

from __future__ import annotations

from typing import Any

from .catalogue import Shelf
from .faults import problem, put
from .gateway import Fault, Request, Response, Server

SHELF = Shelf("disable", "DISABLE")


def after(name: str, says: str, wanted: Any, treat: Any, *, breaks: tuple[str, ...] = ()) -> None:
    """Add a variant that treats disabled contacts in another way.

    Args:
        name: The variant's.
        says: Its sentence.
        wanted: The operations that do.
        treat: Makes the answer from the request and the server.
        breaks: Further areas.
    """

    def make() -> Fault:
        disabled: set[str] = set()

        async def fault(request: Request, server: Server) -> Response:
            if request.operation in wanted and request.md5 in disabled:
                return await treat(request, server)
            response = await server(request)
            if request.operation == "disableContact" and response.ok:
                disabled.add(request.md5)
            return response

        return fault

    SHELF.remembering(name, says, breaks=breaks)(make)


def refusing(status: int, detail: str, code: str | None = None) -> Any:
    """Return a treatment that refuses whoever would be let in."""

    async def treat(request: Request, server: Server) -> Response:
        gate = await server(request.to(f"/v1/contacts/{request.md5}"))
        return problem(request, status, detail, code=code) if gate.ok else await server(request)

    return treat


def showing(change: Any) -> Any:
    """Return a treatment that changes the answer."""

    async def treat(request: Request, server: Server) -> Response:
        response = await server(request)
        if not response.ok or response.json() is None:
            return response
        body = response.json()
        return response.with_json(change(body) or body)

    return treat


def losing(status: int) -> Any:
    """Return a treatment that answers as if it was done, and does nothing."""

    async def treat(request: Request, server: Server) -> Response:
        kind = "/subscriptions" if "ontactSubscription" in str(request.operation) else ""
        response = await server(request.to(f"/v1/contacts/{request.md5}{kind}"))
        if response.ok and status == 204:
            return Response(204, headers=())
        return response

    return treat


GONE = refusing(404, "Contact not found")
after(
    "disable-deletes", "A disabled contact cannot be read.", ("getContact",), GONE, breaks=("GET",)
)
after(
    "disable-deletes-all",
    "A disabled contact is gone for every operation.",
    (
        "getContact",
        "patchContact",
        "disableContact",
        "listContactSubscriptions",
        "addContactSubscriptions",
        "removeContactSubscription",
    ),
    GONE,
)
after(
    "disabled-has-no-subscriptions",
    "The subscriptions of a disabled contact are 404.",
    ("listContactSubscriptions",),
    GONE,
    breaks=("LIST",),
)
after(
    "disabled-lists-nothing",
    "The subscriptions of a disabled contact are shown as none.",
    ("listContactSubscriptions",),
    showing(lambda _: {"brands": []}),
    breaks=("LIST",),
)
after(
    "disabled-hides-brand-ids",
    "A disabled contact is shown without brands.",
    ("getContact",),
    showing(put("brandIds", [])),
    breaks=("GET",),
)
after(
    "disabled-hides-attributes",
    "A disabled contact is shown without attributes.",
    ("getContact",),
    showing(put("attributes", {})),
    breaks=("GET",),
)
after(
    "disable-has-no-effect",
    "A contact stays enabled after it was disabled.",
    ("getContact", "patchContact"),
    showing(put("enabled", True)),
)
after(
    "disabled-shown-enabled-by-patch",
    "patchContact shows a disabled contact as enabled.",
    ("patchContact",),
    showing(put("enabled", True)),
    breaks=("PATCH",),
)
after(
    "disable-twice-409",
    "Disabling again is 409.",
    ("disableContact",),
    refusing(409, "Already disabled", "conflict_error"),
)
after("disable-twice-404", "Disabling again is 404.", ("disableContact",), GONE)
after(
    "disable-twice-400",
    "Disabling again is 400.",
    ("disableContact",),
    refusing(400, "Already disabled"),
)
after(
    "disabled-not-patchable",
    "A disabled contact cannot be patched.",
    ("patchContact",),
    refusing(409, "Contact is disabled", "conflict_error"),
    breaks=("PATCH",),
)
after(
    "disabled-not-patchable-403",
    "Patching a disabled contact is 403.",
    ("patchContact",),
    refusing(403, "Contact is disabled"),
    breaks=("PATCH",),
)
after(
    "disabled-not-subscribable",
    "A disabled contact cannot be subscribed.",
    ("addContactSubscriptions",),
    refusing(409, "Contact is disabled", "conflict_error"),
    breaks=("SUBSCRIBE",),
)
after(
    "disabled-not-unsubscribable",
    "A disabled contact cannot be unsubscribed.",
    ("removeContactSubscription",),
    refusing(400, "Contact is disabled"),
    breaks=("UNSUBSCRIBE",),
)
after(
    "disabled-patch-lost",
    "patchContact succeeds on a disabled contact and changes nothing.",
    ("patchContact",),
    losing(200),
    breaks=("PATCH",),
)
after(
    "disabled-subscribe-lost",
    "addContactSubscriptions succeeds on a disabled contact and adds nothing.",
    ("addContactSubscriptions",),
    losing(200),
    breaks=("SUBSCRIBE",),
)
after(
    "disabled-unsubscribe-lost",
    "removeContactSubscription succeeds on a disabled contact and removes nothing.",
    ("removeContactSubscription",),
    losing(204),
    breaks=("UNSUBSCRIBE",),
)


async def _misses_capitals(request: Request, server: Server) -> Response:
    contact = await server(request.to(f"/v1/contacts/{request.md5}"))
    if contact.ok and request.params["emailMd5"] != request.md5:
        return problem(request, 404, "Contact not found")
    return await server(request)


after(
    "disable-again-in-capitals-404",
    "Disabling a disabled contact by its hash in upper case is 404.",
    ("disableContact",),
    _misses_capitals,
    breaks=("IDENTITY",),
)
