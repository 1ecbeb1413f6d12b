"""Successes whose bytes or headers are not those of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

from attrs import evolve

from mutants.catalogue import Category, stateful
from mutants.faults import ALL, edit, edit_response
from mutants.gateway import Request, Response, Server

Change = Callable[[Request, Response], Response]
READING = ("getContact", "getContactSchema", "listBrands", "getBrand", "listContactSubscriptions")


def _typed(value: str | None) -> Change:
    return lambda _, response: response.with_header("content-type", value)


def _bytes(change: Callable[[bytes], bytes]) -> Change:
    return lambda _, response: evolve(response, body=change(response.body))


def _latin(_: Request, response: Response) -> Response:
    text = json.dumps(response.json(), ensure_ascii=False)
    return evolve(response, body=text.encode("latin-1", "replace"))


@stateful(set)
async def _second_get_breaks(request: Request, server: Server, seen: set[str]) -> Response:
    response = await server(request)
    if request.operation == "getContact" and response.ok:
        if request.md5 in seen:
            return response.with_json(
                {k: v for k, v in response.json().items() if k != "createdAt"}
            )
        seen.add(request.md5)
    return response


CATEGORY = Category("response shape")
CATEGORY.rows(
    ("byte-order-mark-everywhere", "Every response that has a body begins with a byte order mark.",
     edit_response(ALL, _bytes(lambda body: b"\xef\xbb\xbf" + body if body else body),
                   status="245"), "read"),
    ("everything-in-result", 'Every response that has a body is wrapped in {"result": …}.',
     edit(ALL, lambda value: {"result": value}, status="245"), "read"),
    ("html-content-type", "getContact sends JSON as text/html.",
     edit_response("getContact", _typed("text/html"))),
    ("text-content-type", "All successes are sent as text/plain.",
     edit_response(ALL, _typed("text/plain")), "read"),
    ("text-content-type-of-brands", "listBrands sends JSON as text/plain.",
     edit_response("listBrands", _typed("text/plain")), "read"),
    ("no-content-type-of-schema", "getContactSchema names no content type.",
     edit_response("getContactSchema", _typed(None)), "read"),
    ("octet-stream-after-add", "addContactSubscriptions sends JSON as application/octet-stream.",
     edit_response("addContactSubscriptions", _typed("application/octet-stream"))),
    ("cut-off-json", "listContactSubscriptions' JSON ends early.",
     edit_response("listContactSubscriptions", _bytes(lambda b: b[:-1]))),
    ("single-quotes", "getContactSchema prints Python instead of JSON.",
     edit_response("getContactSchema", _bytes(lambda b: b.replace(b'"', b"'"))), "read"),
    ("latin-1", "Bodies are encoded in Latin-1.", edit_response(READING, _latin)),
    ("disable-returns-contact", "disableContact returns 200 with the contact.",
     edit_response("disableContact",
                   lambda q, _: Response(200).with_json({"emailMd5": q.md5, "enabled": False}))),
    ("disable-returns-object", "disableContact returns 200 with an empty object.",
     edit_response("disableContact", lambda _q, _: Response(200).with_json({}))),
    ("second-get-without-created-at", "The second getContact of a contact lacks `createdAt`.",
     _second_get_breaks),
)  # fmt: skip
