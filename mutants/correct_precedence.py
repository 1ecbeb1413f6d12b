"""Servers that check things in another order, or show deleted brands."""

from __future__ import annotations

import re

from .authentication import AUTH
from .catalogue import Shelf
from .correct_readings import BODIES, READ
from .faults import ALL, WITH_MD5, edit, of_code, problem, redo
from .gateway import Fault, Request, Response, Server

SHELF = Shelf("correct: other readings", correct=True)
add = SHELF.add


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


add(
    "deleted-brand-listed",
    "A deleted brand shows in the list of subscriptions.",
    _deleted_listed,
    **READ,
)
add(
    "deleted-brand-hidden",
    "A deleted brand does not show in `brandIds`.",
    edit(
        ("getContact", "patchContact"),
        lambda c: {**c, "brandIds": [i for i in c["brandIds"] if i != DELETED]},
    ),
    **READ,
)


# --- which error wins (A2)
def _validating_first() -> Fault:
    known: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if response.ok and request.header(AUTH):
            known[:] = [str(request.header(AUTH))]
        if response.status in {401, 403} and known and request.md5:
            probe = (
                await server(
                    request.to(f"/v1/contacts/{request.params['emailMd5']}").with_header(
                        AUTH, known[0]
                    )
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

    return fault


SHELF.remembering(
    "validates-before-key",
    "A malformed hash is 400 and an unknown contact 404 even without a key.",
    profile="read",
)(_validating_first)


async def _contact_first(request: Request, server: Server, response: Response) -> Response:
    if not re.fullmatch("[0-9a-fA-F]{32}", request.params["emailMd5"]):
        return response
    probe = await server(request.to(f"/v1/contacts/{request.md5}"))
    return problem(request, 404, "Contact not found") if probe.status == 404 else response


add(
    "looks-up-contact-first",
    "An unknown contact is 404 even when the body or the brand is not valid.",
    redo(WITH_MD5, _contact_first, 400),
)
add(
    "contact-before-busy",
    "An unknown contact is 404 even when the account is busy.",
    redo(WITH_MD5, _contact_first, 409, of_code("operation_in_progress")),
    profile="full",
)


async def _busy_first(request: Request, server: Server, response: Response) -> Response:
    probe = await server(request.to(f"/v1/contacts/{'0' * 32}/disable", method="POST"))
    return probe if probe.status == 409 else response


add(
    "busy-before-validation",
    "A busy account is 409 even when the request is not valid.",
    redo(
        tuple(o for o in ALL if o in {*BODIES, "disableContact", "removeContactSubscription"}),
        _busy_first,
        "4",
        lambda _, r: r.status in {400, 404},
    ),
    profile="full",
)


class _RemovingWhileBusy:
    """Removes subscriptions while the account is busy, which the documentation does not forbid."""

    def __init__(self) -> None:
        self.waiting: list[Request] = []

    async def __call__(self, request: Request, server: Server) -> Response:
        again, self.waiting = self.waiting, []
        for kept in again:
            answer = await server(kept)
            if answer.status == 409:
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


SHELF.remembering(
    "removes-while-busy", "An unsubscribe is not refused when the account is busy.", profile="full"
)(_RemovingWhileBusy)
