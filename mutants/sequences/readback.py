"""Reads that do not show what was written, or do not agree with each other."""

from __future__ import annotations

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import WRITES, problem
from mutants.gateway import Request, Response, Server


def stale(
    read: str, writes: tuple[str, ...], *, for_good: bool = False, upper_only: bool = False
) -> Stateful:
    """Return a fault that returns a read from a memory that some writes do not refresh.

    Args:
        read: The operation.
        writes: The operations after which it is wrong.
        for_good: Whether all reads after the write are wrong, or the first only.
        upper_only: Whether only reads by a hash in upper case are.
    """

    @stateful(dict)
    async def fault(request: Request, server: Server, before: dict[str, Response]) -> Response:
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


def _late(times: int) -> Stateful:
    @stateful(dict)
    async def fault(request: Request, server: Server, pending: dict[str, int]) -> Response:
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            pending[response.json()["emailMd5"]] = times
        elif request.operation == "getContact" and response.ok and pending.get(request.md5):
            pending[request.md5] -= 1
            return problem(request, 404, "Contact not found")
        return response

    return fault


CATEGORY = Category("read after write")
CATEGORY.rows(
    ("get-stale-once-after-patch",
     "The first getContact after a patch shows the contact as it was.",
     stale("getContact", ("patchContact",))),
    ("get-stale-after-patch", "getContact never shows a patch.",
     stale("getContact", ("patchContact",), for_good=True)),
    ("get-stale-once-after-add", "The first getContact after subscribing lacks the brands.",
     stale("getContact", ("addContactSubscriptions",))),
    ("get-stale-once-after-remove", "The first getContact after unsubscribing still has the brand.",
     stale("getContact", ("removeContactSubscription",))),
    ("get-stale-once-after-disable",
     "The first getContact after a disable shows the contact enabled.",
     stale("getContact", ("disableContact",))),
    ("list-stale-once-after-add", "The first list after subscribing lacks the brands.",
     stale("listContactSubscriptions", ("addContactSubscriptions",))),
    ("list-stale-once-after-remove", "The first list after unsubscribing still has the brand.",
     stale("listContactSubscriptions", ("removeContactSubscription",))),
    ("list-stale-after-add", "The list never shows brands that were added.",
     stale("listContactSubscriptions", ("addContactSubscriptions",), for_good=True)),
    ("get-brand-ids-never-updated", "getContact's `brandIds` stay those of the create.",
     stale("getContact", ("addContactSubscriptions", "removeContactSubscription"), for_good=True)),
    ("upper-case-read-stale",
     "getContact by a hash in upper case shows the contact as it was before the last write.",
     stale("getContact", tuple(w for w in WRITES if w != "createContact"), upper_only=True)),
    ("get-404-once-after-create", "The first getContact of a new contact is 404.", _late(1)),
    ("get-404-thrice-after-create", "The first three getContact of a new contact are 404.",
     _late(3)),
)  # fmt: skip
