"""Reads that do not show what was written, or do not agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import WRITES, problem

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("read after write", "READBACK")


def stale(
    name: str,
    says: str,
    read: str,
    writes: tuple[str, ...],
    *,
    for_good: bool = False,
    upper_only: bool = False,
    **options: Any,
) -> None:
    """Add a variant that answers a read from a memory that some writes do not refresh.

    Args:
        name: The variant's.
        says: Its sentence.
        read: The operation.
        writes: The operations after which it is wrong.
        for_good: Whether all reads after the write are wrong, or the first only.
        upper_only: Whether only reads by a hash in upper case are.
        options: Further options of the variant.
    """

    def make() -> Fault:
        before: dict[str, Response] = {}

        async def fault(request: Request, server: Server) -> Response:
            md5 = request.md5
            if request.operation in writes and md5:
                tail = "/subscriptions" if "Subscriptions" in read else ""
                old = before.get(md5) if for_good else None
                old = old or await server(request.to(f"/v1/contacts/{md5}{tail}"))
                response = await server(request)
                if response.ok and old.ok:
                    before[md5] = old
                return response
            response = await server(request)
            upper = request.params.get("emailMd5", "") != md5
            if (
                request.operation == read
                and response.ok
                and md5 in before
                and (upper or not upper_only)
            ):
                return before[md5] if for_good or upper_only else before.pop(md5)
            return response

        return fault

    SHELF.remembering(name, says, **options)(make)


stale(
    "get-stale-once-after-patch",
    "The first getContact after a patch shows the contact as it was.",
    "getContact",
    ("patchContact",),
)
stale(
    "get-stale-after-patch",
    "getContact never shows a patch.",
    "getContact",
    ("patchContact",),
    for_good=True,
    breaks=("PATCH",),
)
stale(
    "get-stale-once-after-add",
    "The first getContact after subscribing lacks the brands.",
    "getContact",
    ("addContactSubscriptions",),
)
stale(
    "get-stale-once-after-remove",
    "The first getContact after unsubscribing still has the brand.",
    "getContact",
    ("removeContactSubscription",),
)
stale(
    "get-stale-once-after-disable",
    "The first getContact after a disable shows the contact enabled.",
    "getContact",
    ("disableContact",),
    breaks=("DISABLE",),
)
stale(
    "list-stale-once-after-add",
    "The first list after subscribing lacks the brands.",
    "listContactSubscriptions",
    ("addContactSubscriptions",),
)
stale(
    "list-stale-once-after-remove",
    "The first list after unsubscribing still has the brand.",
    "listContactSubscriptions",
    ("removeContactSubscription",),
)
stale(
    "list-stale-after-add",
    "The list never shows brands that were added.",
    "listContactSubscriptions",
    ("addContactSubscriptions",),
    for_good=True,
    breaks=("LIST",),
)
stale(
    "get-brand-ids-never-updated",
    "getContact's `brandIds` stay those of the create.",
    "getContact",
    ("addContactSubscriptions", "removeContactSubscription"),
    for_good=True,
)
stale(
    "upper-case-read-stale",
    "getContact by a hash in upper case shows the contact as it was before the last write.",
    "getContact",
    tuple(w for w in WRITES if w != "createContact"),
    upper_only=True,
    breaks=("IDENTITY",),
)


def _late(times: int) -> Any:
    def make() -> Fault:
        pending: dict[str, int] = {}

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if request.operation == "createContact" and response.ok:
                pending[response.json()["emailMd5"]] = times
            elif request.operation == "getContact" and response.ok and pending.get(request.md5):
                pending[request.md5] -= 1
                return problem(request, 404, "Contact not found")
            return response

        return fault

    return make


SHELF.remembering(
    "get-404-once-after-create", "The first getContact of a new contact is 404.", breaks=("CREATE",)
)(_late(1))
SHELF.remembering(
    "get-404-thrice-after-create",
    "The first three getContact of a new contact are 404.",
    breaks=("CREATE",),
)(_late(3))
