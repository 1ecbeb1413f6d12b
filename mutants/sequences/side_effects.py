"""Writes, rejected ones too, after which something else is different than before."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.contacts.attributes import attributes
from mutants.faults import edit, put
from mutants.gateway import Fault, Request, Response, Server

WRITES = {
    "patch": "patchContact",
    "add": "addContactSubscriptions",
    "remove": "removeContactSubscription",
    "disable": "disableContact",
}
CHANGES: dict[str, Any] = {
    "email": lambda e: f"x{e}",
    "enabled": lambda e: not e,
    "createdAt": lambda _: "2031-01-01T00:00:00Z",
    "attributes": lambda a: dict(list(a.items())[1:]),
    "brandIds": lambda b: b[1:],
}
OWN = {("patch", "attributes"), ("add", "brandIds"), ("remove", "brandIds"), ("disable", "enabled")}


def _shown_otherwise(write: str, member: str) -> Stateful:
    @stateful(set)
    async def fault(request: Request, server: Server, touched: set[str]) -> Response:
        response = await server(request)
        if request.operation == write and response.ok:
            touched.add(request.md5)
        elif request.operation == "getContact" and response.ok and request.md5 in touched:
            body = response.json()
            return response.with_json({**body, member: CHANGES[member](body[member])})
        return response

    return fault


async def _forget(request: Request, server: Server, md5: str) -> None:
    response = await server(request.to(f"/v1/contacts/{md5}"))
    for brand in response.json()["brandIds"] if response.ok else []:
        await server(request.to(f"/v1/contacts/{md5}/subscriptions/{brand}", method="DELETE"))


def _others_lose(write: str) -> Stateful:
    """Make a fault that ends the subscriptions of the contacts that were created before."""

    @stateful(list)
    async def fault(request: Request, server: Server, created: list[str]) -> Response:
        response = await server(request)
        if request.operation == write and response.ok:
            for md5 in [m for m in created[-2:] if m != request.md5]:
                await _forget(request, server, md5)
        if request.operation == "createContact" and response.ok:
            created.append(response.json()["emailMd5"])
        return response

    return fault


def _rejected_clears(write: str, *, brands: bool) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == write and response.status == 400 and len(request.md5) == 32:
            if brands:
                await _forget(request, server, request.md5)
            else:
                path = f"/v1/contacts/{request.md5}"
                contact = (await server(request.to(path))).json()
                names = [n for n in contact.get("attributes", {}) if ":" not in n]
                clear = {"attributes": dict.fromkeys(names)}
                await server(request.to(path, method="PATCH", value=clear))
        return response

    return fault


# --- what a write may not reach
def _top_level(member: str, shown: Any) -> Stateful:
    """Make a fault that lets a patch's top-level member change the contact."""

    @stateful(dict)
    async def fault(request: Request, server: Server, given: dict[str, Any]) -> Response:
        response = await server(request)
        if request.operation == "patchContact" and response.ok:
            value = request.member(member)
            if value is not None:
                given[request.md5] = value
        if request.operation in {"patchContact", "getContact"} and request.md5 in given:
            return shown(response, given[request.md5]) if response.ok else response
        return response

    return fault


CREATE = "createContact"


async def _default_attribute(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation != CREATE or not response.ok or attributes(request):
        return response
    schema = (await server(request.to("/v1/contact-schema"))).json()
    names = [a["name"] for a in schema["attributes"] if a["type"] == "string"]
    if not names:
        return response
    path = f"/v1/contacts/{response.json()['emailMd5']}"
    default = {"attributes": {names[0]: "unknown"}}
    changed = await server(request.to(path, method="PATCH", value=default))
    return response.with_json(changed.json())


@stateful(set)
async def _lists_less(request: Request, server: Server, seen: set[str]) -> Response:
    response = await server(request)
    if request.operation == "listContactSubscriptions" and response.ok:
        if request.md5 in seen:
            return response.with_json({"brands": response.json()["brands"][1:]})
        seen.add(request.md5)
    return response


def _others_patched(write: str) -> Stateful:
    @stateful(list)
    async def fault(request: Request, server: Server, created: list[str]) -> Response:
        response = await server(request)
        if request.operation == write and response.ok:
            schema = (await server(request.to("/v1/contact-schema"))).json()["attributes"]
            names = [item["name"] for item in schema if item["type"] == "string"]
            for md5 in [m for m in created[-2:] if m != request.md5]:
                change = {"attributes": dict.fromkeys(names[:1], f"set by {write}")}
                await server(request.to(f"/v1/contacts/{md5}", method="PATCH", value=change))
        if request.operation == "createContact" and response.ok:
            created.append(response.json()["emailMd5"])
        return response

    return fault


def _keeps_fifty(write: str) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == write and response.ok:
            path = f"/v1/contacts/{request.md5}"
            for brand in (await server(request.to(path))).json()["brandIds"][50:]:
                await server(request.to(f"{path}/subscriptions/{brand}", method="DELETE"))
        return response

    return fault


CATEGORY = Category("read after write")
CATEGORY.rows(
    *((f"{changed}-other-after-{word}", f"After {operation}, getContact shows another `{changed}`.",
       _shown_otherwise(operation, changed))
      for word, operation in WRITES.items() for changed in CHANGES if (word, changed) not in OWN),
    *((f"{word}-clears-others", f"{operation} ends the subscriptions of the contacts created last.",
       _others_lose(operation))
      for word, operation in (*WRITES.items(), ("create", "createContact"))),
    *((f"rejected-{word}-clears", f"A rejected {WRITES[word]} removes what the contact had.",
       _rejected_clears(WRITES[word], brands=word != "patch"))
      for word in ("add", "remove", "patch")),
    *((f"patch-writes-{member}",
       f"A member `{member}` beside `attributes` in a patch changes the contact.",
       _top_level(member, lambda r, v, m=member: r.with_json({**r.json(), m: v})))
      for member in ("email", "enabled")),
    ("create-subscribes-to-default", "A contact created without brands is shown with one.",
     edit(("createContact", "getContact"),
          lambda c: (c if c["brandIds"]
                     else {**c, "brandIds": ["0b8f4d6e-52e3-4b0c-8d3f-6f1f0c9e7a55"]}))),
    ("create-adds-source", "Contacts have an attribute that the schema does not list.",
     edit(("createContact", "getContact", "patchContact"),
          lambda c: put("source", "api")(c["attributes"]))),
    ("brands-repeated-in-contacts", "Every contact in a response repeats its first brand.",
     edit(("createContact", "getContact", "patchContact"),
          lambda c: {**c, "brandIds": [*c["brandIds"], *c["brandIds"][:1]]})),
    ("create-sets-default-attribute", "A contact created without attributes gets one.",
     _default_attribute),
    ("second-list-shorter",
     "From the second time on, listContactSubscriptions leaves out the first brand.",
     _lists_less),
    *((f"{word}-patches-others", f"{operation} sets an attribute of the contacts created last.",
       _others_patched(operation))
      for word, operation in (*WRITES.items(), ("create", "createContact")) if word != "patch"),
    *((f"{word}-keeps-fifty-brands", f"{operation} leaves a contact with no more than 50 brands.",
       _keeps_fifty(operation))
      for word, operation in WRITES.items()),
)  # fmt: skip
