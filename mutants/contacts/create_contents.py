"""Creates that lose or let pass what comes with the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mutants.catalogue import Category, stateful
from mutants.contacts.attributes import attributes, blamed, with_attributes, without
from mutants.faults import CONTACT, accept, edit, problem, put, redo, restatus, send
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ids, unique, with_ids
from mutants.subscriptions.unsubscribe import UUID

CREATE = "createContact"
REJECTED: dict[str, Callable[[str, str], bool]] = {
    "dots": lambda local, _: "." in local,
    "underscores": lambda local, _: "_" in local,
    "hyphens": lambda local, _: "-" in local and not {"+", ".", "_"} & set(local),
    "subdomains": lambda _, domain: domain.count(".") > 1,
}
"""Parts of addresses, before and after the @, that some servers reject."""


# --- the address
def _refuses_addresses(bad: Callable[[str, str], bool]) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        local, at, domain = str(request.member("email")).partition("@")
        if request.operation == CREATE and at and bad(local, domain):
            why = "email must be an email address"
            return problem(request, 400, why, errors=[{"detail": why, "pointer": "/email"}])
        return await server(request)

    return fault


async def _known_brands(request: Request, server: Server, response: Response) -> Response:
    asked = [i for i in unique(ids(request))[:100] if isinstance(i, str) and len(i) == 36]
    known = [i for i in asked if (await server(request.to(f"/v1/brands/{i}"))).ok]
    body = {k: v for k, v in request.json().items() if k != "brandIds"} | (
        {"brandIds": known} if known else {}
    )
    second = await server(request.with_json(body))
    return second if second.ok else response


def _valid_ids(request: Request) -> bool:
    found = ids(request)
    return (
        0 < len(found) <= 100
        and all(isinstance(i, str) and len(i) == 36 for i in found)
        and len(set(found)) == len(found)
    )


async def _hundred(request: Request, server: Server) -> Response:
    if request.operation == CREATE and len(ids(request)) == 100 and _valid_ids(request):
        detail = "Too many brands"
        gate = await server(request.to("/v1/contact-schema"))
        if gate.ok:
            return problem(
                request, 400, detail, errors=[{"detail": detail, "pointer": "/brandIds"}]
            )
    return await server(request)


# --- attributes
def _plain(request: Request) -> bool:
    return bool(attributes(request)) and all(
        ":" not in k and k not in {"Email", "Brand"} and v not in ("", None)
        for k, v in attributes(request).items()
    )


async def _needs_brands(request: Request, server: Server) -> Response:
    body = request.json()
    if request.operation == CREATE and isinstance(body, dict) and "brandIds" not in body:
        gate = await server(request.to("/v1/contact-schema"))
        if gate.ok:
            return problem(request, 400, "brandIds is required")
    return await server(request)


def _only_ids(good: Callable[[Any], bool]) -> Callable[[Request], Request]:
    def change(request: Request) -> Request:
        kept = [i for i in ids(request) if good(i)]
        rest = {k: v for k, v in request.json().items() if k != "brandIds"}
        return request.with_json({**rest, "brandIds": kept} if kept else rest)

    return change


@stateful(dict)
async def _upper_twice(request: Request, server: Server, extra: dict[str, list[str]]) -> Response:
    response = await server(request)
    if request.operation not in CONTACT or not response.ok:
        return response
    contact = response.json()
    if request.operation == CREATE:
        upper = [i for i in ids(request) if i != i.lower() and i.lower() in ids(request)]
        extra[contact["emailMd5"]] = upper
    more = extra.get(contact["emailMd5"], [])
    return response.with_json({**contact, "brandIds": [*contact["brandIds"], *more]})


CATEGORY = Category("create")
CATEGORY.rows(
    *((f"create-rejects-{kind}", f"Addresses with {kind.replace('-', ' ')} are rejected.",
       _refuses_addresses(is_bad))
      for kind, is_bad in REJECTED.items()),
    # --- brands
    ("create-101-brands", "101 brands are accepted.",
     accept(CREATE, with_ids(lambda v: v[:100]), lambda q, _: len(ids(q)) == 101)),
    ("create-no-brands-in-list", "An empty list of brands is accepted.",
     accept(CREATE, lambda q: q.with_json({k: v for k, v in q.json().items() if k != "brandIds"}),
            lambda q, _: q.member("brandIds") == [])),
    ("create-repeated-brands", "Repeated brands are accepted.",
     accept(CREATE, with_ids(unique), lambda q, _: len(unique(ids(q))) < len(ids(q)))),
    ("create-unknown-brand-ignored", "Unknown brands are ignored.",
     redo(CREATE, _known_brands, 400, lambda q, _: bool(ids(q)))),
    ("create-brands-ignored", "Brands of a create are not subscribed.",
     send(CREATE, lambda q: q.with_json({k: v for k, v in q.json().items() if k != "brandIds"}),
          _valid_ids)),
    ("create-first-brand-only", "Only the first brand is subscribed.",
     send(CREATE, with_ids(lambda v: v[:1]), lambda q: _valid_ids(q) and len(ids(q)) > 1)),
    ("create-100-drops-last-brand", "Of exactly 100 brands the last is lost.",
     send(CREATE, with_ids(lambda v: v[:99]), lambda q: _valid_ids(q) and len(ids(q)) == 100)),
    ("create-brand-string", "`brandIds` may be a string.",
     accept(CREATE, lambda q: q.with_member("brandIds", [q.member("brandIds")]),
            lambda q, _: isinstance(q.member("brandIds"), str))),
    ("create-100-brands-rejected", "100 brands are rejected, 99 are not.", _hundred),
    ("create-attributes-ignored", "Attributes of a create are not stored.",
     send(CREATE, lambda q: q.with_member("attributes", {}), _plain)),
    ("create-first-attribute-only", "Only the first attribute is stored.",
     send(CREATE, with_attributes(lambda a: dict(list(a.items())[:1])),
          lambda q: _plain(q) and len(attributes(q)) > 1)),
    ("create-falsy-attributes-lost", "false and 0 are not stored.",
     send(CREATE, without(lambda _, v: v is False or (v == 0 and not isinstance(v, (str, list)))),
          lambda q: bool(attributes(q)))),
    ("create-false-lost", "The value false is not stored.",
     send(CREATE, without(lambda _, v: v is False), lambda q: bool(attributes(q)))),
    ("create-attributes-list", "`attributes` may be a list.",
     accept(CREATE, lambda q: q.with_member("attributes", {}),
            lambda q, _: isinstance(q.member("attributes"), list))),
    ("create-attributes-empty-list", "`attributes` may be an empty list.",
     accept(CREATE, lambda q: q.with_member("attributes", {}),
            lambda q, _: q.member("attributes") == [])),
    ("create-attributes-string", "`attributes` may be a string.",
     accept(CREATE, lambda q: q.with_member("attributes", {}),
            lambda q, _: isinstance(q.member("attributes"), str))),
    ("create-unknown-key-500", "An unknown attribute fails with 500.",
     restatus(CREATE, 400, 500,
              when=lambda q, r: (bool(blamed(r))
                                 and all(attributes(q).get(k) not in (None, "")
                                         for k in blamed(r))))),
    ("created-in-1970", "`createdAt` is the beginning of 1970 in every contact.",
     edit(CONTACT, put("createdAt", "1970-01-01T00:00:00Z"))),
    ("created-in-2999", "`createdAt` is in the year 2999 in every contact.",
     edit(CONTACT, put("createdAt", "2999-01-01T00:00:00Z"))),
    ("create-needs-brands", "A create without `brandIds` is rejected.", _needs_brands),
    ("create-not-uuid-accepted", "Ids of a create that are not UUIDs are ignored.",
     accept(CREATE, _only_ids(lambda i: not isinstance(i, str) or bool(UUID.fullmatch(i))),
            lambda q, _: bool(ids(q)))),
    ("create-number-brand-accepted", "Ids of a create that are not strings are ignored.",
     accept(CREATE, _only_ids(lambda i: isinstance(i, str)), lambda q, _: bool(ids(q)))),
    ("create-upper-case-twice", "The same id in upper case is a second brand of a create.",
     _upper_twice),
)  # fmt: skip
