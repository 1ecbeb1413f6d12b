"""Servers that read otherwise what the documentation leaves open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mutants.catalogue import Category
from mutants.contacts.attributes import attributes, blamed
from mutants.faults import accept, problem, redo, send
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ids

BODIES = ("createContact", "patchContact", "addContactSubscriptions")
SUBSCRIBING = ("createContact", "addContactSubscriptions")


def rejected(request: Request, detail: str, **place: str) -> Response:
    """Return a 400 that names one place."""
    return problem(request, 400, detail, errors=[{"detail": detail, **place}])


def rejecting(wanted: Any, when: Any, respond: Callable[[Request], Response]) -> Fault:
    """Return a server that rejects what the sandbox accepts, before anything is done."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation in wanted and when(request):
            gate = await server(
                request.to(f"/v1/contacts/{request.md5}" if request.md5 else "/v1/contact-schema")
            )
            if gate.ok:
                return respond(request)
        return await server(request)

    return fault


def _pointed(response: Response) -> set[str]:
    return {
        re.sub(r"/\d+$", "", str(e.get("pointer")))
        for e in (response.json() or {}).get("errors") or []
    }


async def _odd(request: Request) -> Response:
    odd = [i for i in ids(request) if not re.fullmatch("[0-9A-Fa-f-]{36}", i)]
    return rejected(request, f"Unknown brand id(s): {', '.join(odd)}", pointer="/brandIds")


async def disabled_unknown(request: Request, server: Server) -> Response:
    """Reject disabled brands as unknown ones."""
    if request.operation in SUBSCRIBING and request.json() is not None:
        page = (
            await server(request.to("/v1/brands", query="enabled=false&pageSize=200"))
        ).json() or {}
        dead = {b["id"] for b in page.get("data", [])}
        bad = [i for i in ids(request) if str(i).lower() in dead]
        gate = await server(
            request.to(f"/v1/contacts/{request.md5}" if request.md5 else "/v1/contact-schema")
        )
        if bad and gate.ok:
            return rejected(request, f"Unknown brand id(s): {', '.join(bad)}", pointer="/brandIds")
    return await server(request)


# --- bodies
async def _partly_added(request: Request, server: Server, response: Response) -> Response:
    named = str(response.json()["detail"]).lower()
    known = [i for i in ids(request) if str(i).lower() not in named]
    if known:
        await server(request.with_member("brandIds", known))
    return response


async def _partly_patched(request: Request, server: Server, response: Response) -> Response:
    good = {k: v for k, v in attributes(request).items() if k not in blamed(response)}
    if good:
        await server(request.with_member("attributes", good))
    return response


async def _current(request: Request, server: Server, _: Response) -> Response:
    return await server(request.to(request.path))


def _members(*known: str) -> Any:
    return lambda q: isinstance(q.json(), dict) and bool(set(q.json()) - set(known))


def _nulls(request: Request) -> bool:
    body = request.json()
    return isinstance(body, dict) and (
        any(v is None for k, v in body.items() if k != "email")
        or None in attributes(request).values()
    )


def _without_nulls(request: Request) -> Request:
    body = {k: v for k, v in request.json().items() if v is not None}
    if isinstance(body.get("attributes"), dict):
        body["attributes"] = {k: v for k, v in body["attributes"].items() if v is not None}
    return request.with_json(body)


async def _unset(request: Request, server: Server) -> Response:
    if request.operation == "patchContact" and None in attributes(request).values():
        contact = (await server(request.to(request.path))).json() or {}
        missing = [
            k
            for k, v in attributes(request).items()
            if v is None and k not in contact.get("attributes", {k: 1})
        ]
        if missing:
            pointer = missing[0].replace("~", "~0").replace("/", "~1")
            return rejected(request, "is not set", pointer=f"/attributes/{pointer}")
    return await server(request)


def _too_long_or_empty(request: Request) -> list[str]:
    return [
        name
        for name, value in attributes(request).items()
        if value == [] or (isinstance(value, str) and len(value) > 255)
    ]


CATEGORY = Category("correct: other readings", correct=True)
CATEGORY.rows(
    # --- ids in upper case (A7), disabled brands (A8)
    ("upper-case-id-unknown", "A brand's id in upper case is unknown when subscribing.",
     rejecting(
         SUBSCRIBING,
         lambda q: any(isinstance(i, str) and i != i.lower() for i in ids(q)),
         lambda q: rejected(
             q,
             f"Unknown brand id(s): {', '.join(i for i in ids(q) if i != i.lower())}",
             pointer="/brandIds",
         ),
     )),
    ("upper-case-id-unknown-to-remove", "A brand's id in upper case is unknown when unsubscribing.",
     rejecting(("removeContactSubscription",),
               lambda q: q.params["brandId"] != q.params["brandId"].lower(),
               lambda q: problem(q, 400, "Unknown brand"))),
    ("upper-case-id-not-found", "getBrand does not find an id in upper case.",
     rejecting(("getBrand",),
               lambda q: (q.params["brandId"] != q.params["brandId"].lower()
                          and re.fullmatch("[0-9A-Fa-f-]{36}", q.params["brandId"]) is not None),
               lambda q: problem(q, 404, "Brand not found")), "read"),
    ("odd-ids-are-unknown", "An id that is not a UUID is an unknown brand.",
     redo(
         SUBSCRIBING,
         lambda q, _s, _r: _odd(q),
         400,
         lambda q, r: (
             "Unknown" not in str(r.json())
             and any(isinstance(i, str) and not re.fullmatch("[0-9A-Fa-f-]{36}", i) for i in ids(q))
             and all(isinstance(i, str) for i in ids(q))
             and len(set(ids(q))) == len(ids(q)) <= 100
             and _pointed(r) <= {"/brandIds"}
         ),
     )),
    ("disabled-brand-not-subscribable", "A disabled brand cannot be subscribed to.",
     disabled_unknown),
    ("add-partly", "With one unknown id the others are added, and the response is 400.",
     redo("addContactSubscriptions", _partly_added, 400,
          lambda _, r: "Unknown brand" in str(r.json()))),
    ("patch-partly", "A rejected patch sets what was valid.",
     redo("patchContact", _partly_patched, 400, lambda _, r: bool(blamed(r)))),
    ("patch-of-nothing", "A patch without `attributes` changes nothing and is 200.",
     redo("patchContact", _current, 400,
          lambda q, _: (isinstance(q.json(), dict) and "attributes" not in q.json()
                        and len(q.md5) == 32))),
    ("unknown-member-400", "An unknown member of a body is 400.",
     rejecting(
         BODIES,
         _members("email", "attributes", "brandIds"),
         lambda q: rejected(
             q,
             "is not known",
             pointer=f"/{next(iter(set(q.json()) - {'email', 'attributes', 'brandIds'}))}",
         ),
     )),
    ("null-as-absent", "null in a create is as good as nothing.",
     accept("createContact", _without_nulls, lambda q, _: _nulls(q))),
    ("empty-string-in-list-400", "An empty string in a list is 400.",
     rejecting(
         ("createContact", "patchContact"),
         lambda q: any(isinstance(v, list) and "" in v for v in attributes(q).values()),
         lambda q: rejected(
             q,
             "is empty",
             pointer="/attributes/"
             + next(k for k, v in attributes(q).items() if isinstance(v, list) and "" in v)
             .replace("~", "~0")
             .replace("/", "~1"),
         ),
     )),
    ("no-content-type-415", "A body without a content type is 415.",
     rejecting(BODIES, lambda q: not q.header("content-type") and bool(q.body),
               lambda q: problem(q, 415, "unsupported", code="invalid_request_error"))),
    ("no-content-type-400", "A body without a content type is 400.",
     rejecting(BODIES, lambda q: not q.header("content-type") and bool(q.body),
               lambda q: problem(q, 400, "unsupported"))),
    ("any-content-type", "The content type of a body does not matter.",
     send(BODIES, lambda q: q.with_header("content-type", "application/json"),
          lambda q: bool(q.body))),
    ("removing-unset-400", "Removing an attribute that is not set is 400.", _unset),
    ("email-trimmed", "White space around an address is ignored.",
     send("createContact", lambda q: q.with_member("email", q.member("email").strip()),
          lambda q: isinstance(q.member("email"), str))),
    ("texts-of-255-at-most", "Texts of more than 255 characters and empty arrays are rejected.",
     rejecting(("createContact", "patchContact"), lambda q: bool(_too_long_or_empty(q)),
               lambda q: rejected(q, "must have 1 to 255 characters or items",
                                  pointer=f"/attributes/{_too_long_or_empty(q)[0]}"))),
)  # fmt: skip
