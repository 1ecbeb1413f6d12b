"""Servers that check things in another order, or show deleted brands."""

from __future__ import annotations

import re

from mutants.access.authentication import AUTH
from mutants.catalogue import Category, Stateful, stateful
from mutants.correct.readings import BODIES
from mutants.faults import ALL, WITH_MD5, edit, of_code, problem, redo
from mutants.gateway import Request, Response, Server

# --- deleted brands
DELETED = "15ddb7a5-a481-5990-a1cf-248c103bd0bc"


async def _deleted_listed(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation in {"listContactSubscriptions", "addContactSubscriptions"} and response.ok:
        contact = (await server(request.to(f"/v1/contacts/{request.md5}"))).json()
        if DELETED in contact["brandIds"]:
            return response.with_json(
                {"brands": [*response.json()["brands"], {"id": DELETED, "name": "Bygone Brand"}]}
            )
    return response


# --- which error wins (A2)
@stateful(list)
async def _validating_first(request: Request, server: Server, known: list[str]) -> Response:
    response = await server(request)
    if response.ok and request.header(AUTH):
        known[:] = [str(request.header(AUTH))]
    if response.status in {401, 403} and known and request.md5:
        probe = (
            await server(
                request.to(f"/v1/contacts/{request.params['emailMd5']}").with_header(AUTH, known[0])
            )
            if re.fullmatch("[0-9a-fA-F]{32}", request.params["emailMd5"])
            else None
        )
        if probe is None:
            said = "emailMd5 must be a hash of type md5"
            return problem(request, 400, said, errors=[{"detail": said}])
        if probe.status == 404:
            return problem(request, 404, "Contact not found")
    return response


async def _contact_first(request: Request, server: Server, response: Response) -> Response:
    if not re.fullmatch("[0-9a-fA-F]{32}", request.params["emailMd5"]):
        return response
    probe = await server(request.to(f"/v1/contacts/{request.md5}"))
    return problem(request, 404, "Contact not found") if probe.status == 404 else response


async def _busy_first(request: Request, server: Server, response: Response) -> Response:
    probe = await server(request.to(f"/v1/contacts/{'0' * 32}/disable", method="POST"))
    return probe if probe.status == 409 else response


class _RemovingWhileBusy:
    """Removes subscriptions while the account is busy, which the documentation does not forbid."""

    def __init__(self) -> None:
        self.waiting: list[Request] = []

    async def __call__(self, request: Request, server: Server) -> Response:
        again, self.waiting = self.waiting, []
        for kept in again:
            late = await server(kept)
            if late.status == 409:
                self.waiting.append(kept)
        response = await server(request)
        if request.operation == "removeContactSubscription" and response.status == 409:
            listed = (
                await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))
            ).json() or {}
            if any(b["id"] == request.params["brandId"].lower() for b in listed.get("brands", [])):
                self.waiting.append(request)
                return Response(204, headers=())
            return problem(request, 400, "The contact is not subscribed to this brand")
        return response


CATEGORY = Category("correct: other readings", correct=True)
CATEGORY.rows(
    ("deleted-brand-listed", "A deleted brand shows in the list of subscriptions.",
     _deleted_listed, "read"),
    ("deleted-brand-hidden", "A deleted brand does not show in `brandIds`.",
     edit(("getContact", "patchContact"),
          lambda c: {**c, "brandIds": [i for i in c["brandIds"] if i != DELETED]}), "read"),
    ("validates-before-key",
     "A malformed hash is 400 and an unknown contact 404 even without a key.",
     _validating_first, "read"),
    ("looks-up-contact-first",
     "An unknown contact is 404 even when the body or the brand is not valid.",
     redo(WITH_MD5, _contact_first, 400)),
    ("contact-before-busy", "An unknown contact is 404 even when the account is busy.",
     redo(WITH_MD5, _contact_first, 409, of_code("operation_in_progress")), "full"),
    ("busy-before-validation", "A busy account is 409 even when the request is not valid.",
     redo(tuple(o for o in ALL if o in {*BODIES, "disableContact", "removeContactSubscription"}),
          _busy_first, "4", lambda _, r: r.status in {400, 404}), "full"),
    ("removes-while-busy", "An unsubscribe is not rejected when the account is busy.",
     Stateful(_RemovingWhileBusy), "full"),
)  # fmt: skip
