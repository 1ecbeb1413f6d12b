"""Busy accounts that are not, not for all, or without saying until when."""

from __future__ import annotations

from functools import partial
from typing import Any

from attrs import evolve

from mutants.catalogue import Category, Stateful
from mutants.faults import (
    READS,
    WRITES,
    drop,
    edit,
    edit_response,
    md5_of,
    of_code,
    problem,
    put,
    restatus,
)
from mutants.gateway import Fault, Request, Response, Server

BUSY = of_code("operation_in_progress")
STATED = tuple(w for w in WRITES if w != "removeContactSubscription")


def busy(change: Any, wanted: Any = WRITES) -> Fault:
    """Return a fault that changes the response of a busy account."""
    return edit_response(wanted, change, 409, BUSY)


def header(value: str | None, wanted: Any = WRITES) -> Fault:
    """Return a fault that sends another Retry-After."""
    return busy(lambda _, r: r.with_header("retry-after", value), wanted)


async def _shrug(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation == "patchContact" and response.status == 409 and BUSY(request, response):
        return await server(request.to(request.path))
    return response


# --- what the account forgets to do when it is busy
class _Waiting:
    """Keeps what was rejected while the account was busy, and does it as soon as it is not.

    Args:
        wanted: The operations that it treats so.
        at_once: Whether the caller hears of a success instead of the 409.
    """

    def __init__(self, wanted: tuple[str, ...], *, at_once: bool = False) -> None:
        self.wanted = wanted
        self.at_once = at_once
        self.waiting: list[Request] = []

    async def __call__(self, request: Request, server: Server) -> Response:
        again, self.waiting = self.waiting, []
        for kept in again:
            response = await server(kept)
            if response.status == 409 and BUSY(kept, response):
                self.waiting.append(kept)
        response = await server(request)
        if request.operation in self.wanted and response.status == 409 and BUSY(request, response):
            self.waiting.append(request)
            if self.at_once:
                return await pretended(request, server)
        return response


async def pretended(request: Request, server: Server) -> Response:
    """Respond to a write as if it was done."""
    if request.operation == "createContact":
        email = request.member("email")
        contact = {
            "email": email,
            "emailMd5": md5_of(email),
            "attributes": {},
            "brandIds": [],
            "enabled": True,
            "createdAt": "2026-06-12T00:00:00Z",
        }
        return Response(201).with_json(contact)
    if request.operation == "disableContact":
        return Response(204, headers=())
    if request.operation == "patchContact":
        return await server(request.to(request.path))
    return await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))


# --- what a busy account rejects too much
def noticing(wanted: tuple[str, ...], *, for_good: bool = False) -> Stateful:
    """Return what makes a fault that rejects operations as well when the account is busy."""

    @Stateful
    def make() -> Fault:
        seen: list[bool] = []

        async def probe(request: Request, server: Server) -> bool:
            nobody = "0" * 32
            response = await server(request.to(f"/v1/contacts/{nobody}/disable", method="POST"))
            return response.status == 409 and BUSY(request, response)

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if response.status == 409 and BUSY(request, response):
                seen.append(True)
            elif (
                request.operation in wanted
                and response.ok
                and ((for_good and seen) or (not for_good and await probe(request, server)))
            ):
                detail = "A bulk contact operation is in progress for this account"
                return problem(request, 409, detail, code="operation_in_progress").with_header(
                    "retry-after", "1"
                )
            return response

        return fault

    return make


async def _not_for_disabled(request: Request, server: Server) -> Response:
    response = await server(request)
    if not (request.operation in WRITES and request.md5 and BUSY(request, response)):
        return response
    contact = await server(request.to(f"/v1/contacts/{request.md5}"))
    if not contact.ok or contact.json()["enabled"]:
        return response
    if request.operation == "patchContact":
        return contact
    if request.operation == "addContactSubscriptions":
        return await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))
    return Response(204, headers=())


CATEGORY = Category("busy account", profile="full")
CATEGORY.rows(
    *((f"no-retry-after-on-{operation}", f"{operation} does not say when to retry.",
       header(None, operation))
      for operation in STATED),
    *((f"busy-500-on-{operation}", f"{operation} fails with 500 when the account is busy.",
       restatus(operation, 409, 500, when=BUSY))
      for operation in STATED),
    ("no-retry-after", "No operation sends Retry-After.", header(None)),
    ("retry-after-date", "Retry-After is a date.", header("Fri, 31 Dec 2032 23:59:59 GMT")),
    ("retry-after-fraction", "Retry-After is 1.5.", header("1.5")),
    ("retry-after-negative", "Retry-After is -1.", header("-1")),
    ("retry-after-text", 'Retry-After is "soon".', header("soon")),
    ("retry-after-with-unit", "Retry-After is 30s.", header("30s")),
    ("retry-after-empty", "Retry-After is empty.", header("")),
    ("retry-after-fraction-on-disable", "disableContact's Retry-After is 30.0.",
     header("30.0", "disableContact")),
    ("busy-423", "A busy account responds with 423.",
     restatus(WRITES, 409, 423, "operation_in_progress", when=BUSY)),
    ("busy-503", "A busy account responds with 503.",
     restatus(WRITES, 409, 503, "operation_in_progress", when=BUSY)),
    ("busy-429", "addContactSubscriptions responds with 429 when the account is busy.",
     restatus("addContactSubscriptions", 409, 429, "operation_in_progress", when=BUSY)),
    ("busy-404-on-patch", "patchContact responds with 404 when the account is busy.",
     restatus("patchContact", 409, 404, when=BUSY)),
    ("busy-conflict-error", "A busy account has the code conflict_error.",
     busy(lambda q, r: evolve(r, body=problem(q, 409, "busy", code="conflict_error").body))),
    ("busy-conflict-error-on-disable",
     "A busy account has the code conflict_error on disableContact.",
     busy(lambda q, r: evolve(r, body=problem(q, 409, "busy", code="conflict_error").body),
          "disableContact")),
    ("busy-contact-exists", "A busy account responds to a create with contact_exists.",
     busy(lambda q, r: evolve(r, body=problem(q, 409, "exists", code="contact_exists").body),
          "createContact")),
    ("busy-text", "A busy account responds in plain text.",
     busy(lambda _, r: evolve(r.with_header("content-type", "text/plain"), body=b"busy"))),
    ("busy-empty", "A busy account responds without a body.",
     busy(lambda _, r: evolve(r, body=b""))),
    ("busy-type-blank", "The error response for a busy account has the type about:blank.",
     edit(WRITES, put("type", "about:blank"), 409, BUSY)),
    ("busy-without-status", "The error response for a busy account lacks `status`.",
     edit(WRITES, drop("status"), 409, BUSY)),
    ("busy-200", "patchContact returns 200 with the contact as it is when the account is busy.",
     _shrug),
    ("busy-204-on-disable",
     "disableContact responds with 204 when the account is busy, and does nothing.",
     busy(lambda _q, _: Response(204, headers=()), "disableContact")),
    *((f"busy-ignored-by-{operation}", f"{operation} is not rejected when the account is busy.",
       Stateful(partial(_Waiting, (operation,), at_once=True)))
      for operation in STATED),
    *((f"busy-but-{operation}",
       f"{operation} is rejected when the account is busy, but carried out anyway.",
       Stateful(partial(_Waiting, (operation,))))
      for operation in STATED),
    ("busy-but-removeContactSubscription",
     "removeContactSubscription is rejected when the account is busy, but carried out anyway.",
     Stateful(lambda: _Waiting(("removeContactSubscription",)))),
    ("busy-ignored", "No operation is rejected when the account is busy.",
     Stateful(partial(_Waiting, STATED, at_once=True))),
    ("busy-reads-rejected", "Reads are rejected when the account is busy.", noticing(READS)),
    *((f"busy-rejects-{operation}", f"{operation} is rejected when the account is busy.",
       noticing((operation,)))
      for operation in READS),
    ("busy-forever-for-add", "addContactSubscriptions stays rejected after the account was busy.",
     noticing(("addContactSubscriptions",), for_good=True)),
    ("busy-forever-for-create", "createContact stays rejected after the account was busy.",
     noticing(("createContact",), for_good=True)),
    ("busy-not-for-disabled",
     "Writes to disabled contacts are carried out when the account is busy.", _not_for_disabled),
)  # fmt: skip
