"""Servers that break on odd text, long values and other types of content."""

from __future__ import annotations

import json
import re
from typing import Any

from attrs import evolve

from .catalogue import Shelf
from .faults import CONTACT, edit, edit_response
from .gateway import Request, Response, Server
from .leniency import attributes
from .robustness import BODIES, crashes, page, utf8
from .subscribe import ids

SHELF = Shelf("robustness", "ROBUST")
add = SHELF.add


# --- text
crashes("invalid-utf8-500", "A body that is not UTF-8 fails with 500.", lambda q: not utf8(q))
crashes(
    "invalid-utf8-page",
    "A body that is not UTF-8 makes the web server fail.",
    lambda q: not utf8(q),
    answer=page,
)
crashes(
    "invalid-utf8-500-on-add",
    "addContactSubscriptions fails with 500 when the body is not UTF-8.",
    lambda q: not utf8(q),
    "addContactSubscriptions",
)
add(
    "invalid-utf8-replaced",
    "Bytes that are not UTF-8 are replaced.",
    lambda q, s: _redecoded(q, s, "utf-8"),
)
add(
    "invalid-utf8-as-latin-1",
    "A body that is not UTF-8 is read as Latin-1.",
    lambda q, s: _redecoded(q, s, "latin-1"),
)
crashes(
    "not-ascii-500",
    "A body with characters beyond ASCII fails with 500.",
    lambda q: utf8(q) and bool(_text(q)) and not _text(q).isascii(),
)
crashes(
    "emoji-500",
    "Characters beyond the first plane fail with 500.",
    lambda q: any(ord(c) > 0xFFFF for c in _text(q)),
)
crashes(
    "exponents-500",
    "Numbers in scientific notation fail with 500.",
    lambda q: re.search(r"[0-9][eE][+-]?[0-9]+ *[,}]", _text(q)) is not None,
)
crashes(
    "huge-integers-500",
    "Integers of more than 64 bits fail with 500.",
    lambda q: re.search(r": *-?[0-9]{19,} *[,}]", _text(q)) is not None,
)
crashes("nul-500", "A NUL in a text fails with 500.", lambda q: "\0" in _text(q), assumed=True)
crashes(
    "surrogate-500",
    "An unpaired surrogate fails with 500.",
    lambda q: re.search("[\ud800-\udfff]", _text(q)) is not None,
    assumed=True,
)


def _text(request: Request) -> str:
    value = request.json()
    return "" if value is None else json.dumps(value, ensure_ascii=False).replace("\\u0000", "\0")


async def _redecoded(request: Request, server: Server, encoding: str) -> Response:
    if request.operation in BODIES and not utf8(request):
        request = evolve(request, body=request.body.decode(encoding, "replace").encode())
    return await server(request)


def values(name: str, says: str, change: Any, **options: Any) -> None:
    """Add a variant that shows texts of attributes otherwise than they were written."""

    def each(body: Any) -> None:
        body["attributes"] = {
            k: change(v) if isinstance(v, str) and ":" not in k else v
            for k, v in body["attributes"].items()
        }

    add(name, says, edit(CONTACT, each), breaks=("READBACK",), **options)


values(
    "unicode-questioned",
    "Characters beyond ASCII come back as question marks.",
    lambda v: v.encode("ascii", "replace").decode(),
)
values(
    "unicode-mojibake",
    "UTF-8 is stored as if it was Latin-1.",
    lambda v: v.encode().decode("latin-1"),
)


def _plain(text: str) -> str:
    import unicodedata  # noqa: PLC0415

    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


values("unicode-accents-lost", "Accents are lost.", _plain)
values(
    "emoji-lost",
    "Characters beyond the first plane are lost.",
    lambda v: "".join(c for c in v if ord(c) <= 0xFFFF),
)
values(
    "emoji-questioned",
    "Characters beyond the first plane come back as question marks.",
    lambda v: "".join(c if ord(c) <= 0xFFFF else "?" for c in v),
)
values("texts-cut-at-255", "Texts are cut at 255 characters.", lambda v: v[:255])
values("texts-cut-at-1000", "Texts are cut at 1,000 characters.", lambda v: v[:1000])
values(
    "markup-escaped",
    "Texts come back with HTML entities.",
    lambda v: v.replace("&", "&amp;").replace("<", "&lt;"),
)
values("quotes-doubled", "Apostrophes come back doubled.", lambda v: v.replace("'", "''"))
values("backslashes-lost", "Backslashes are lost.", lambda v: v.replace("\\", ""))
values("newlines-lost", "Line breaks come back as spaces.", lambda v: v.replace("\n", " "))


# --- long values
def longest(request: Request) -> int:
    """Return the length of the longest string in the body."""
    return max(
        (len(s) for s in re.findall(r'"([^"]*)"', request.body.decode("latin-1"))), default=0
    )


crashes(
    "long-attribute-500",
    "An attribute of more than 5,000 characters fails with 500.",
    lambda q: longest(q) > 5000,
    ("patchContact", "createContact"),
)
crashes(
    "long-attribute-500-on-patch",
    "patchContact fails with 500 for more than 1,000 characters.",
    lambda q: longest(q) > 1000,
    "patchContact",
)
crashes(
    "long-email-500",
    "An address of more than 255 characters fails with 500.",
    lambda q: len(str(q.member("email") or "")) > 255,
    "createContact",
)
crashes(
    "long-id-500",
    "An id of more than 100 characters fails with 500.",
    lambda q: any(len(str(i)) > 100 for i in ids(q)),
    "addContactSubscriptions",
)
crashes(
    "large-number-500",
    "A number beyond 64 bits fails with 500.",
    lambda q: re.search(r"\d{19,}|\d[eE]\+?\d{2,}", q.body.decode("latin-1")) is not None,
)

# --- content types
crashes(
    "other-type-page",
    "A body of another content type makes the web server fail.",
    lambda q: "json" not in (q.header("content-type") or "json"),
    answer=page,
    status="245",
)
add(
    "other-type-text",
    "A body of another content type is refused in plain text.",
    edit_response(
        BODIES,
        lambda _q, _: Response(415, (("content-type", "text/plain"),), b"Unsupported Media Type"),
        "24",
        lambda q, _: "json" not in (q.header("content-type") or "json"),
    ),
)

# --- very many
crashes(
    "thousand-ids-500",
    "More than a thousand ids at once fail with 500.",
    lambda q: len(ids(q)) > 1000,
    "addContactSubscriptions",
)
crashes(
    "thousand-ids-in-create-500",
    "More than a thousand ids in a create fail with 500.",
    lambda q: len(ids(q)) > 1000,
    "createContact",
)
for _operation in ("createContact", "patchContact"):
    crashes(
        f"many-attributes-500-on-{_operation}",
        f"More than two hundred attributes make {_operation} fail with 500.",
        lambda q: len(attributes(q)) > 200,
        _operation,
    )
crashes(
    "huge-integers-500-on-create",
    "Integers of more than 64 bits make createContact fail with 500.",
    lambda q: re.search(r": *-?[0-9]{20,} *[,}]", _text(q)) is not None,
    "createContact",
)
values(
    "backslashes-halved",
    "Of two backslashes one is lost.",
    lambda v: v.replace("\\\\", "\\"),
)
for _operation in ("createContact", "patchContact"):
    crashes(
        f"foreign-attribute-500-on-{_operation}",
        f"An unknown attribute with letters beyond ASCII makes {_operation} fail with 500.",
        lambda q: any(not name.isascii() for name in attributes(q)),
        _operation,
    )
for _operation in BODIES:
    crashes(
        f"utf-16-500-on-{_operation}",
        f"A body in UTF-16 makes {_operation} fail with 500.",
        lambda q: b"\0" in q.body[:4],
        _operation,
    )
