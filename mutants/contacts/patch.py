"""Patches that are not an RFC 7386 merge, or that reach further than they should."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category
from mutants.contacts.attributes import attributes, blamed, has, lenient, with_attributes, without
from mutants.faults import accept, edit_response, problem, redo, restatus, send
from mutants.gateway import Fault, Request, Response, Server

PATCH = "patchContact"


def path(request: Request) -> str:
    """Return the path of the contact."""
    return f"/v1/contacts/{request.md5}"


async def current(request: Request, server: Server) -> Response:
    """Return the contact as it is."""
    return await server(request.to(path(request)))


async def set_to(request: Request, server: Server, values: dict[str, Any]) -> Response:
    """Patch the contact with other values."""
    return await server(request.to(path(request), method="PATCH", value={"attributes": values}))


def nulls(request: Request) -> list[str]:
    """Return the attributes that the request removes."""
    return [k for k, v in attributes(request).items() if v is None]


# --- merging
def afterwards(further: Any) -> Fault:
    """Return a fault that patches further attributes, made of those before and those asked for."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != PATCH:
            return await server(request)
        before = (await current(request, server)).json() or {}
        response = await server(request)
        if not response.ok:
            return response
        stored = {k: v for k, v in before["attributes"].items() if ":" not in k}
        more = further(stored, attributes(request))
        return await set_to(request, server, more) if more else response

    return fault


def _refusable(request: Request) -> bool:
    return any(
        ":" in k or k in {"Email", "Brand"} or v == "" for k, v in attributes(request).items()
    )


def _failed(request: Request) -> Response:
    return problem(request, 500, "unexpected")


def _rejected(request: Request) -> Response:
    name = nulls(request)[0]
    return problem(
        request,
        400,
        "null is not allowed",
        errors=[{"detail": "null is not allowed", "pointer": f"/attributes/{name}"}],
    )


# --- bodies
def _other(kind: Any) -> Any:
    return lambda q, _: (
        isinstance(q.json(), dict)
        and "attributes" in q.json()
        and isinstance(q.member("attributes"), kind)
    )


CATEGORY = Category("patch")
CATEGORY.rows(
    *lenient(PATCH, "patch"),
    ("patch-replaces", "Attributes that the patch does not mention are removed.",
     afterwards(lambda had, new: {k: None for k in had if k not in new})),
    ("patch-null-removes-all", "A null removes all attributes that are not mentioned.",
     afterwards(lambda had, new: {k: None for k in had if k not in new} if None in new.values()
                else {})),
    ("patch-empty-clears", "A patch of no attributes removes all.",
     afterwards(lambda had, new: {} if new else dict.fromkeys(had))),
    ("patch-null-ignored", "null does not remove.",
     afterwards(lambda had, new: {k: had[k] for k, v in new.items() if v is None and k in had})),
    ("patch-null-with-value-ignored", "null does not remove when the patch sets something too.",
     afterwards(lambda had, new: ({k: had[k] for k, v in new.items() if v is None and k in had}
                                  if any(v is not None for v in new.values()) else {}))),
    ("patch-second-null-ignored", "Of several nulls only the first removes.",
     afterwards(lambda had, new: {k: had[k] for k in [k for k, v in new.items() if v is None][1:]
                                  if k in had})),
    ("patch-false-removes", "false and 0 remove.",
     afterwards(lambda _, new: {k: None for k, v in new.items() if v is False or v == 0})),
    ("patch-false-ignored", "false does not overwrite true.",
     afterwards(lambda had, new: {k: True for k, v in new.items() if v is False
                                  and had.get(k) is True})),
    ("patch-appends-lists", "Lists are appended to, not replaced.",
     afterwards(lambda had, new: {k: had[k] + v for k, v in new.items() if isinstance(v, list)
                                  and isinstance(had.get(k), list) and v != had[k]})),
    ("patch-unites-lists", "Lists are united with what was there.",
     afterwards(lambda had, new: {k: [*had[k], *(i for i in v if i not in had[k])]
                                  for k, v in new.items() if isinstance(v, list)
                                  and isinstance(had.get(k), list)})),
    ("patch-empty-list-ignored", "An empty list does not overwrite.",
     afterwards(lambda had, new: {k: had[k] for k, v in new.items() if v == [] and had.get(k)})),
    ("patch-keeps-longer-text", "A shorter text does not overwrite a longer one.",
     afterwards(lambda had, new: {k: had[k] for k, v in new.items() if isinstance(v, str)
                                  and isinstance(had.get(k), str) and len(v) < len(had[k])})),
    ("patch-fills-only", "An attribute that has a value is not overwritten.",
     afterwards(lambda had, new: {k: had[k] for k, v in new.items() if v is not None and k in had
                                  and v != had[k]})),
    ("patch-first-attribute-only", "Only the first attribute of a patch is set.",
     send(PATCH, with_attributes(lambda a: dict(list(a.items())[:1])),
          lambda q: len(attributes(q)) > 1 and not _refusable(q))),
    ("patch-null-500", "null fails with 500.",
     edit_response(PATCH, lambda q, r: _failed(q), when=lambda q, _: bool(nulls(q)))),
    ("patch-null-400", "null is rejected.",
     edit_response(PATCH, lambda q, _: _rejected(q), when=lambda q, _: bool(nulls(q)))),
    ("patch-null-unknown-accepted", "An unknown attribute may be removed.",
     redo(PATCH,
          lambda q, s, _: set_to(q, s, {k: v for k, v in attributes(q).items() if v is not None}),
          400, lambda q, r: bool(blamed(r)) and blamed(r) <= set(nulls(q)))),
    ("patch-null-identity-accepted", "The attribute `Email` or `Brand` may be set to null.",
     accept(PATCH, without(lambda k, v: k in {"Email", "Brand"} and v is None),
            has(lambda k, v: k in {"Email", "Brand"} and v is None))),
    ("patch-null-derived-accepted", "A derived key may be set to null.",
     accept(PATCH, without(lambda k, v: ":" in k and v is None),
            has(lambda k, v: ":" in k and v is None))),
    *((f"patch-attributes-{word}", f"`attributes` of a patch may be a {word}.",
       redo(PATCH, lambda q, s, _: current(q, s), 400, _other(kind)))
      for kind, word in ((list, "list"), (str, "string"), ((int, float), "number"))),
    ("patch-unknown-key-500", "An unknown attribute of a patch fails with 500.",
     restatus(PATCH, 400, 500,
              when=lambda q, r: (bool(blamed(r))
                                 and all(attributes(q).get(k) not in (None, "")
                                         for k in blamed(r))))),
    ("patch-falsy-ignored", "false and 0 are not set.",
     afterwards(lambda had, new: {k: had.get(k) for k, v in new.items() if v is False
                                  or (v == 0 and had.get(k) != v)})),
    ("patch-last-attribute-only", "Only the last attribute of a patch is set.",
     send(PATCH, with_attributes(lambda a: dict(list(a.items())[-1:])),
          lambda q: len(attributes(q)) > 1 and not _refusable(q))),
    ("patch-sets-nothing-new", "A patch sets no attribute that the contact does not have.",
     afterwards(lambda had, new: {k: None for k, v in new.items() if v is not None
                                  and k not in had})),
    ("patch-null-of-address-ignored", "null does not remove an attribute that holds an address.",
     afterwards(lambda had, new: {k: had[k] for k, v in new.items() if v is None
                                  and "@" in str(had.get(k))})),
    ("patch-value-beside-null-ignored", "A patch that removes something sets nothing.",
     afterwards(lambda had, new: {k: had.get(k) for k, v in new.items() if v is not None}
                if None in new.values() else {})),
    ("patch-same-value-removes", "Setting an attribute to the value that it has removes it.",
     afterwards(lambda had, new: {k: None for k, v in new.items() if v is not None
                                  and had.get(k) == v})),
    ("patch-of-nothing-400", "A patch of no attributes is rejected.",
     edit_response(PATCH, lambda q, _: problem(q, 400, "Nothing to change"),
                   when=lambda q, _: q.member("attributes") == {})),
)  # fmt: skip
