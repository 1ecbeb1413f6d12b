"""Successes whose bytes or headers are not those of JSON."""

from __future__ import annotations

import json

from attrs import evolve

from .catalogue import Shelf
from .faults import ALL, edit, edit_response
from .gateway import Request, Response

SHELF = Shelf("response shape", "GET", "LIST", "SUBSCRIBE", "SCHEMA", "BRAND", "DISABLE")
add = SHELF.add


# --- bytes
READING = ("getContact", "getContactSchema", "listBrands", "getBrand", "listContactSubscriptions")


def _typed(value: str | None):
    return lambda _, response: response.with_header("content-type", value)


def _bytes(change):
    return lambda _, response: evolve(response, body=change(response.body))


def _latin(_: Request, response: Response) -> Response:
    text = json.dumps(response.json(), ensure_ascii=False)
    return evolve(response, body=text.encode("latin-1", "replace"))


add(
    "byte-order-mark-everywhere",
    "Every answer that has a body begins with a byte order mark.",
    edit_response(ALL, _bytes(lambda body: b"\xef\xbb\xbf" + body if body else body), status="245"),
    profile="read",
)
add(
    "everything-in-result",
    'Every answer that has a body is wrapped in {"result": …}.',
    edit(ALL, lambda value: {"result": value}, status="245"),
    profile="read",
)
add(
    "html-content-type",
    "getContact sends JSON as text/html.",
    edit_response("getContact", _typed("text/html")),
)
add(
    "text-content-type",
    "All successes are sent as text/plain.",
    edit_response(ALL, _typed("text/plain")),
    profile="read",
)
add(
    "text-content-type-of-brands",
    "listBrands sends JSON as text/plain.",
    edit_response("listBrands", _typed("text/plain")),
    profile="read",
)
add(
    "no-content-type-of-schema",
    "getContactSchema names no content type.",
    edit_response("getContactSchema", _typed(None)),
    profile="read",
)
add(
    "octet-stream-after-add",
    "addContactSubscriptions sends JSON as octets.",
    edit_response("addContactSubscriptions", _typed("application/octet-stream")),
)
add(
    "cut-off-json",
    "listContactSubscriptions' JSON ends early.",
    edit_response("listContactSubscriptions", _bytes(lambda b: b[:-1])),
)
add(
    "single-quotes",
    "getContactSchema prints Python instead of JSON.",
    edit_response("getContactSchema", _bytes(lambda b: b.replace(b'"', b"'"))),
    profile="read",
)
add(
    "latin-1",
    "Bodies are encoded in Latin-1.",
    edit_response(READING, _latin),
    breaks=("ROBUST", "READBACK"),
)
add(
    "disable-answers-contact",
    "disableContact answers 200 with the contact.",
    edit_response(
        "disableContact",
        lambda q, _: Response(200).with_json({"emailMd5": q.md5, "enabled": False}),
    ),
    breaks=("DISABLE",),
)
add(
    "disable-answers-object",
    "disableContact answers 200 with an empty object.",
    edit_response("disableContact", lambda _q, _: Response(200).with_json({})),
    breaks=("DISABLE",),
)


def _second_get_breaks():
    seen: set[str] = set()

    async def fault(request: Request, server) -> Response:
        response = await server(request)
        if request.operation == "getContact" and response.ok:
            if request.md5 in seen:
                return response.with_json(
                    {k: v for k, v in response.json().items() if k != "createdAt"}
                )
            seen.add(request.md5)
        return response

    return fault


SHELF.remembering(
    "second-get-without-created-at", "The second getContact of a contact lacks `createdAt`."
)(_second_get_breaks)
