"""Values in forms that the documentation allows and few choose, and routes of a server's own."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from attrs import evolve

from mutants.catalogue import Category, Stateful
from mutants.contacts.attributes import attributes, blamed
from mutants.correct.readings import rejected
from mutants.faults import CONTACT, edit, edit_response, md5_of, put, redo, turn
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ids

DATED = (*CONTACT, "getBrand")


def _derived(make: Any) -> Any:
    def change(attributes: dict[str, Any]) -> dict[str, Any]:
        kept = {k: v for k, v in attributes.items() if ":" not in k}
        for name in [k.removesuffix(":md5") for k in attributes if k.endswith(":md5")]:
            kept |= {f"{name}:{sub}": value for sub, value in make(kept[name]).items()}
        return kept

    return edit(CONTACT, turn("attributes", change))


async def _trailing_slash(request: Request, server: Server) -> Response:
    if request.operation is None and request.path.endswith("/"):
        return await server(request.at(request.path.rstrip("/")))
    return await server(request)


# --- values of another type
def _coerced(request: Request, kinds: dict[str, str]) -> dict[str, Any]:
    def fit(value: Any, kind: str | None) -> Any:
        if value is None or value == "" or isinstance(value, dict):
            return value
        if kind == "string" and not isinstance(value, str):
            return str(value)
        if kind == "array" and not isinstance(value, list):
            return [str(value)]
        if kind == "boolean" and not isinstance(value, bool):
            return bool(value)
        if kind == "number" and (isinstance(value, bool) or not isinstance(value, (int, float))):
            return float(str(value)) if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else 0
        return value

    return {k: fit(v, kinds.get(k)) for k, v in attributes(request).items()}


async def _coercing(request: Request, server: Server, response: Response) -> Response:
    schema = (await server(request.to("/v1/contact-schema"))).json()
    kinds = {
        a["name"]: a["type"] for a in schema["attributes"] if a["name"] not in {"Email", "Brand"}
    }
    second = await server(request.with_member("attributes", _coerced(request, kinds)))
    return second if second.ok else response


async def _with_unset(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation not in CONTACT or not response.ok:
        return response
    schema = (await server(request.to("/v1/contact-schema"))).json()
    names = [a["name"] for a in schema["attributes"] if a["name"] not in {"Email", "Brand"}]
    body = response.json()
    return response.with_json(
        {**body, "attributes": {**dict.fromkeys(names), **body["attributes"]}}
    )


# --- values that are none
_NO_VALUES = (b"NaN", b"Infinity", b"1e999", rb"\ud800")


def _is_no_value(request: Request) -> bool:
    return request.operation == "patchContact" and any(v in request.body for v in _NO_VALUES)


async def _failing(request: Request, server: Server) -> Response:
    if not _is_no_value(request):
        return await server(request)
    plain = (("content-type", "text/plain"),)
    return Response(500, plain, b"Internal Server Error")


async def _echoing(request: Request, server: Server) -> Response:
    if not _is_no_value(request):
        return await server(request)
    now = await server(request.to(f"/v1/contacts/{request.md5}"))
    sent = request.body.partition(b":")[2].removesuffix(b"}")
    return evolve(now, body=now.body.replace(b'"attributes":{}', b'"attributes":' + sent))


# --- what changes from response to response, or is taken in one form only
@Stateful
def _changing_case() -> Fault:
    count = 0

    async def fault(request: Request, server: Server) -> Response:
        nonlocal count
        count += 1
        change = str.upper if count % 2 else str.lower
        return await edit(CONTACT, turn("email", change))(request, server)

    return fault


_UUID = re.compile(rb'(?<=")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=")')


async def _upper_case_only(request: Request, server: Server) -> Response:
    given = [request.params.get("brandId", ""), *(i for i in ids(request) if isinstance(i, str))]
    path = request.operation in {"getBrand", "removeContactSubscription"}
    if (path or ids(request)) and any(brand_id != brand_id.upper() for brand_id in given):
        where = f"/v1/contacts/{request.md5}" if request.md5 else "/v1/contact-schema"
        gate = await server(request.to(where))
        if not gate.ok:
            return gate
        place = {"pointer": "/brandIds"} if request.body else {}
        return rejected(request, "Ids must be UUIDs in upper case", **place)
    response = await server(request)
    return evolve(response, body=_UUID.sub(lambda found: found[0].upper(), response.body))


CATEGORY = Category("correct: other responses", profile="read", correct=True)
CATEGORY.rows(
    ("created-at-nanoseconds", "`createdAt` has nine digits after the second.",
     edit(DATED, turn("createdAt", lambda c: f"{c[:19]}.123456789Z"))),
    ("created-at-lower-case", "The letters of `createdAt` are lower case, as RFC 3339 allows.",
     edit(DATED, turn("createdAt", str.lower))),
    ("derived-other-sub-keys", "Attributes of type email have other derived entries than md5.",
     _derived(lambda e: {"domain": e.rpartition("@")[2].lower(),
                         "sha256": hashlib.sha256(e.lower().encode()).hexdigest()})),
    ("derived-of-address-as-written", "Derived entries are made of the address as it was written.",
     _derived(lambda e: {"md5": hashlib.md5(e.encode()).hexdigest(),
                         "domain": e.rpartition("@")[2]})),
    ("trailing-slash", "A slash at the end of a path does not matter.", _trailing_slash),
    ("unrouted-returns-200", "Unknown paths and methods are 200 with an empty object.",
     edit_response((None,), lambda _q, _: Response(200).with_json({}), "4")),
    ("values-converted", "A value of another type is converted.",
     redo(("createContact", "patchContact"), _coercing, 400,
          lambda q, r: bool(attributes(q)) and bool(blamed(r))), "write"),
    ("unset-as-null", "Attributes that are not set are shown as null.", _with_unset),
    ("no-values-fail", "Numbers and characters that there are not make the server stumble.",
     _failing, "write"),
    ("no-values-echoed", "Numbers and characters that there are not are returned as they came.",
     _echoing, "write"),
    ("created-at-frozen", "`createdAt` is the same in every contact.",
     edit(CONTACT, put("createdAt", "2026-01-01T00:00:00Z"))),
    ("derived-objects", "Entries that are derived from attributes are objects.",
     _derived(lambda v: {"md5": {"digest": md5_of(v)}, "geo": {"country": None, "at": [1, {}]}})),
)  # fmt: skip
CATEGORY.rows(
    ("email-in-changing-case", "The case of `email` is another in every response.", _changing_case),
    ("upper-case-uuids-only", "UUIDs are upper case, and no others are known.", _upper_case_only),
    alone=True,
)  # fmt: skip
