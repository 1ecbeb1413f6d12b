"""Responses that differ in form only, or have more than is documented."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from attrs import evolve

from mutants.catalogue import Category
from mutants.faults import ALL, BRANDS, CONTACT, edit, edit_response, turn
from mutants.gateway import Fault, Request, Response

ANY = "12345"
EVERYWHERE = (*ALL, None)


def always(change: Any) -> Fault:
    """Return a change of every response."""
    return edit_response(EVERYWHERE, change, ANY)


def problems(change: Any, status: int | str = "45", wanted: Any = ALL) -> Fault:
    """Return a change of every problem."""
    return edit(wanted, change, status)


def _without_limits(_: Request, response: Response) -> Response:
    return evolve(
        response, headers=tuple(h for h in response.headers if not h[0].startswith("x-rate-limit"))
    )


def _unix_reset(_: Request, response: Response) -> Response:
    return response.with_header("x-rate-limit-reset", str(int(time.time()) + 60))


def _more(value: Any) -> Any:
    if isinstance(value, list):
        return [_more(v) for v in value]
    if isinstance(value, dict):
        kept = {
            k: v if k in {"attributes", "unsubscribeHandling"} and isinstance(v, dict) else _more(v)
            for k, v in value.items()
        }
        return {"_links": {"self": "/x"}, **kept, "updatedAt": None}
    return value


CATEGORY = Category("correct: other responses", profile="read", correct=True)
CATEGORY.rows(
    ("no-rate-limit-headers", "No response has rate limit headers.", always(_without_limits)),
    ("rate-limit-reset-as-unix-time", "x-rate-limit-reset is a Unix time.", always(_unix_reset)),
    ("rate-limit-headers-on-success-only", "Only successes have rate limit headers.",
     edit_response(EVERYWHERE, _without_limits, "45")),
    # --- bytes
    ("charset", "The content type has a charset.",
     edit_response(EVERYWHERE,
                   lambda _, r: (r.with_header("content-type", "application/json; charset=utf-8")
                                 if r.body else r), ANY)),
    ("content-type-upper-case", "The content type is written Application/JSON.",
     edit_response(EVERYWHERE,
                   lambda _, r: r.with_header("content-type", "Application/JSON") if r.body else r,
                   ANY)),
    ("indented", "JSON is indented and ends with a line break.",
     edit_response(
         EVERYWHERE,
         lambda _, r: (
             evolve(r, body=(json.dumps(r.json(), indent=2, ensure_ascii=False) + "\n").encode())
             if r.body
             else r
         ),
         ANY,
     )),
    ("escaped", "JSON is pure ASCII, with escapes, and slashes escaped.",
     edit_response(EVERYWHERE,
                   lambda _, r: (evolve(r, body=json.dumps(r.json()).replace("/", "\\/").encode())
                                 if r.body else r), ANY)),
    ("closing", "Every response closes the connection.",
     always(lambda _, r: r.with_header("connection", "close"))),
    ("more-headers", "Responses have ETag, Cache-Control, Vary and Date.",
     always(lambda _, r: evolve(r,
                                headers=(*r.headers, ("etag", '"x"'), ("cache-control", "no-store"),
                                         ("vary", "Authorization"))))),
    # --- contacts, brands and subscriptions
    ("members-of-its-own", "Every object has more members than documented.",
     edit_response(ALL, lambda _, r: r.with_json(_more(r.json())) if r.body else r)),
    ("created-at-offset", "`createdAt` has an offset and fractions.",
     edit((*CONTACT, "getBrand"), turn("createdAt", lambda c: f"{c[:19]}.123456+00:00"))),
    ("created-at-elsewhere", "`createdAt` has the offset of another zone.",
     edit((*CONTACT, "getBrand"), turn("createdAt", lambda c: f"{c[:19]}-05:30"))),
    ("email-lower-case", "Addresses come back in lower case.",
     edit(CONTACT, turn("email", str.lower))),
    ("subscriptions-reversed", "Subscriptions come in another order.",
     edit(BRANDS, turn("brands", lambda b: b[::-1]))),
    ("subscriptions-by-name", "Subscriptions are sorted by name, and `brandIds` by id.",
     edit((*BRANDS, *CONTACT),
          lambda b: (turn("brands", lambda x: sorted(x, key=lambda y: y["name"]))(b)
                     or turn("brandIds", sorted)(b)))),
    ("numbers-as-floats", "Whole numbers have a fraction of zero.",
     edit(CONTACT,
          turn("attributes",
               lambda a: {k: float(v) if isinstance(v, int) and not isinstance(v, bool)
                          and abs(v) < 2**53 else v for k, v in a.items()}))),
    ("more-derived-entries", "Attributes of type email have more derived entries.",
     edit(CONTACT,
          turn("attributes",
               lambda a: {**a,
                          **{k.replace(":md5", ":tld"): "com" for k in a if k.endswith(":md5")}}))),
    ("attributes-in-other-order", "Attributes come in another order.",
     edit(CONTACT, turn("attributes", lambda a: dict(reversed(a.items()))))),
    ("handling-of-its-own", "Third-party handling has members of its own.",
     edit(
         "getBrand",
         turn(
             "unsubscribeHandling",
             lambda h: (
                 h
                 if h["type"] == "Deploy"
                 else {
                     "type": "ExternalProvider",
                     "customHeader": {"mailto": "out@example.com", "oneClick": True},
                 }
             ),
         ),
     )),
    ("brand-without-options",
     "getBrand never shows `fromAddress`, `domain` or `unsubscribePageId`.",
     edit("getBrand",
          lambda b: ([b.pop(k, None) for k in ("fromAddress", "domain")]
                     and b["unsubscribeHandling"].pop("unsubscribePageId", None) and None))),
    ("schema-without-descriptions", "No attribute has a description.",
     edit("getContactSchema",
          turn("attributes",
               lambda a: [{k: v for k, v in x.items() if k != "description"} for x in a]))),
    ("retry-after-long", "A busy account asks for ten minutes.",
     edit_response(ALL,
                   lambda _, r: (r.with_header("retry-after", "600")
                                 if r.json()["code"] == "operation_in_progress" else r), 409),
     "full"),
)  # fmt: skip
CATEGORY.rows(
    ("upper-case-uuids", "All UUIDs in responses are upper case.",
     edit_response(
         ALL,
         lambda _, r: evolve(
             r,
             body=re.sub(
                 rb'(?<=")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=")',
                 lambda m: m[0].upper(),
                 r.body,
             ),
         ),
     )),
    ("patch-without-body", "patchContact succeeds with 204 and no body.",
     edit_response("patchContact", lambda _, r: evolve(r, status=204, headers=(), body=b""))),
    alone=True,
)  # fmt: skip
