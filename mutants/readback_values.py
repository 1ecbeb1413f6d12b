"""Members that change by themselves, and values that change on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import CONTACT, edit, md5_of, turn

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("read after write", "READBACK")
add = SHELF.add
GET = "getContact"


# --- members that change by themselves
def _counting(change: Any) -> Any:
    def make() -> Fault:
        seen: dict[str, int] = {}

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if request.operation == GET and response.ok:
                seen[request.md5] = seen.get(request.md5, 0) + 1
                return response.with_json(
                    change(response.json(), seen[request.md5]) or response.json()
                )
            return response

        return fault

    return make


SHELF.remembering(
    "created-at-moves", "`createdAt` of getContact is later at each read.", breaks=("GET",)
)(_counting(lambda c, n: {**c, "createdAt": f"2031-01-01T00:00:{n % 60:02d}Z"}))
SHELF.remembering(
    "second-get-disabled", "The second getContact shows the contact disabled.", breaks=("GET",)
)(_counting(lambda c, n: {**c, "enabled": False} if n > 1 else c))
SHELF.remembering(
    "second-get-lacks-attributes",
    "From the second getContact on, attributes are missing.",
    breaks=("GET",),
)(_counting(lambda c, n: {**c, "attributes": {}} if n > 1 else c))
add(
    "get-other-email",
    "getContact masks the address.",
    edit(GET, turn("email", lambda e: f"{e[0]}***@{e.rpartition('@')[2]}")),
    breaks=("GET",),
)
add(
    "get-email-of-hash",
    "getContact shows the hash in the place of the address's local part.",
    edit(GET, lambda c: {**c, "email": f"{c['emailMd5']}@example.com"}),
    breaks=("GET",),
)
add(
    "get-wrong-hash",
    "getContact shows a hash of zeros.",
    edit(GET, lambda c: {**c, "emailMd5": "0" * 32}),
    breaks=("GET", "IDENTITY"),
)
add(
    "always-enabled",
    "No contact is ever shown disabled.",
    edit(CONTACT, lambda c: {**c, "enabled": True}),
    breaks=("GET", "DISABLE"),
)


def _mixed_up() -> Fault:
    created: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            created.append(md5_of(request.member("email")))
        elif request.operation == GET and response.ok and request.md5 in created[:-1]:
            other = (await server(request.to(f"/v1/contacts/{created[-1]}"))).json()
            return response.with_json({**response.json(), "attributes": other["attributes"]})
        return response

    return fault


SHELF.remembering(
    "get-shows-latest-attributes",
    "getContact shows the attributes of the contact created last.",
    breaks=("GET",),
)(_mixed_up)


# --- values that change on their way
def values(name: str, says: str, change: Any, wanted: Any = CONTACT, **options: Any) -> None:
    """Add a variant that shows attributes' values otherwise than they were written."""
    add(
        name,
        says,
        edit(
            wanted,
            turn("attributes", lambda a: {k: v if ":" in k else change(v) for k, v in a.items()}),
        ),
        **options,
    )


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


values("numbers-as-text", "Numbers come back as strings.", lambda v: str(v) if _number(v) else v)
values(
    "booleans-as-text",
    "Booleans come back as strings.",
    lambda v: str(v).lower() if isinstance(v, bool) else v,
)
values(
    "booleans-as-numbers",
    "Booleans come back as 0 and 1.",
    lambda v: int(v) if isinstance(v, bool) else v,
)
values(
    "fractions-cut",
    "Fractions of numbers are cut off.",
    lambda v: int(v) if isinstance(v, float) else v,
)
values(
    "negatives-positive", "Negative numbers lose their sign.", lambda v: abs(v) if _number(v) else v
)
values(
    "large-numbers-clipped",
    "Numbers are clipped to 32 bits.",
    lambda v: max(min(v, 2**31 - 1), -(2**31)) if _number(v) else v,
)
values(
    "lists-joined",
    "Lists come back as one string.",
    lambda v: ",".join(map(str, v)) if isinstance(v, list) else v,
)
values(
    "lists-first-item",
    "Of a list only the first item comes back.",
    lambda v: v[:1] if isinstance(v, list) else v,
)
values("lists-sorted", "Lists come back sorted.", lambda v: sorted(v) if isinstance(v, list) else v)
values(
    "texts-trimmed",
    "White space around texts is lost.",
    lambda v: v.strip() if isinstance(v, str) else v,
)
values(
    "texts-lower-case",
    "Texts come back in lower case.",
    lambda v: v.lower() if isinstance(v, str) else v,
)
values(
    "digits-as-numbers",
    "Texts of digits come back as numbers.",
    lambda v: int(v) if isinstance(v, str) and v.isdecimal() and v.isascii() else v,
)
values(
    "true-as-boolean",
    'The text "true" comes back as a boolean.',
    lambda v: True if v == "true" else v,
)
values(
    "get-fractions-cut",
    "Only getContact cuts fractions off.",
    lambda v: int(v) if isinstance(v, float) else v,
    GET,
)
