"""Servers that break on odd text, long values and other types of content."""

from __future__ import annotations

import json
import re
from typing import Any

from attrs import evolve

from mutants.catalogue import Category
from mutants.contacts.attributes import attributes
from mutants.faults import CONTACT, edit, edit_response
from mutants.gateway import Fault, Request, Response, Server
from mutants.robustness.bodies import BODIES, crashes, page, utf8
from mutants.subscriptions.subscribe import ids


def _text(request: Request) -> str:
    value = request.json()
    return "" if value is None else json.dumps(value, ensure_ascii=False).replace("\\u0000", "\0")


async def _redecoded(request: Request, server: Server, encoding: str) -> Response:
    if request.operation in BODIES and not utf8(request):
        request = evolve(request, body=request.body.decode(encoding, "replace").encode())
    return await server(request)


def values(change: Any) -> Fault:
    """Return a fault that shows texts of attributes otherwise than they were written."""

    def each(body: Any) -> None:
        body["attributes"] = {
            k: change(v) if isinstance(v, str) and ":" not in k else v
            for k, v in body["attributes"].items()
        }

    return edit(CONTACT, each)


def _plain(text: str) -> str:
    import unicodedata  # noqa: PLC0415

    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


# --- long values
def longest(request: Request) -> int:
    """Return the length of the longest string in the body."""
    return max(
        (len(s) for s in re.findall(r'"([^"]*)"', request.body.decode("latin-1"))), default=0
    )


CATEGORY = Category("robustness")
CATEGORY.rows(
    # --- text
    ("invalid-utf8-500", "A body that is not UTF-8 fails with 500.",
     crashes(lambda q: not utf8(q))),
    ("invalid-utf8-page", "A body that is not UTF-8 makes the web server fail.",
     crashes(lambda q: not utf8(q), respond=page)),
    ("invalid-utf8-500-on-add",
     "addContactSubscriptions fails with 500 when the body is not UTF-8.",
     crashes(lambda q: not utf8(q), "addContactSubscriptions")),
    ("invalid-utf8-replaced", "Bytes that are not UTF-8 are replaced.",
     lambda q, s: _redecoded(q, s, "utf-8")),
    ("invalid-utf8-as-latin-1", "A body that is not UTF-8 is read as Latin-1.",
     lambda q, s: _redecoded(q, s, "latin-1")),
    ("not-ascii-500", "A body with characters beyond ASCII fails with 500.",
     crashes(lambda q: utf8(q) and bool(_text(q)) and not _text(q).isascii())),
    ("emoji-500", "Characters beyond the first plane fail with 500.",
     crashes(lambda q: any(ord(c) > 0xFFFF for c in _text(q)))),
    ("exponents-500", "Numbers in scientific notation fail with 500.",
     crashes(lambda q: re.search(r"[0-9][eE][+-]?[0-9]+ *[,}]", _text(q)) is not None)),
    ("huge-integers-500", "Integers of more than 64 bits fail with 500.",
     crashes(lambda q: re.search(r": *-?[0-9]{19,} *[,}]", _text(q)) is not None)),
    ("unicode-questioned", "Characters beyond ASCII come back as question marks.",
     values(lambda v: v.encode("ascii", "replace").decode())),
    ("unicode-mojibake", "UTF-8 is stored as if it was Latin-1.",
     values(lambda v: v.encode().decode("latin-1"))),
    ("unicode-accents-lost", "Accents are lost.", values(_plain)),
    ("emoji-lost", "Characters beyond the first plane are lost.",
     values(lambda v: "".join(c for c in v if ord(c) <= 0xFFFF))),
    ("emoji-questioned", "Characters beyond the first plane come back as question marks.",
     values(lambda v: "".join(c if ord(c) <= 0xFFFF else "?" for c in v))),
    ("texts-cut-at-255", "Texts are cut at 255 characters.", values(lambda v: v[:255])),
    ("texts-cut-at-1000", "Texts are cut at 1,000 characters.", values(lambda v: v[:1000])),
    ("markup-escaped", "Texts come back with HTML entities.",
     values(lambda v: v.replace("&", "&amp;").replace("<", "&lt;"))),
    ("quotes-doubled", "Apostrophes come back doubled.", values(lambda v: v.replace("'", "''"))),
    ("backslashes-lost", "Backslashes are lost.", values(lambda v: v.replace("\\", ""))),
    ("newlines-lost", "Line breaks come back as spaces.", values(lambda v: v.replace("\n", " "))),
    ("long-attribute-500", "An attribute of more than 5,000 characters fails with 500.",
     crashes(lambda q: longest(q) > 5000, ("patchContact", "createContact"))),
    ("long-attribute-500-on-patch", "patchContact fails with 500 for more than 1,000 characters.",
     crashes(lambda q: longest(q) > 1000, "patchContact")),
    ("long-email-500", "An address of more than 255 characters fails with 500.",
     crashes(lambda q: len(str(q.member("email") or "")) > 255, "createContact")),
    ("long-id-500", "An id of more than 100 characters fails with 500.",
     crashes(lambda q: any(len(str(i)) > 100 for i in ids(q)), "addContactSubscriptions")),
    ("large-number-500", "A number beyond 64 bits fails with 500.",
     crashes(lambda q: re.search(rb"\d{19,}|\d[eE]\+?\d{2,}", q.body) is not None)),
    # --- content types
    ("other-type-page", "A body of another content type makes the web server fail.",
     crashes(lambda q: "json" not in (q.header("content-type") or "json"), respond=page,
             status="245")),
    ("other-type-text", "A body of another content type is rejected in plain text.",
     edit_response(BODIES,
                   lambda _q, _: Response(415, (("content-type", "text/plain"),),
                                          b"Unsupported Media Type"), "24",
                   lambda q, _: "json" not in (q.header("content-type") or "json"))),
    # --- very many
    ("thousand-ids-500", "More than a thousand ids at once fail with 500.",
     crashes(lambda q: len(ids(q)) > 1000, "addContactSubscriptions")),
    ("thousand-ids-in-create-500", "More than a thousand ids in a create fail with 500.",
     crashes(lambda q: len(ids(q)) > 1000, "createContact")),
    *((f"many-attributes-500-on-{_operation}",
       f"More than two hundred attributes make {_operation} fail with 500.",
       crashes(lambda q: len(attributes(q)) > 200, _operation))
      for _operation in ("createContact", "patchContact")),
    ("huge-integers-500-on-create",
     "Integers of more than 64 bits make createContact fail with 500.",
     crashes(lambda q: re.search(r": *-?[0-9]{20,} *[,}]", _text(q)) is not None, "createContact")),
    ("backslashes-halved", "Of two backslashes one is lost.",
     values(lambda v: v.replace("\\\\", "\\"))),
    *((f"foreign-attribute-500-on-{_operation}",
       f"An unknown attribute with letters beyond ASCII makes {_operation} fail with 500.",
       crashes(lambda q: any(not name.isascii() for name in attributes(q)), _operation))
      for _operation in ("createContact", "patchContact")),
    *((f"utf-16-500-on-{_operation}", f"A body in UTF-16 makes {_operation} fail with 500.",
       crashes(lambda q: b"\0" in q.body[:4], _operation))
      for _operation in BODIES),
)  # fmt: skip
CATEGORY.rows(
    ("nul-500", "A NUL in a text fails with 500.", crashes(lambda q: "\0" in _text(q))),
    ("surrogate-500", "An unpaired surrogate fails with 500.",
     crashes(lambda q: re.search("[\ud800-\udfff]", _text(q)) is not None)),
    assumed=True,
)  # fmt: skip
