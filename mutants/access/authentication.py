"""Servers that let in whom they should not, or turn away as they should not."""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

from mutants.catalogue import Category, Stateful
from mutants.faults import ALL, READS, WITH_MD5, WRITES, edit, edit_response, problem, restatus
from mutants.gateway import Fault, Request, Response, Server

AUTH = "authorization"


class Doorkeeper:
    """Learns the account's key from the first successful request, and then uses it for others.

    Args:
        wanted: The operations that it serves.
        admits: Whether a request without the right key is accepted, given the key.
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


def lets_in(wanted: Any, admits: Any) -> Stateful:
    """Return a fault that admits requests by another rule."""
    return Stateful(partial(Doorkeeper, wanted, admits))


def _no_key(given: str | None, _: str) -> bool:
    return given is None


def _wrong_key(given: str | None, known: str) -> bool:
    return given is not None and given.startswith("Bearer ") and given != known


def _upper(request: Request) -> bool:
    return request.params["emailMd5"] != request.md5


def _decoded(header: str) -> bytes:
    try:
        return base64.b64decode(header[6:], validate=True)
    except ValueError:
        return b""


def _as_permission(request: Request, _: Response) -> Response:
    return problem(request, 403, "api key required")


# --- rejected, but carried out anyway
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


# --- a key without rights
PERMISSION = ("PERMISSION",)


def _forbidden(wanted: Any, admits: Any = lambda _g, _k: True) -> Fault:
    return Doorkeeper(wanted, admits, (403,))


CATEGORY = Category("authentication", profile="read")
CATEGORY.rows(
    *((f"no-key-needed-in-capitals-for-{operation}",
       f"{operation} needs no key when the hash is in upper case.",
       Stateful(partial(Doorkeeper, operation, _no_key, when=_upper)),
       "read" if operation in READS else "write")
      for operation in WITH_MD5),
    ("no-key-needed", "No operation needs a key.", lets_in(ALL, _no_key)),
    ("no-key-needed-to-write", "Operations that change something need no key.",
     lets_in(WRITES, _no_key), "write"),
    ("any-key", "Any bearer token will do.", lets_in(ALL, _wrong_key)),
    ("any-key-to-write", "Any bearer token will do for operations that change something.",
     lets_in(WRITES, _wrong_key), "write"),
    *((f"no-key-needed-for-{operation}", f"{operation} needs no key.",
       lets_in(operation, _no_key), "read" if operation in READS else "write")
      for operation in ALL),
    *((f"any-key-for-{operation}", f"{operation} takes any bearer token.",
       lets_in(operation, _wrong_key), "read" if operation in READS else "write")
      for operation in ALL),
    ("raw-key", "The key is accepted without a scheme.",
     lets_in(ALL, lambda g, k: g is not None and f"Bearer {g}" == k)),
    ("basic-scheme", "The key is accepted with the scheme Basic or Token.",
     lets_in(ALL,
             lambda g, k: (g is not None and g.partition(" ")[0].lower() != "bearer"
                           and g.partition(" ")[2] == k.partition(" ")[2]))),
    ("basic-password", "The key is accepted as a Basic password.",
     lets_in(ALL,
             lambda g, k: (g is not None and g.startswith("Basic ")
                           and k.partition(" ")[2].encode() in _decoded(g)))),
    ("key-prefix", "The beginning of the key is enough.",
     lets_in(ALL, lambda g, k: g is not None and len(g) > 7 and k.startswith(g))),
    ("key-with-more", "What follows the key is ignored.",
     lets_in(ALL, lambda g, k: g is not None and g.startswith(k))),
    ("key-in-any-case", "The key is compared without regard to case.",
     lets_in(ALL, lambda g, k: g is not None and g.lower() == k.lower())),
    ("empty-key", "An empty bearer token is accepted.",
     lets_in(ALL, lambda g, _: g is not None and g.strip().lower() == "bearer")),
    ("empty-header", "An empty Authorization header is accepted.",
     lets_in(ALL, lambda g, _: g == "")),
    ("key-of-same-length", "Any token as long as the key is accepted.",
     lets_in(ALL, lambda g, k: g is not None and g.startswith("Bearer ") and len(g) == len(k))),
    ("no-key-403", "A missing key is 403.", edit_response(ALL, _as_permission, 401)),
    ("no-key-403-on-schema", "getContactSchema responds with 403 for a missing key.",
     edit_response("getContactSchema", _as_permission, 401)),
    ("no-key-403-on-remove", "removeContactSubscription responds with 403 for a missing key.",
     edit_response("removeContactSubscription", _as_permission, 401), "write"),
    ("wrong-key-403", "A wrong key is 403, only a missing one 401.",
     edit_response(ALL, _as_permission, 401, lambda q, _: q.header(AUTH) is not None)),
    ("no-key-400", "A missing key is 400.", restatus(ALL, 401, 400, "authentication_error")),
    ("no-key-404-on-brand", "getBrand responds with 404 to requests without a valid key.",
     restatus("getBrand", 401, 404)),
    ("no-key-500", "A request without a key fails with 500.",
     restatus(ALL, 401, 500, when=lambda q, _: q.header(AUTH) is None)),
    ("no-key-302", "listBrands redirects requests without a valid key to a login.",
     edit_response("listBrands", lambda _q, _: Response(302, (("location", "/login"),)), 401)),
    ("odd-scheme-500", "An Authorization header without a space fails with 500.",
     restatus(ALL, 401, 500, when=lambda q, _: " " not in (q.header(AUTH) or " "))),
    ("wrong-key-code", "A wrong key is 401 with the code permission_error.",
     edit(ALL, lambda p: p.update(code="permission_error"), 401,
          lambda q, _: q.header(AUTH) is not None)),
    *((f"no-key-but-{operation}",
       f"{operation} responds with 401 without a valid key but does its work.",
       Stateful(partial(_carried_out, operation, 401)), "write")
      for operation in WRITES),
    *((f"forbidden-key-may-{operation}", f"A key without rights may call {operation}.",
       Stateful(partial(_forbidden, operation)),
       "read" if operation in READS else "write")
      for operation in ALL),
    ("forbidden-key-may-read", "A key without rights may read.",
     Stateful(partial(_forbidden, READS))),
    *((f"forbidden-but-{operation}",
       f"{operation} responds with 403 to a key without rights but does its work.",
       Stateful(partial(_carried_out, operation, 403)), "write")
      for operation in ("disableContact", "patchContact", "createContact")),
    ("forbidden-401", "A key without rights is 401.", restatus(ALL, 403, 401)),
    ("forbidden-404", "A key without rights is 404.", restatus(ALL, 403, 404)),
    ("forbidden-401-on-add", "addContactSubscriptions responds with 401 to a key without rights.",
     restatus("addContactSubscriptions", 403, 401), "write"),
    ("forbidden-401-on-brands", "listBrands responds with 401 to a key without rights.",
     restatus("listBrands", 403, 401)),
    ("forbidden-code", "403 has the code authentication_error.",
     restatus(ALL, 403, 403, "authentication_error")),
    ("forbidden-empty-list", "listBrands shows an empty list to a key without rights.",
     edit_response(
         "listBrands",
         lambda _q, _: Response(200).with_json(
             {
                 "data": [],
                 "pagination": {"page": 1, "pageSize": 200, "totalCount": 0, "totalPages": 0},
             }
         ),
         403,
     )),
)  # fmt: skip
