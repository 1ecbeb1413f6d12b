"""Failures and statuses that say the same in another way."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from attrs import evolve

from mutants.catalogue import Category
from mutants.correct.responses import problems
from mutants.faults import ALL, WITH_MD5, edit, edit_response, problem, turn
from mutants.gateway import Request, Response, Server


async def _removed(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation == "removeContactSubscription" and response.ok:
        return await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))
    return response


CATEGORY = Category("correct: other responses", profile="read", correct=True)
CATEGORY.rows(
    # --- the problem
    ("no-instance", "Error responses have no `instance`.",
     problems(lambda p: p.pop("instance", None) and None)),
    ("instance-is-url", "`instance` is the whole URL.",
     problems(turn("instance", lambda i: f"https://api.optizmo.com{i}"))),
    ("instance-has-query", "`instance` holds the query as well.",
     edit_response(ALL,
                   lambda q, r: r.with_json({**r.json(),
                                             "instance": f"{r.json()['instance']}?{q.query}"
                                             if q.query else r.json()["instance"]}), "45")),
    ("instance-is-contact", "`instance` is the contact's path whatever the operation.",
     problems(turn("instance", lambda i: re.sub(r"(/contacts/[^/]+)/.*", r"\1", i)))),
    ("parameter-percent-encoded", "Parameters are named as they were sent, percent-encoded.",
     problems(turn("errors",
                   lambda errors: [turn("parameter",
                                        lambda p: p.replace("[", "%5B").replace("]", "%5D"))(e) or e
                                   for e in errors]))),
    ("status-with-fraction", "`status` is written with a fraction of zero.",
     problems(turn("status", float))),
    ("other-titles", "Titles are the phrases of HTTP.",
     problems(lambda p: {**p, "title": HTTPStatus(p["status"]).phrase})),
    ("other-details", "Details are in other words.",
     problems(lambda p: (p if "emailMd5" in p["detail"] or "Unknown brand" in p["detail"]
                         else {**p, "detail": f"Sorry: {p['detail'].lower()}"}))),
    ("other-words-for-unknown-brands",
     "The detail of unknown brands has other words around the ids.",
     problems(
         lambda p: json.loads(
             json.dumps(p).replace("Unknown brand id(s):", "These are not brands of yours:")
         ),
         400,
     )),
    ("unknown-brands-lower-case", "The detail of unknown brands has the ids in lower case.",
     problems(
         lambda p: (
             json.loads(
                 json.dumps(p).replace(
                     p["detail"], f"Unknown brand id(s): {p['detail'].partition(': ')[2].lower()}"
                 )
             )
             if p["detail"].startswith("Unknown brand")
             else None
         ),
         400,
     )),
    ("errors-always-there", "Error responses without offending fields have an empty `errors`.",
     problems(lambda p: {"errors": [], **p})),
    ("errors-reversed", "Offending fields are named in another order.",
     problems(turn("errors", lambda e: e[::-1]), 400)),
    ("problems-with-more", "Error responses have members of the server's own.",
     problems(lambda p: ({**p, "requestId": "01J", "timestamp": 1,
                          "errors": [{**e, "rule": "x"} for e in p["errors"]]} if "errors" in p
                         else {**p, "requestId": "01J"}))),
    ("errors-with-several-details", "A field with two faults is named twice.",
     problems(turn("errors",
                   lambda e: ([*e, {**e[-1], "detail": "is not valid either"}] if e
                              and "pointer" in e[-1] else e)), 400)),
    ("brand-ids-pointed-as-a-whole", "Offending items of `brandIds` are named by /brandIds.",
     problems(turn("errors",
                   lambda e: list({x.get("pointer"): x
                                   for x in ({**x, "pointer": "/brandIds"}
                                             if str(x.get("pointer", "")).startswith("/brandIds")
                                             else x for x in e)}.values())), 400)),
    ("unrouted-other-codes", "Unknown paths and methods have other codes.",
     edit((None,),
          lambda p: {**p, "code": "api_error",
                     "type": "https://docs.optizmo.com/deploy/error-codes#api_error"}, "45")),
    ("unrouted-always-404", "Unknown methods are 404.",
     edit_response((None,), lambda q, _: problem(q, 404, "No such route"), "45")),
    ("www-authenticate", "A 401 has the header WWW-Authenticate.",
     edit_response(ALL, lambda _, r: r.with_header("www-authenticate", 'Bearer realm="deploy"'),
                   401)),
    # --- statuses
    ("create-returns-200", "A create is 200.",
     edit_response("createContact", lambda _, r: evolve(r, status=200))),
    ("disable-returns-200", "A disable is 200 with an empty body.",
     edit_response("disableContact", lambda _q, _: Response(200, headers=()))),
    ("disable-returns-202", "A disable is 202 with an empty body.",
     edit_response("disableContact", lambda _q, _: Response(202, headers=()))),
    ("remove-returns-200", "An unsubscribe is 200 with an empty body.",
     edit_response("removeContactSubscription", lambda _q, _: Response(200, headers=()))),
    ("patch-returns-202", "A patch is 202 with the contact.",
     edit_response("patchContact", lambda _, r: evolve(r, status=202))),
    ("create-says-location", "A create has the header Location.",
     edit_response("createContact",
                   lambda _, r: r.with_header("location",
                                              f"/deploy/v1/contacts/{r.json()['emailMd5']}"))),
    ("remove-returns-list", "An unsubscribe is 200 with the updated list.", _removed),
    ("long-hash-414", "A hash of more than 1,000 characters is 414.",
     edit_response(WITH_MD5, lambda q, _: problem(q, 414, "URI too long"),
                   400, lambda q, _: len(q.md5) > 1000)),
    ("errors-first-only", "Of several offending fields only the first is named.",
     problems(turn("errors", lambda e: e[:1]), 400)),
)  # fmt: skip
