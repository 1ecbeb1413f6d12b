"""Servers that take what is nearly a bearer token, or ask for none in some cases."""

from __future__ import annotations

from functools import partial

from mutants.access.authentication import Doorkeeper, lets_in
from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import ALL
from mutants.gateway import Request, Response, Server


def _key(known: str) -> str:
    return known.partition(" ")[2]


def _filtering(given: str | None, _: str) -> bool:
    return given is None


@stateful(dict)
async def _remembering(
    request: Request, server: Server, remembered: dict[str, Response]
) -> Response:
    url = f"{request.path}?{request.query}"
    if request.method == "GET" and url in remembered and request.header("authorization") is None:
        return remembered[url]
    response = await server(request)
    if request.method == "GET" and response.ok:
        remembered[url] = response
    return response


@stateful(list)
async def _disabled_brands(request: Request, server: Server, keys: list[str]) -> Response:
    response = await server(request)
    if response.ok and request.header("authorization"):
        keys.append(str(request.header("authorization")))
    if request.operation != "getBrand" or response.status != 403 or not keys:
        return response
    known = await server(request.with_header("authorization", keys[0]))
    return known if known.ok and not known.json()["enabled"] else response


CATEGORY = Category("authentication", profile="read")
CATEGORY.rows(
    ("null-for-a-key", "`Bearer null` will do.",
     lets_in(ALL, lambda given, _: (given or "").lower() in {"bearer null", "bearer undefined"})),
    ("key-in-quotes", "The key is accepted in quotes.",
     lets_in(ALL, lambda given, known: given == f'Bearer "{_key(known)}"')),
    ("key-among-others", "The key is accepted among others.",
     lets_in(ALL,
             lambda given, known: "," in (given or "") and (given or "").endswith(_key(known)))),
    ("scheme-begins-with-bearer", "Any scheme that begins with Bearer will do.",
     lets_in(ALL,
             lambda given, known: ((given or "").startswith("Bearer")
                                   and not (given or "").startswith("Bearer ")
                                   and (given or "").endswith(_key(known))))),
    ("no-key-needed-to-filter", "listBrands needs no key where it filters by name.",
     Stateful(partial(Doorkeeper, "listBrands", _filtering, when=lambda q: "name" in q.query)),
     "read"),
    ("no-key-needed-for-what-was-read", "What was read once can be read without a key.",
     _remembering, "read"),
    ("forbidden-key-reads-disabled-brands", "A key without rights reads disabled brands.",
     _disabled_brands, "full"),
    ("key-in-other-headers", "The key is accepted in other headers as well.",
     Stateful(lambda: Doorkeeper(ALL, lambda given, _: given is None,
                                 when=lambda q: q.header("x-api-key") is not None
                                 or q.header("cookie") is not None)), "read"),
)  # fmt: skip
