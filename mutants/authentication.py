"""Servers that let in whom they should not, or turn away as they should not."""

from __future__ import annotations

import base64
from typing import Any

from .catalogue import Profile, Shelf
from .faults import ALL, READS, WITH_MD5, WRITES, edit, edit_response, problem, restatus
from .gateway import Fault, Request, Response, Server

SHELF = Shelf("authentication", "AUTH", profile="read")
add = SHELF.add
AUTH = "authorization"


class Doorkeeper:
    """Learns the account's key from the first request that is let in, and then uses it for others.

    Args:
        wanted: The operations that it serves.
        admits: Whether a request without the right key is let in, given the key.
        turned_away: The statuses that make it look again.
        when: A further condition, of the request.
    """

    def __init__(
        self,
        wanted: Any,
        admits: Any,
        turned_away: tuple[int, ...] = (401, 403),
        when: Any = lambda _: True,
    ) -> None:
        self.wanted = (wanted,) if isinstance(wanted, str) else wanted
        self.admits = admits
        self.turned_away = turned_away
        self.when = when
        self.known: str | None = None

    async def __call__(self, request: Request, server: Server) -> Response:
        response = await server(request)
        given = request.header(AUTH)
        if response.status not in self.turned_away:
            if response.ok and given:
                self.known = given
            return response
        wanted = request.operation in self.wanted and self.when(request)
        if wanted and self.known and self.admits(given, self.known):
            return await server(request.with_header(AUTH, self.known))
        return response


def lets_in(
    name: str, says: str, wanted: Any, admits: Any, profile: Profile = "read", **options: Any
) -> None:
    """Add a variant that admits requests by another rule."""
    SHELF.remembering(name, says, profile=profile, **options)(lambda: Doorkeeper(wanted, admits))


def _no_key(given: str | None, _: str) -> bool:
    return given is None


def _wrong_key(given: str | None, known: str) -> bool:
    return given is not None and given.startswith("Bearer ") and given != known


def _upper(request: Request) -> bool:
    return request.params["emailMd5"] != request.md5


for operation in WITH_MD5:
    SHELF.remembering(
        f"no-key-needed-in-capitals-for-{operation}",
        f"{operation} needs no key when the hash is in upper case.",
        profile="read" if operation in READS else "write",
    )(lambda operation=operation: Doorkeeper(operation, _no_key, when=_upper))
lets_in("no-key-needed", "No operation needs a key.", ALL, _no_key)
lets_in(
    "no-key-needed-to-write",
    "Operations that change something need no key.",
    WRITES,
    _no_key,
    "write",
)
lets_in("any-key", "Any bearer token will do.", ALL, _wrong_key, breaks=("PERMISSION",))
lets_in(
    "any-key-to-write",
    "Any bearer token will do for operations that change something.",
    WRITES,
    _wrong_key,
    "write",
    breaks=("PERMISSION",),
)
for operation in ALL:
    profile: Profile = "read" if operation in READS else "write"
    lets_in(
        f"no-key-needed-for-{operation}", f"{operation} needs no key.", operation, _no_key, profile
    )
    lets_in(
        f"any-key-for-{operation}",
        f"{operation} takes any bearer token.",
        operation,
        _wrong_key,
        profile,
    )
lets_in(
    "raw-key",
    "The key is accepted without a scheme.",
    ALL,
    lambda g, k: g is not None and f"Bearer {g}" == k,
)
lets_in(
    "basic-scheme",
    "The key is accepted with the scheme Basic or Token.",
    ALL,
    lambda g, k: (
        g is not None
        and g.partition(" ")[0].lower() != "bearer"
        and g.partition(" ")[2] == k.partition(" ")[2]
    ),
)
lets_in(
    "basic-password",
    "The key is accepted as a Basic password.",
    ALL,
    lambda g, k: (
        g is not None and g.startswith("Basic ") and k.partition(" ")[2].encode() in _decoded(g)
    ),
)
lets_in(
    "key-prefix",
    "The beginning of the key is enough.",
    ALL,
    lambda g, k: g is not None and len(g) > 7 and k.startswith(g),
)
lets_in(
    "key-with-more",
    "What follows the key is ignored.",
    ALL,
    lambda g, k: g is not None and g.startswith(k),
)
lets_in(
    "key-in-any-case",
    "The key is compared without regard to case.",
    ALL,
    lambda g, k: g is not None and g.lower() == k.lower(),
)
lets_in(
    "empty-key",
    "An empty bearer token is let in.",
    ALL,
    lambda g, _: g is not None and g.strip().lower() == "bearer",
)
lets_in("empty-header", "An empty Authorization header is let in.", ALL, lambda g, _: g == "")
lets_in(
    "key-of-same-length",
    "Any token as long as the key is let in.",
    ALL,
    lambda g, k: g is not None and g.startswith("Bearer ") and len(g) == len(k),
)


def _decoded(header: str) -> bytes:
    try:
        return base64.b64decode(header[6:], validate=True)
    except ValueError:
        return b""


def _as_permission(request: Request, _: Response) -> Response:
    return problem(request, 403, "api key required")


add("no-key-403", "A missing key is 403.", edit_response(ALL, _as_permission, 401))
add(
    "no-key-403-on-schema",
    "getContactSchema answers 403 for a missing key.",
    edit_response("getContactSchema", _as_permission, 401),
)
add(
    "no-key-403-on-remove",
    "removeContactSubscription answers 403 for a missing key.",
    edit_response("removeContactSubscription", _as_permission, 401),
    profile="write",
)
add(
    "wrong-key-403",
    "A wrong key is 403, only a missing one 401.",
    edit_response(ALL, _as_permission, 401, lambda q, _: q.header(AUTH) is not None),
)
add("no-key-400", "A missing key is 400.", restatus(ALL, 401, 400, "authentication_error"))
add(
    "no-key-404-on-brand",
    "getBrand hides itself from strangers behind 404.",
    restatus("getBrand", 401, 404),
)
add(
    "no-key-500",
    "A request without a key fails with 500.",
    restatus(ALL, 401, 500, when=lambda q, _: q.header(AUTH) is None),
)
add(
    "no-key-302",
    "listBrands redirects strangers to a login.",
    edit_response("listBrands", lambda _q, _: Response(302, (("location", "/login"),)), 401),
)
add(
    "odd-scheme-500",
    "An Authorization header without a space fails with 500.",
    restatus(ALL, 401, 500, when=lambda q, _: " " not in (q.header(AUTH) or " ")),
)
add(
    "wrong-key-code",
    "A wrong key is 401 with the code permission_error.",
    edit(
        ALL,
        lambda p: p.update(code="permission_error"),
        401,
        lambda q, _: q.header(AUTH) is not None,
    ),
)


# --- refused, and carried out all the same
def _carried_out(wanted: str, status: int) -> Fault:
    keeper = Doorkeeper(wanted, lambda _g, _k: True, (status,))

    async def fault(request: Request, server: Server) -> Response:
        seen: list[Response] = []

        async def noting(inner: Request) -> Response:
            seen.append(await server(inner))
            return seen[-1]

        await keeper(request, noting)
        return seen[0]

    return fault


for operation in WRITES:
    SHELF.remembering(
        f"no-key-but-{operation}",
        f"{operation} answers 401 without a valid key but does its work.",
        profile="write",
    )(lambda operation=operation: _carried_out(operation, 401))

# --- a key without rights
PERMISSION = ("PERMISSION",)


def _forbidden(wanted: Any, admits: Any = lambda _g, _k: True) -> Fault:
    return Doorkeeper(wanted, admits, (403,))


for operation in ALL:
    profile = "read" if operation in READS else "write"
    SHELF.remembering(
        f"forbidden-key-may-{operation}",
        f"A key without rights may call {operation}.",
        profile=profile,
        breaks=PERMISSION,
    )(lambda operation=operation: _forbidden(operation))
SHELF.remembering("forbidden-key-may-read", "A key without rights may read.", breaks=PERMISSION)(
    lambda: _forbidden(READS)
)
for operation in ("disableContact", "patchContact", "createContact"):
    SHELF.remembering(
        f"forbidden-but-{operation}",
        f"{operation} answers 403 to a key without rights but does its work.",
        profile="write",
        breaks=PERMISSION,
    )(lambda operation=operation: _carried_out(operation, 403))
add("forbidden-401", "A key without rights is 401.", restatus(ALL, 403, 401), breaks=PERMISSION)
add("forbidden-404", "A key without rights is 404.", restatus(ALL, 403, 404), breaks=PERMISSION)
add(
    "forbidden-401-on-add",
    "addContactSubscriptions answers 401 to a key without rights.",
    restatus("addContactSubscriptions", 403, 401),
    profile="write",
    breaks=PERMISSION,
)
add(
    "forbidden-401-on-brands",
    "listBrands answers 401 to a key without rights.",
    restatus("listBrands", 403, 401),
    breaks=PERMISSION,
)
add(
    "forbidden-code",
    "403 has the code authentication_error.",
    restatus(ALL, 403, 403, "authentication_error"),
    breaks=PERMISSION,
)
add(
    "forbidden-empty-list",
    "listBrands shows an empty list to a key without rights.",
    edit_response(
        "listBrands",
        lambda _q, _: Response(200).with_json(
            {
                "data": [],
                "pagination": {"page": 1, "pageSize": 200, "totalCount": 0, "totalPages": 0},
            }
        ),
        403,
    ),
    breaks=PERMISSION,
)
