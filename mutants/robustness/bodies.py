"""Servers that break on input that is odd, broken or large."""

from __future__ import annotations

import json
import re
from typing import Any

from attrs import evolve

from mutants.catalogue import Category, stateful
from mutants.faults import edit_response, problem, redo
from mutants.gateway import Fault, Hangup, Request, Response, Server

BODIES = ("createContact", "patchContact", "addContactSubscriptions")


def utf8(request: Request) -> bool:
    """Whether the body is UTF-8."""
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return False
    return True


def depth(request: Request) -> int:
    """Return how many brackets the body opens before the first one closes."""
    text = request.body.decode("latin-1")
    return max(len(run) for run in re.split(r"[^\[{]", re.sub(r'"[^"]*":|\s', "", text)))


def broken(request: Request) -> bool:
    """Whether the body is not JSON, though UTF-8 and not deep."""
    return (
        bool(request.body)
        and request.json() is None
        and request.body.strip() != b"null"
        and utf8(request)
        and depth(request) < 100
    )


def deep(request: Request) -> bool:
    """Whether the body is nested deeply."""
    return depth(request) >= 100


def page(request: Request, _: Response) -> Response:
    """Return a failure as a web server's own."""
    return Response(500, (("content-type", "text/html"),), b"<h1>Internal Server Error</h1>")


def api_error(request: Request, _: Response) -> Response:
    """Return a failure as a problem."""
    return problem(request, 500, "unexpected")


async def _hang_up(_request: Request, _server: Server, _response: Response) -> Response:
    raise Hangup


def crashes(
    when: Any, wanted: Any = BODIES, *, status: str = "24", respond: Any = api_error
) -> Fault:
    """Return a fault that fails on some requests."""
    return edit_response(
        wanted, respond, status, lambda q, r: when(q) and r.status not in {401, 403}
    )


async def _first_value(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation not in BODIES or response.status != 400 or not broken(request):
        return response
    try:
        value, _ = json.JSONDecoder().raw_decode(request.body.decode())
    except ValueError:
        return response
    second = await server(request.with_json(value))
    return second if second.ok else response


async def _lenient(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation in BODIES and response.status == 400 and broken(request):
        second = await server(evolve(request, body=re.sub(rb",\s*([}\]])", rb"\1", request.body)))
        return second if second.ok else response
    return response


@stateful(list)
async def _stays_broken(request: Request, server: Server, dead: list[bool]) -> Response:
    if deep(request):
        dead.append(True)
    return problem(request, 500, "unexpected") if dead else await server(request)


CATEGORY = Category("robustness")
CATEGORY.rows(
    # --- bodies that are not JSON
    *((f"bad-json-500-on-{operation}", f"{operation} fails with 500 when the body is not JSON.",
       crashes(broken, operation))
      for operation in BODIES),
    ("bad-json-page", "A body that is not JSON makes the web server fail.",
     crashes(broken, respond=page)),
    ("bad-json-text", "A body that is not JSON is rejected in plain text.",
     edit_response(BODIES,
                   lambda _q, _: Response(400, (("content-type", "text/plain"),), b"Bad Request"),
                   400, lambda q, _: broken(q))),
    ("bad-json-422", "A body that is not JSON is 422.",
     edit_response(BODIES, lambda q, _: problem(q, 422, "not JSON", code="invalid_request_error"),
                   400, lambda q, _: broken(q))),
    ("bad-json-dropped", "The connection is dropped when the body is not JSON.",
     redo(BODIES, _hang_up, 400, lambda q, _: broken(q))),
    ("bad-json-is-empty", "A body that is not JSON counts as an empty patch.",
     redo("patchContact", lambda q, s, _: s(q.to(q.path)), 400, lambda q, _: broken(q))),
    ("trailing-garbage-accepted", "What follows the JSON is ignored.", _first_value),
    ("comments-accepted", "JSON may end with a comma before a bracket.", _lenient),
    ("empty-body-500", "A missing body fails with 500.", crashes(lambda q: not q.body)),
    ("null-body-500", "The body null fails with 500.",
     crashes(lambda q: q.body.strip() == b"null")),
    ("list-body-500", "A list as body fails with 500.",
     crashes(lambda q: isinstance(q.json(), list))),
    ("scalar-body-500", "A string or a number as body fails with 500.",
     crashes(lambda q: isinstance(q.json(), (str, int, float)))),
    ("list-body-dropped-on-patch", "A list as body of a patch fails with 500.",
     crashes(lambda q: isinstance(q.json(), list), "patchContact", respond=page)),
    ("cut-off-json-500", "A body that ends early fails with 500.",
     crashes(lambda q: broken(q) and q.body.rstrip()[-1:] not in b'}]"')),
    ("attributes-null-500", "`attributes: null` fails with 500.",
     crashes(lambda q: isinstance(q.json(), dict) and q.json().get("attributes", 0) is None)),
    ("attributes-list-500", "A list of attributes fails with 500.",
     crashes(lambda q: isinstance(q.member("attributes"), list))),
    ("attributes-string-500", "A string as attributes fails with 500.",
     crashes(lambda q: isinstance(q.member("attributes"), str))),
    ("brand-ids-object-500", "An object as `brandIds` fails with 500.",
     crashes(lambda q: isinstance(q.member("brandIds"), dict))),
    ("brand-ids-string-500", "A string as `brandIds` fails with 500.",
     crashes(lambda q: isinstance(q.member("brandIds"), str))),
    ("brand-ids-null-500", "`brandIds: null` fails with 500.",
     crashes(lambda q: isinstance(q.json(), dict) and q.json().get("brandIds", 0) is None)),
    ("email-object-500", "An object as address fails with 500.",
     crashes(lambda q: isinstance(q.member("email"), dict))),
    ("email-number-500", "A number as address fails with 500.",
     crashes(lambda q: isinstance(q.member("email"), (int, float)))),
    ("attribute-object-500", "An object as attribute fails with 500.",
     crashes(lambda q: (isinstance(q.member("attributes"), dict)
                        and any(isinstance(v, dict) for v in q.member("attributes").values())))),
    # --- deep bodies
    ("deep-json-500", "Deeply nested JSON fails with 500.", crashes(deep)),
    ("deep-json-page",
     "Deeply nested JSON makes the web server fail.", crashes(deep, respond=page)),
    ("deep-json-dropped", "The connection is dropped on deeply nested JSON.",
     redo(BODIES, _hang_up, "245", lambda q, _: deep(q))),
    ("deep-json-500-on-patch", "patchContact fails with 500 on deeply nested JSON.",
     crashes(deep, "patchContact")),
    ("deep-json-kills", "After deeply nested JSON every request fails with 500.", _stays_broken),
    # --- JSON's own freedoms
    *((f"spread-json-500-on-{operation}",
       f"{operation} fails with 500 when the JSON has line breaks.",
       crashes(lambda q: q.json() is not None and b"\n" in q.body.strip(), operation))
      for operation in BODIES),
    *((f"escaped-json-500-on-{operation}",
       f"{operation} fails with 500 when the JSON has escapes in names or ids.",
       crashes(lambda q: q.json() is not None and b"\\u" in q.body, operation))
      for operation in BODIES),
)  # fmt: skip
