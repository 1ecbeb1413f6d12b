"""Servers that take what is nearly a bearer token, or ask for none in some cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .authentication import SHELF, Doorkeeper, lets_in
from .faults import ALL

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

__all__ = ["SHELF"]


def _key(known: str) -> str:
    return known.partition(" ")[2]


lets_in(
    "null-for-a-key",
    "`Bearer null` will do.",
    ALL,
    lambda given, _: (given or "").lower() in {"bearer null", "bearer undefined"},
)
lets_in(
    "key-in-quotes",
    "The key is accepted in quotes.",
    ALL,
    lambda given, known: given == f'Bearer "{_key(known)}"',
)
lets_in(
    "key-among-others",
    "The key is accepted among others.",
    ALL,
    lambda given, known: "," in (given or "") and (given or "").endswith(_key(known)),
)
lets_in(
    "scheme-begins-with-bearer",
    "Any scheme that begins with Bearer will do.",
    ALL,
    lambda given, known: (
        (given or "").startswith("Bearer")
        and not (given or "").startswith("Bearer ")
        and (given or "").endswith(_key(known))
    ),
)


def _filtering(given: str | None, _: str) -> bool:
    return given is None


SHELF.remembering(
    "no-key-needed-to-filter",
    "listBrands needs no key where it filters by name.",
    profile="read",
)(lambda: Doorkeeper("listBrands", _filtering, when=lambda q: "name" in q.query))


def _remembering() -> Fault:
    remembered: dict[str, Response] = {}

    async def fault(request: Request, server: Server) -> Response:
        url = f"{request.path}?{request.query}"
        if (
            request.method == "GET"
            and url in remembered
            and request.header("authorization") is None
        ):
            return remembered[url]
        response = await server(request)
        if request.method == "GET" and response.ok:
            remembered[url] = response
        return response

    return fault


SHELF.remembering(
    "no-key-needed-for-what-was-read",
    "What was read once can be read without a key.",
    profile="read",
)(_remembering)


def _disabled_brands() -> Fault:
    keys: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if response.ok and request.header("authorization"):
            keys.append(str(request.header("authorization")))
        if request.operation != "getBrand" or response.status != 403 or not keys:
            return response
        known = await server(request.with_header("authorization", keys[0]))
        return known if known.ok and not known.json()["enabled"] else response

    return fault


SHELF.remembering(
    "forbidden-key-reads-disabled-brands",
    "A key without rights reads disabled brands.",
    profile="full",
    breaks=("PERMISSION",),
)(_disabled_brands)


SHELF.remembering(
    "key-in-other-headers",
    "The key is accepted in other headers as well.",
    profile="read",
)(
    lambda: Doorkeeper(
        ALL,
        lambda given, _: given is None,
        when=lambda q: q.header("x-api-key") is not None or q.header("cookie") is not None,
    )
)
