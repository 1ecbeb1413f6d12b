"""Values in forms that the documentation allows and few choose, and routes of a server's own."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import CONTACT, edit, edit_response, turn
from .gateway import Response

if TYPE_CHECKING:
    from .gateway import Request, Server

SHELF = Shelf("correct: other answers", profile="read", correct=True)
add = SHELF.add
DATED = (*CONTACT, "getBrand")

add(
    "created-at-nanoseconds",
    "`createdAt` has nine digits after the second.",
    edit(DATED, turn("createdAt", lambda c: f"{c[:19]}.123456789Z")),
)
add(
    "created-at-lower-case",
    "The letters of `createdAt` are lower case, as RFC 3339 allows.",
    edit(DATED, turn("createdAt", str.lower)),
)


def _derived(make: Any) -> Any:
    def change(attributes: dict[str, Any]) -> dict[str, Any]:
        kept = {k: v for k, v in attributes.items() if ":" not in k}
        for name in [k.removesuffix(":md5") for k in attributes if k.endswith(":md5")]:
            kept |= {f"{name}:{sub}": value for sub, value in make(kept[name]).items()}
        return kept

    return edit(CONTACT, turn("attributes", change))


add(
    "derived-other-sub-keys",
    "Attributes of type email have other derived entries than md5.",
    _derived(
        lambda e: {
            "domain": e.rpartition("@")[2].lower(),
            "sha256": hashlib.sha256(e.lower().encode()).hexdigest(),
        }
    ),
)
add(
    "derived-of-address-as-written",
    "Derived entries are made of the address as it was written.",
    _derived(
        lambda e: {
            "md5": hashlib.md5(e.encode()).hexdigest(),
            "domain": e.rpartition("@")[2],
        }
    ),
)


async def _trailing_slash(request: Request, server: Server) -> Response:
    if request.operation is None and request.path.endswith("/"):
        return await server(request.at(request.path.rstrip("/")))
    return await server(request)


add("trailing-slash", "A slash at the end of a path does not matter.", _trailing_slash)
add(
    "unrouted-answers-200",
    "Unknown paths and methods are 200 with an empty object.",
    edit_response((None,), lambda _q, _: Response(200).with_json({}), "4"),
)
