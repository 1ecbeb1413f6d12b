"""Failures and statuses that say the same in another way."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from attrs import evolve

from .catalogue import Shelf
from .correct_answers import problems
from .faults import ALL, edit, edit_response, problem, turn
from .gateway import Request, Response, Server

SHELF = Shelf("correct: other answers", profile="read", correct=True)
add = SHELF.add


# --- the problem
add(
    "no-instance",
    "Problems have no `instance`.",
    problems(lambda p: p.pop("instance", None) and None),
)
add(
    "instance-is-url",
    "`instance` is the whole URL.",
    problems(turn("instance", lambda i: f"https://api.optizmo.com{i}")),
)
add(
    "instance-has-query",
    "`instance` holds the query as well.",
    edit_response(
        ALL,
        lambda q, r: r.with_json(
            {
                **r.json(),
                "instance": f"{r.json()['instance']}?{q.query}"
                if q.query
                else r.json()["instance"],
            }
        ),
        "45",
    ),
)
add(
    "instance-is-contact",
    "`instance` is the contact's path whatever the operation.",
    problems(turn("instance", lambda i: re.sub(r"(/contacts/[^/]+)/.*", r"\1", i))),
)
add(
    "parameter-percent-encoded",
    "Parameters are named as they were sent, percent-encoded.",
    problems(
        turn(
            "errors",
            lambda errors: [
                turn("parameter", lambda p: p.replace("[", "%5B").replace("]", "%5D"))(e) or e
                for e in errors
            ],
        )
    ),
)
add(
    "status-with-fraction",
    "`status` is written with a fraction of zero.",
    problems(turn("status", float)),
)
add(
    "other-titles",
    "Titles are the phrases of HTTP.",
    problems(lambda p: {**p, "title": HTTPStatus(p["status"]).phrase}),
)
add(
    "other-details",
    "Details are in other words.",
    problems(
        lambda p: (
            p
            if "emailMd5" in p["detail"] or "Unknown brand" in p["detail"]
            else {**p, "detail": f"Sorry: {p['detail'].lower()}"}
        )
    ),
)
add(
    "other-words-for-unknown-brands",
    "The detail of unknown brands has other words around the ids.",
    problems(
        lambda p: json.loads(
            json.dumps(p).replace("Unknown brand id(s):", "These are not brands of yours:")
        ),
        400,
    ),
)
add(
    "unknown-brands-lower-case",
    "The detail of unknown brands has the ids in lower case.",
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
    ),
)
add(
    "errors-always-there",
    "Problems without offending fields have an empty `errors`.",
    problems(lambda p: {"errors": [], **p}),
)
add(
    "errors-reversed",
    "Offending fields are named in another order.",
    problems(turn("errors", lambda e: e[::-1]), 400),
)
add(
    "problems-with-more",
    "Problems have members of the server's own.",
    problems(
        lambda p: (
            {
                **p,
                "requestId": "01J",
                "timestamp": 1,
                "errors": [{**e, "rule": "x"} for e in p["errors"]],
            }
            if "errors" in p
            else {**p, "requestId": "01J"}
        )
    ),
)
add(
    "errors-with-several-details",
    "A field with two faults is named twice.",
    problems(
        turn(
            "errors",
            lambda e: (
                [*e, {**e[-1], "detail": "is not valid either"}] if e and "pointer" in e[-1] else e
            ),
        ),
        400,
    ),
)
add(
    "brand-ids-pointed-as-a-whole",
    "Offending items of `brandIds` are named by /brandIds.",
    problems(
        turn(
            "errors",
            lambda e: list(
                {
                    x.get("pointer"): x
                    for x in (
                        {**x, "pointer": "/brandIds"}
                        if str(x.get("pointer", "")).startswith("/brandIds")
                        else x
                        for x in e
                    )
                }.values()
            ),
        ),
        400,
    ),
)
add(
    "unrouted-other-codes",
    "Unknown paths and methods have other codes.",
    edit(
        (None,),
        lambda p: {
            **p,
            "code": "api_error",
            "type": "https://docs.optizmo.com/deploy/error-codes#api_error",
        },
        "45",
    ),
)
add(
    "unrouted-always-404",
    "Unknown methods are 404.",
    edit_response((None,), lambda q, _: problem(q, 404, "No such route"), "45"),
)
add(
    "www-authenticate",
    "A 401 has the header WWW-Authenticate.",
    edit_response(
        ALL, lambda _, r: r.with_header("www-authenticate", 'Bearer realm="deploy"'), 401
    ),
)

# --- statuses
add(
    "create-answers-200",
    "A create is 200.",
    edit_response("createContact", lambda _, r: evolve(r, status=200)),
)
add(
    "disable-answers-200",
    "A disable is 200 with an empty body.",
    edit_response("disableContact", lambda _q, _: Response(200, headers=())),
)
add(
    "disable-answers-202",
    "A disable is 202 with an empty body.",
    edit_response("disableContact", lambda _q, _: Response(202, headers=())),
)
add(
    "remove-answers-200",
    "An unsubscribe is 200 with an empty body.",
    edit_response("removeContactSubscription", lambda _q, _: Response(200, headers=())),
)
add(
    "patch-answers-202",
    "A patch is 202 with the contact.",
    edit_response("patchContact", lambda _, r: evolve(r, status=202)),
)
add(
    "create-says-location",
    "A create has the header Location.",
    edit_response(
        "createContact",
        lambda _, r: r.with_header("location", f"/deploy/v1/contacts/{r.json()['emailMd5']}"),
    ),
)


async def _removed(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation == "removeContactSubscription" and response.ok:
        return await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))
    return response


add("remove-answers-list", "An unsubscribe is 200 with the updated list.", _removed)
