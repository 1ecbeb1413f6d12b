"""What goes wrong for contacts because of how, and how long ago, they came about."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.contacts.attributes import attributes
from mutants.contacts.patch import PATCH
from mutants.faults import CONTACT, edit, md5_of, of_code, problem, turn
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ADD, ids, listed
from mutants.subscriptions.unsubscribe import REMOVE, brand

EXISTS = of_code("contact_exists")


def _deaf_after(operation: str, limit: int) -> Fault:
    count: dict[str, int] = {}

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != operation:
            return await server(request)
        if count.get(request.md5, 0) < limit:
            response = await server(request)
            count[request.md5] = count.get(request.md5, 0) + response.ok
            return response
        if operation == ADD:
            return await listed(request, server)
        return await server(request.to(f"/v1/contacts/{request.md5}"))

    return fault


def _created_with() -> tuple[dict[str, list[str]], Any]:
    """Return what contacts were created with, and the function that takes note of it."""
    brands: dict[str, list[str]] = {}

    def note(request: Request, response: Response) -> None:
        if request.operation == "createContact" and response.ok:
            brands[response.json()["emailMd5"]] = [str(i).lower() for i in ids(request)]

    return brands, note


@Stateful
def _stuck() -> Fault:
    brands, note = _created_with()

    async def fault(request: Request, server: Server) -> Response:
        first = brands.get(request.md5, [])
        if request.operation == REMOVE and len(first) > 2 and brand(request) == first[-1]:
            return problem(request, 400, "The contact is not subscribed to the brand")
        response = await server(request)
        note(request, response)
        return response

    return fault


@Stateful
def _never_again() -> Fault:
    brands, note = _created_with()

    async def fault(request: Request, server: Server) -> Response:
        first = brands.get(request.md5, [])
        if request.operation == ADD and request.json() is not None:
            left = [i for i in ids(request) if str(i).lower() not in first]
            if not left and ids(request):
                return await listed(request, server)
            request = request.with_member("brandIds", left) if left else request
        response = await server(request)
        note(request, response)
        return response

    return fault


# --- creates that are rejected
def _touching(only_disabled: bool, change: Any) -> Fault:
    touched: dict[str, Any] = {}

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "createContact" and EXISTS(request, response):
            md5 = md5_of(request.member("email"))
            now = (await server(request.to(f"/v1/contacts/{md5}"))).json() or {}
            if not only_disabled or now.get("enabled") is False:
                touched[md5] = attributes(request)
        elif request.operation == "getContact" and response.ok and request.md5 in touched:
            body = response.json()
            change(body, touched[request.md5])
            return response.with_json(body)
        return response

    return fault


def _later(body: dict[str, Any], _: dict[str, Any]) -> None:
    body["createdAt"] = re.sub(r"^\d{4}", "2031", body["createdAt"])


# --- contacts among others
def _forgetful(limit: int) -> Fault:
    created: list[str] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "createContact" and response.ok:
            created.append(response.json()["emailMd5"])
        old = request.md5 in created[:-limit]
        if request.operation == "getContact" and response.ok and old:
            return response.with_json({**response.json(), "attributes": {}})
        return response

    return fault


@stateful(set, dict)
async def _sharing(
    request: Request, server: Server, sharers: set[str], shared: dict[str, Any]
) -> Response:
    response = await server(request)
    if not response.ok:
        return response
    if request.operation == "createContact" and request.member("attributes") == {}:
        sharers.add(response.json()["emailMd5"])
    elif request.operation == PATCH and request.md5 in sharers:
        shared.update(attributes(request))
    elif request.operation != "getContact" or request.md5 not in sharers:
        return response
    kept = {k: v for k, v in shared.items() if v is not None}
    body = response.json()
    return response.with_json({**body, "attributes": {**body["attributes"], **kept}})


# --- texts
def texts(change: Any) -> Fault:
    """Return a fault that shows texts of attributes otherwise than they were written."""

    def each(values: dict[str, Any]) -> dict[str, Any]:
        return {
            k: change(v) if isinstance(v, str) and ":" not in k else v for k, v in values.items()
        }

    return edit(CONTACT, turn("attributes", each))


CATEGORY = Category("sequences")
CATEGORY.rows(
    *((f"{_operation}-ten-times-at-most",
       f"After ten times, {_operation} does nothing to a contact any more.",
       Stateful(partial(_deaf_after, _operation, 10)))
      for _operation in (ADD, PATCH)),
    ("last-of-three-created-stays",
     "Of three or more brands of a create, the last cannot be unsubscribed.",
     _stuck),
    ("created-brands-never-again",
     "A brand of the create, once unsubscribed, is not subscribed again.",
     _never_again),
    ("rejected-create-patches-disabled",
     "A create of a disabled contact is rejected but sets its attributes.",
     Stateful(lambda: _touching(True, lambda body, sent: body["attributes"].update(sent)))),
    ("rejected-create-stamps", "A rejected create stamps the contact anew.",
     Stateful(partial(_touching, False, _later))),
    ("attributes-of-the-last-two", "Contacts older than the last two lose their attributes.",
     Stateful(partial(_forgetful, 2))),
    ("attributes-of-the-last-hundred",
     "Contacts older than the last hundred lose their attributes.",
     Stateful(partial(_forgetful, 100))),
    ("empty-attributes-are-shared", "Contacts created with empty attributes share theirs.",
     _sharing),
    ("dates-completed", "Texts that are dates come back with a time.",
     texts(lambda v: f"{v}T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", v) else v)),
    ("line-ends-unified", "Line ends come back as line feeds.",
     texts(lambda v: v.replace("\r\n", "\n"))),
    ("text-false-is-false", "The text `false` comes back as false.",
     texts(lambda v: v != "false" and v)),
    ("text-zero-is-empty", "The text `0` comes back empty.",
     texts(lambda v: "" if v == "0" else v)),
)  # fmt: skip
