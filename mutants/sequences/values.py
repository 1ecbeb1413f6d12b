"""Members that change by themselves, and values that change on their way."""

from __future__ import annotations

import struct
import unicodedata
from typing import Any, Literal

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import CONTACT, edit, md5_of, turn
from mutants.gateway import Fault, Request, Response, Server

GET = "getContact"


# --- members that change by themselves
def _counting(change: Any) -> Stateful:
    @stateful(dict)
    async def fault(request: Request, server: Server, seen: dict[str, int]) -> Response:
        response = await server(request)
        if request.operation == GET and response.ok:
            seen[request.md5] = seen.get(request.md5, 0) + 1
            return response.with_json(change(response.json(), seen[request.md5]) or response.json())
        return response

    return fault


@stateful(list)
async def _mixed_up(request: Request, server: Server, created: list[str]) -> Response:
    response = await server(request)
    if request.operation == "createContact" and response.ok:
        created.append(md5_of(request.member("email")))
    elif request.operation == GET and response.ok and request.md5 in created[:-1]:
        other = (await server(request.to(f"/v1/contacts/{created[-1]}"))).json()
        return response.with_json({**response.json(), "attributes": other["attributes"]})
    return response


# --- values that change on their way
def values(change: Any, wanted: Any = CONTACT) -> Fault:
    """Return a fault that shows attributes' values otherwise than they were written."""
    return edit(
        wanted,
        turn("attributes", lambda a: {k: v if ":" in k else change(v) for k, v in a.items()}),
    )


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _normal(form: Literal["NFC", "NFD"]) -> Any:
    return lambda v: unicodedata.normalize(form, v) if isinstance(v, str) else v


CATEGORY = Category("read after write")
CATEGORY.rows(
    ("created-at-moves", "`createdAt` of getContact is later at each read.",
     _counting(lambda c, n: {**c, "createdAt": f"2031-01-01T00:00:{n % 60:02d}Z"})),
    ("second-get-disabled", "The second getContact shows the contact disabled.",
     _counting(lambda c, n: {**c, "enabled": False} if n > 1 else c)),
    ("second-get-lacks-attributes", "From the second getContact on, attributes are missing.",
     _counting(lambda c, n: {**c, "attributes": {}} if n > 1 else c)),
    ("get-other-email", "getContact masks the address.",
     edit(GET, turn("email", lambda e: f"{e[0]}***@{e.rpartition('@')[2]}"))),
    ("get-email-of-hash", "getContact shows the hash in the place of the address's local part.",
     edit(GET, lambda c: {**c, "email": f"{c['emailMd5']}@example.com"})),
    ("get-wrong-hash", "getContact shows a hash of zeros.",
     edit(GET, lambda c: {**c, "emailMd5": "0" * 32})),
    ("always-enabled", "No contact is ever shown disabled.",
     edit(CONTACT, lambda c: {**c, "enabled": True})),
    ("get-shows-latest-attributes", "getContact shows the attributes of the contact created last.",
     _mixed_up),
    ("numbers-as-text", "Numbers come back as strings.",
     values(lambda v: str(v) if _number(v) else v)),
    ("booleans-as-text", "Booleans come back as strings.",
     values(lambda v: str(v).lower() if isinstance(v, bool) else v)),
    ("booleans-as-numbers", "Booleans come back as 0 and 1.",
     values(lambda v: int(v) if isinstance(v, bool) else v)),
    ("fractions-cut", "Fractions of numbers are cut off.",
     values(lambda v: int(v) if isinstance(v, float) else v)),
    ("negatives-positive", "Negative numbers lose their sign.",
     values(lambda v: abs(v) if _number(v) else v)),
    ("large-numbers-clipped", "Numbers are clipped to 32 bits.",
     values(lambda v: max(min(v, 2**31 - 1), -(2**31)) if _number(v) else v)),
    ("lists-joined", "Lists come back as one string.",
     values(lambda v: ",".join(map(str, v)) if isinstance(v, list) else v)),
    ("lists-first-item", "Of a list only the first item comes back.",
     values(lambda v: v[:1] if isinstance(v, list) else v)),
    ("lists-sorted", "Lists come back sorted.",
     values(lambda v: sorted(v) if isinstance(v, list) else v)),
    ("texts-trimmed", "White space around texts is lost.",
     values(lambda v: v.strip() if isinstance(v, str) else v)),
    ("texts-lower-case", "Texts come back in lower case.",
     values(lambda v: v.lower() if isinstance(v, str) else v)),
    ("digits-as-numbers", "Texts of digits come back as numbers.",
     values(lambda v: int(v) if isinstance(v, str) and v.isdecimal() and v.isascii() else v)),
    ("true-as-boolean", 'The text "true" comes back as a boolean.',
     values(lambda v: True if v == "true" else v)),
    ("get-fractions-cut", "Only getContact cuts fractions off.",
     values(lambda v: int(v) if isinstance(v, float) else v, GET)),
    ("texts-cut-at-four", "Texts are cut at four characters.",
     values(lambda v: v[:4] if isinstance(v, str) else v)),
    ("texts-composed", "Texts come back in Unicode normalization form C.", values(_normal("NFC"))),
    ("texts-decomposed", "Texts come back in Unicode normalization form D.",
     values(_normal("NFD"))),
    ("addresses-reversed", "Texts with an @ come back from back to front.",
     values(lambda v: v[::-1] if isinstance(v, str) and "@" in v else v)),
    ("numbers-halved", "Numbers come back halved.", values(lambda v: v / 2 if _number(v) else v)),
    ("fractions-rounded", "Fractions are rounded to two digits.",
     values(lambda v: round(v, 2) if isinstance(v, float) else v)),
    ("zero-is-one", "The number 0 comes back as 1.",
     values(lambda v: 1 if _number(v) and v == 0 else v)),
    ("numbers-in-single-precision", "Numbers are stored in single precision.",
     values(lambda v: struct.unpack("f", struct.pack("f", v))[0] if _number(v) else v)),
    ("booleans-always-false", "Booleans come back as false.",
     values(lambda v: False if isinstance(v, bool) else v)),
    ("booleans-always-true", "Booleans come back as true.",
     values(lambda v: True if isinstance(v, bool) else v)),
    ("lists-of-ten-at-most", "Of a list only the first ten items come back.",
     values(lambda v: v[:10] if isinstance(v, list) else v)),
    ("lists-lose-figures", "Items of figures alone are missing from lists.",
     values(lambda v: [i for i in v if not str(i).isdigit()] if isinstance(v, list) else v)),
    ("lists-of-one-unwrapped", "A list of one item comes back as the item.",
     values(lambda v: v[0] if isinstance(v, list) and len(v) == 1 else v)),
    ("lists-split-at-commas", "Items of lists are split at commas.",
     values(lambda v: ",".join(map(str, v)).split(",") if isinstance(v, list) and v else v)),
)  # fmt: skip
