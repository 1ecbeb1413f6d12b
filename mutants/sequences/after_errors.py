"""Contacts and brands that are missed, or found, for the wrong reason."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import urlencode

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import READS, WITH_MD5, edit, edit_response, md5_of, problem, redo
from mutants.gateway import Fault, Request, Response, Server
from mutants.identity.hashes import MALFORMED
from mutants.subscriptions.subscribe import ADD, ids
from mutants.subscriptions.unsubscribe import REMOVE, brand


def _misses_for_good(operation: str) -> Fault:
    missed: set[str] = set()

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != operation:
            return await server(request)
        if request.md5 in missed:
            return problem(request, 404, "Contact not found")
        response = await server(request)
        if response.status == 404:
            missed.add(request.md5)
        return response

    return fault


def _malformed(request: Request, _: Response) -> Response:
    return problem(request, 400, MALFORMED, errors=[{"detail": MALFORMED}])


async def _first_brand(request: Request, server: Server, response: Response) -> Response:
    brands = (await server(request.to("/v1/brands"))).json()["data"]
    return await server(request.to(f"/v1/brands/{brands[0]['id']}")) if brands else response


def _takes_for_the_same(key: object) -> Stateful:
    @stateful(dict)
    async def fault(request: Request, server: Server, known: dict[str, str]) -> Response:
        email = request.member("email") if request.operation == "createContact" else None
        if not isinstance(email, str) or "@" not in email:
            return await server(request)
        same = key(email.lower())  # type: ignore[operator]
        if known.get(same, md5_of(email)) != md5_of(email):
            return problem(request, 409, "Contact already exists", code="contact_exists")
        response = await server(request)
        if response.ok:
            known[same] = md5_of(email)
        return response

    return fault


def _domain_apart(email: str) -> str:
    return email.partition("@")[0]


def _dots_apart(email: str) -> str:
    user, _, domain = email.partition("@")
    return f"{user.replace('.', '')}@{domain}"


def _signs_apart(email: str) -> str:
    user, _, domain = email.partition("@")
    return f"{re.sub('[-_]', '', user)}@{domain}"


def _top_level_apart(email: str) -> str:
    return email.rpartition(".")[0]


def _few_named(request: Request, response: Response) -> Response:
    unknown = str(response.json()["detail"]).split(", ")
    detail = ", ".join(unknown[:10])
    errors = [{"detail": detail, "pointer": "/brandIds"}]
    return problem(request, 400, detail, errors=errors)


def _pointless(request: Request, response: Response) -> Response:
    detail = response.json()["detail"]
    return problem(request, 400, detail, errors=[{"detail": detail}])


# --- brands by their names
async def _by_name(request: Request, server: Server, response: Response) -> Response:
    name = request.params["brandId"]
    found = (await server(request.to("/v1/brands", query=urlencode({"name": name})))).json()
    for each in found["data"] if found and "data" in found else ():
        return await server(request.at(request.path.rpartition("/")[0] + f"/{each['id']}"))
    return response


def _cut_names(body: dict[str, list[dict[str, str]]]) -> None:
    for each in body["brands"]:
        each["name"] = each["name"][:12]


CATEGORY = Category("missed")
CATEGORY.rows(
    *((f"{_operation}-misses-for-good",
       f"A contact that {_operation} missed once is missed by it ever after.",
       Stateful(partial(_misses_for_good, _operation)))
      for _operation in WITH_MD5),
    *((f"upper-case-missing-400-on-{_operation}",
       f"{_operation} takes the upper-case hash of a contact that does not exist for malformed.",
       edit_response(
           _operation,
           _malformed,
           404,
           lambda q, _: q.params["emailMd5"] != q.params["emailMd5"].lower(),
       ), "read" if _operation in READS else "write")
      for _operation in WITH_MD5),
    ("hash-without-letters-400", "A hash without letters is taken for malformed.",
     edit_response(WITH_MD5, _malformed, 404, lambda q, _: q.md5.isdigit()), "read"),
    ("hash-without-figures-400", "A hash without figures is taken for malformed.",
     edit_response(WITH_MD5, _malformed, 404, lambda q, _: q.md5.isalpha()), "read"),
    ("nil-brand-is-the-first", "The nil UUID reads the first brand.",
     redo("getBrand", _first_brand, 404, lambda q, _: not brand(q).strip("0-")), "read"),
    ("create-ignores-domain", "Addresses of other domains are the same contact.",
     _takes_for_the_same(_domain_apart)),
    ("create-ignores-top-level", "Addresses of other top-level domains are the same contact.",
     _takes_for_the_same(_top_level_apart)),
    ("create-ignores-dots", "Addresses that differ in dots are the same contact.",
     _takes_for_the_same(_dots_apart)),
    ("create-ignores-signs",
     "Addresses that differ in hyphens and underscores are the same contact.",
     _takes_for_the_same(_signs_apart)),
    ("add-names-ten-unknown", "Of many unknown ids ten are named.",
     edit_response(ADD, _few_named, 400,
                   lambda q, r: "Unknown" in str(r.json()["detail"]) and len(ids(q)) > 10)),
    ("add-points-nowhere-for-several", "The error response for several unknown ids has no pointer.",
     edit_response(ADD, _pointless, 400, lambda _, r: ", " in str(r.json()["detail"]))),
    *((f"{_operation}-by-name", f"{_operation} takes the brand's name for its id.",
       redo(_operation, _by_name, "4"), "read" if _operation == "getBrand" else "write")
      for _operation in ("getBrand", REMOVE)),
    ("subscriptions-names-cut",
     "Names of more than a dozen characters are cut in the list of subscriptions.",
     edit("listContactSubscriptions", _cut_names)),
)  # fmt: skip
