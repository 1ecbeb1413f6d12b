"""Creates that accept what they should reject, or lose what they accept."""

from __future__ import annotations

import itertools
from typing import Any

from attrs import evolve

from mutants.catalogue import Category, stateful
from mutants.contacts.attributes import attributes, lenient
from mutants.faults import accept, edit, edit_response, md5_of, put, redo, restatus
from mutants.gateway import Request, Response, Server
from mutants.subscriptions.subscribe import ids

CREATE = "createContact"
# --- the address
SERIAL = itertools.count()


def _some_address(request: Request) -> Request:
    return request.with_json(
        {**(request.json() or {}), "email": f"made-up-{next(SERIAL)}@example.com"}
    )


def _email_is(test: Any) -> Any:
    return lambda q, _: (
        isinstance(q.json(), dict) and "email" in q.json() and test(q.json()["email"])
    )


# --- the address is taken
@stateful(dict)
async def _case_matters(
    request: Request, server: Server, spellings: dict[str, set[str]]
) -> Response:
    response = await server(request)
    if request.operation != CREATE or not isinstance(request.member("email"), str):
        return response
    email = request.member("email")
    known = spellings.setdefault(email.lower(), set())
    if response.ok:
        known.add(email)
    elif response.status == 409 and known and email not in known:
        contact = await server(request.to(f"/v1/contacts/{md5_of(email)}"))
        return evolve(contact, status=201).with_json({**contact.json(), "email": email})
    return response


async def _upsert(request: Request, server: Server, response: Response) -> Response:
    path = f"/v1/contacts/{md5_of(request.member('email'))}"
    if attributes(request):
        await server(request.to(path, method="PATCH", value={"attributes": attributes(request)}))
    if ids(request):
        await server(
            request.to(f"{path}/subscriptions", method="POST", value={"brandIds": ids(request)})
        )
    return response


def _taken(_: Request, response: Response) -> bool:
    return (response.json() or {}).get("code") == "contact_exists"


async def _merged(request: Request, server: Server, response: Response) -> Response:
    await _upsert(request, server, response)
    return evolve(
        await server(request.to(f"/v1/contacts/{md5_of(request.member('email'))}")), status=201
    )


async def _created_anyway(request: Request, server: Server, response: Response) -> Response:
    if isinstance(request.json(), dict):
        await server(request.with_json({"email": request.member("email")}))
    return response


CATEGORY = Category("create")
CATEGORY.rows(
    *lenient(CREATE, "create"),
    ("create-without-email", "An address is made up when none is given.",
     accept(CREATE, _some_address,
            lambda q, _: isinstance(q.json(), dict) and "email" not in q.json())),
    ("create-empty-email", "An address is made up for an empty string.",
     accept(CREATE, _some_address, _email_is(lambda e: e == ""))),
    ("create-number-email", "A number is accepted as address.",
     accept(CREATE, _some_address, _email_is(lambda e: isinstance(e, (int, float))))),
    ("create-email-without-at", "An address without @ is accepted.",
     accept(CREATE, _some_address,
            _email_is(lambda e: isinstance(e, str) and bool(e) and "@" not in e))),
    ("create-any-email", "Any string is accepted as address.",
     accept(CREATE, _some_address, _email_is(lambda e: isinstance(e, str)))),
    ("create-email-list", "A list of addresses is accepted.",
     accept(CREATE, _some_address, _email_is(lambda e: isinstance(e, list)))),
    ("create-email-500", "A bad address fails with 500.",
     restatus(CREATE, 400, 500, when=_email_is(lambda e: not isinstance(e, str) or "@" not in e))),
    ("create-pointer-to-email-key", "The pointer to a bad address is /attributes/Email.",
     edit(CREATE,
          lambda p: ([e.update(pointer="/attributes/Email") for e in p["errors"]
                      if e.get("pointer") == "/email"] and None), 400,
          lambda _, r: "errors" in r.json())),
    ("create-email-without-pointer", "A bad address is rejected without a pointer.",
     edit(CREATE,
          lambda p: [e.pop("pointer") for e in p["errors"] if e.get("pointer") == "/email"]
          and None, 400, lambda _, r: "errors" in r.json())),
    ("create-case-makes-new", "The same address in another case is another contact.",
     _case_matters),
    ("create-rejected-but-merged",
     "Creating a contact that exists is 409 but merges what was sent.",
     redo(CREATE, _upsert, 409, _taken)),
    ("create-upserts", "Creating a contact that exists updates it: 201.",
     redo(CREATE, _merged, 409, _taken)),
    ("create-rejected-but-created",
     "A create rejected for its attributes or brands leaves the contact behind.",
     redo(CREATE, _created_anyway, 400)),
    # --- the response
    ("create-disabled", "New contacts are disabled.", edit(CREATE, put("enabled", False))),
    ("create-returns-no-attributes", "The response of a create lacks the attributes.",
     edit(CREATE, put("attributes", {}))),
    ("create-returns-no-brands", "The response of a create lacks the brands.",
     edit(CREATE, put("brandIds", []))),
    ("create-returns-other-email", "The response of a create shows another address.",
     edit(CREATE, put("email", "somebody@example.com"))),
    ("create-returns-request", "The response of a create is what was sent.",
     edit_response(CREATE, lambda q, r: r.with_json(q.json()))),
    ("create-returns-nothing", "The response of a create is empty.",
     edit_response(CREATE, lambda _q, _: Response(201, headers=()))),
    ("create-returns-created-at-null", "The response of a create has `createdAt: null`.",
     edit(CREATE, put("createdAt", None))),
    ("create-returns-wrong-hash", "The response of a create shows a hash of zeros.",
     edit(CREATE, put("emailMd5", "0" * 32))),
)  # fmt: skip
CATEGORY.rows(
    ("create-email-without-domain", "An address that ends in @ is accepted.",
     accept(CREATE, _some_address, _email_is(lambda e: isinstance(e, str) and e.endswith("@")))),
    ("create-email-without-local-part", "An address that begins with @ is accepted.",
     accept(CREATE, _some_address, _email_is(lambda e: isinstance(e, str) and e.startswith("@")))),
    assumed=True,
)  # fmt: skip
