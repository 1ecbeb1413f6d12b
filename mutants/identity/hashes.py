"""The hash that names a contact, misread."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from attrs import evolve

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import ALL, CONTACT, READS, WITH_MD5, edit_response, problem, restatus
from mutants.gateway import Fault, Request, Response, Server

MALFORMED = "emailMd5 must be a hash of type md5"


def upper(text: str) -> bool:
    """Whether there is an upper-case digit."""
    return text != text.lower()


def _not_found(request: Request, _: Response) -> Response:
    return problem(request, 404, "Contact not found")


def _bad_hash(request: Request, _: Response | None = None) -> Response:
    return problem(request, 400, MALFORMED, errors=[{"detail": MALFORMED}])


def respell(wanted: Any, pattern: str, mend: Any) -> Fault:
    """Return a fault that takes a malformed hash for another text."""

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        given = request.params.get("emailMd5", "")
        if (
            request.operation in wanted
            and response.status == 400
            and re.fullmatch(pattern, given, re.DOTALL)
        ):
            path = request.path.split("/")
            path[3] = mend(given)
            return await server(
                evolve(request, path="/".join(path), params={**request.params, "emailMd5": path[3]})
            )
        return response

    return fault


def _by_prefix(digits: int) -> Stateful:
    @stateful(set)
    async def fault(request: Request, server: Server, known: set[str]) -> Response:
        response = await server(request)
        if response.ok and request.operation in CONTACT:
            known.add(response.json()["emailMd5"])
        if response.status == 404 and request.md5:
            for md5 in sorted(known):
                if md5[:digits] == request.md5[:digits]:
                    return await server(request.at(request.path.replace(request.md5, md5)))
        return response

    return fault


# --- hashes of another text
def hashed(of: Any) -> Stateful:
    """Return a fault that identifies a new contact by the hash of another text."""

    @stateful(dict)
    async def fault(request: Request, server: Server, real: dict[str, str]) -> Response:
        if request.md5:
            shown = request.md5
            path = request.path.split("/")
            if path[3].lower() in real:
                path[3] = real[path[3].lower()]
                request = evolve(
                    request, path="/".join(path), params={**request.params, "emailMd5": path[3]}
                )
            elif path[3].lower() in real.values():
                path[3] = "0" * 32
                request = evolve(request, path="/".join(path))
            response = await server(request)
            return _shown(response, shown) if request.operation in CONTACT else response
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            contact = response.json()
            wrong = hashlib.md5(of(request.member("email")).encode()).hexdigest()
            if wrong != contact["emailMd5"]:
                real[wrong] = contact["emailMd5"]
                return _shown(response, wrong)
        return response

    return fault


def _shown(response: Response, md5: str) -> Response:
    return response.with_json({**response.json(), "emailMd5": md5}) if response.ok else response


def _echo(request: Request, response: Response) -> Response:
    return response.with_json({**response.json(), "emailMd5": request.params["emailMd5"]})


CATEGORY = Category("identity", profile="read")
CATEGORY.rows(
    *((f"upper-case-404-on-{operation}",
       f"{operation} does not find a contact by its hash in upper case.",
       edit_response(operation, _not_found, when=lambda q, _: upper(q.params["emailMd5"])),
       "read" if operation in READS else "write")
      for operation in WITH_MD5),
    *((f"malformed-404-on-{operation}", f"{operation} responds with 404 for a malformed hash.",
       restatus(operation, 400, 404, when=lambda q, _: not re.fullmatch("[0-9a-f]{32}", q.md5)),
       "read" if operation in READS else "write")
      for operation in WITH_MD5),
    *((f"malformed-500-on-{operation}",
       f"{operation} fails with 500 for a hash that is not hexadecimal.",
       restatus(operation, 400, 500, when=lambda q, _: re.search("[^0-9a-f]", q.md5) is not None),
       "read" if operation in READS else "write")
      for operation in WITH_MD5),
    ("upper-case-400", "A hash in upper case is malformed everywhere.",
     edit_response(WITH_MD5, _bad_hash, "24",
                   lambda q, r: upper(q.params["emailMd5"]) and r.status != 401)),
    ("upper-case-400-on-patch", "patchContact takes a hash in upper case for malformed.",
     edit_response("patchContact", _bad_hash, "24",
                   lambda q, r: upper(q.params["emailMd5"]) and r.status != 401), "write"),
    ("mixed-case-404", "A hash in both cases is not found, in one case it is.",
     edit_response(WITH_MD5, _not_found,
                   when=lambda q, _: upper(q.params["emailMd5"])
                   and q.params["emailMd5"] != q.md5.upper())),
    ("upper-case-first-digit-only",
     "Only the first letter of the hash may be upper case in getContact.",
     edit_response("getContact", _not_found, when=lambda q, _: upper(q.params["emailMd5"][4:]))),
    # --- lengths and characters that are no hash
    ("31-digits-404", "31 digits are a hash that is not found.",
     respell(WITH_MD5, "[0-9A-Fa-f]{31}", lambda h: f"{h}0")),
    ("33-digits-404", "33 digits are a hash that is not found.",
     respell(WITH_MD5, "[0-9A-Fa-f]{33}", lambda h: h[1:])),
    ("33-digits-cut", "The 33rd digit is ignored.",
     respell(WITH_MD5, "[0-9A-Fa-f]{33}", lambda h: h[:32])),
    ("33-digits-cut-on-disable", "disableContact ignores the 33rd digit.",
     respell(("disableContact",), "[0-9A-Fa-f]{33}", lambda h: h[:32]), "write"),
    ("long-hash-cut", "All after 32 digits is ignored.",
     respell(WITH_MD5, "[0-9A-Fa-f]{33,}", lambda h: h[:32])),
    ("trailing-newline", "A newline after the hash is accepted.",
     respell(WITH_MD5, "[0-9A-Fa-f]{32}\n", lambda h: h[:32])),
    ("trailing-newline-on-remove", "removeContactSubscription accepts a newline after the hash.",
     respell(("removeContactSubscription",), "[0-9A-Fa-f]{32}\n", lambda h: h[:32]), "write"),
    ("white-space-trimmed", "White space around the hash is trimmed.",
     respell(WITH_MD5, r"\s*[0-9A-Fa-f]{32}\s*", str.strip)),
    ("letter-g-404", "Letters beyond f are not found instead of malformed.",
     respell(WITH_MD5, "[0-9A-Za-z]{32}", lambda _: "0" * 32)),
    ("any-32-characters", "Any 32 characters are a hash.",
     respell(WITH_MD5, ".{32}", lambda _: "0" * 32)),
    ("hyphens-ignored", "A hash may be written like a UUID.",
     respell(WITH_MD5, "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
             lambda h: h.replace("-", ""))),
    ("address-in-path", "getContact takes an address for the hash.",
     respell(("getContact",), "[^@]+@[^@]+",
             lambda a: hashlib.md5(a.lower().encode()).hexdigest())),
    ("sha1-404", "40 hexadecimal digits are a hash that is not found.",
     respell(WITH_MD5, "[0-9A-Fa-f]{40}", lambda h: h[8:])),
    ("sha256-404", "64 hexadecimal digits are a hash that is not found.",
     respell(WITH_MD5, "[0-9A-Fa-f]{64}", lambda h: h[32:])),
    ("short-hash-404-on-list", "listContactSubscriptions does not find a hash of 31 digits.",
     respell(("listContactSubscriptions",), "[0-9A-Fa-f]{31}", lambda h: f"{h}0")),
    ("hex-prefix", "The hash may begin with 0x.",
     respell(WITH_MD5, "0x[0-9A-Fa-f]{32}", lambda h: h[2:])),
    ("malformed-404", "A malformed hash is not found.",
     restatus(ALL, 400, 404, when=lambda q, r: MALFORMED in str(r.json()))),
    ("last-digit-ignored", "The last digit of a hash is not compared.", _by_prefix(31), "write"),
    ("first-eight-digits", "Only the first eight digits of a hash are compared.",
     _by_prefix(8), "write"),
    ("hash-of-address-as-written", "The hash is taken of the address without lowering it.",
     hashed(str), "write"),
    ("hash-of-lower-domain", "Only the domain is lowered before hashing.",
     hashed(lambda e: f"{e.rpartition('@')[0]}@{e.rpartition('@')[2].lower()}"), "write"),
    ("hash-of-upper-case",
     "The hash is taken of the upper-cased address.", hashed(str.upper), "write"),
    ("hash-without-plus-tag", "What follows + in the address is not hashed.",
     hashed(lambda e: re.sub(r"\+[^@]*", "", e.lower())), "write"),
    ("hash-with-newline", "The hash includes a newline after the address.",
     hashed(lambda e: f"{e.lower()}\n"), "write"),
    ("hash-of-local-part", "The domain is not hashed.",
     hashed(lambda e: e.lower().partition("@")[0]), "write"),
    ("hash-echoed", "getContact returns the hash as it was sent.",
     edit_response("getContact", _echo)),
    ("hash-echoed-on-patch", "patchContact returns the hash as it was sent.",
     edit_response("patchContact", _echo), "write"),
)  # fmt: skip
