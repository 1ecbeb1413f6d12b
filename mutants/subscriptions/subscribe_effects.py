"""Subscribing that returns another list, or changes what it should leave alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import problem, redo
from mutants.gateway import Fault, Request, Response, Server
from mutants.subscriptions.subscribe import ADD, ids, listed


# --- the list in the response
def returns(make_list: Any) -> Fault:
    """Return a fault with another response, made of the list before, the list after and the ids."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != ADD:
            return await server(request)
        before = (await listed(request, server)).json() or {}
        response = await server(request)
        if not response.ok:
            return response
        brands = make_list(before.get("brands", []), response.json()["brands"], ids(request))
        return response.with_json({"brands": brands})

    return fault


# --- what becomes of the others
async def _replaced(request: Request, server: Server, response: Response) -> Response:
    wanted = {str(i).lower() for i in ids(request)}
    for brand in response.json()["brands"]:
        if brand["id"].lower() not in wanted:
            await server(
                request.to(
                    f"/v1/contacts/{request.md5}/subscriptions/{brand['id']}", method="DELETE"
                )
            )
    return await listed(request, server)


async def _repeat_toggles(request: Request, server: Server) -> Response:
    if request.operation != ADD:
        return await server(request)
    before = (await listed(request, server)).json() or {}
    had = {b["id"].lower() for b in before.get("brands", [])}
    response = await server(request)
    again = [i for i in ids(request) if str(i).lower() in had] if response.ok else []
    for brand in again:
        await server(
            request.to(f"/v1/contacts/{request.md5}/subscriptions/{brand}", method="DELETE")
        )
    return await listed(request, server) if again else response


def _on_repeat(treat: Callable[..., Awaitable[Response]]) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        if request.operation == ADD and request.json() is not None:
            had = {
                b["id"].lower()
                for b in ((await listed(request, server)).json() or {}).get("brands", [])
            }
            if {str(i).lower() for i in ids(request)} & had:
                return await treat(request, server, had)
        return await server(request)

    return fault


async def _conflict(request: Request, _server: Server, _had: Any) -> Response:
    return problem(request, 409, "Already subscribed", code="conflict_error")


async def _invalid(request: Request, _server: Server, _had: Any) -> Response:
    return problem(
        request,
        400,
        "Already subscribed",
        errors=[{"detail": "Already subscribed", "pointer": "/brandIds"}],
    )


async def _nothing_new(request: Request, server: Server, _had: Any) -> Response:
    return await listed(request, server)


async def _no_content(request: Request, server: Server, _had: Any) -> Response:
    response = await server(request)
    return Response(204, headers=()) if response.ok else response


@stateful(list)
async def _leaks(request: Request, server: Server, created: list[str]) -> Response:
    response = await server(request)
    if request.operation == "createContact" and response.ok:
        created.append(response.json()["emailMd5"])
    elif request.operation == ADD and response.ok and created and created[-1] != request.md5:
        await server(
            request.to(
                f"/v1/contacts/{created[-1]}/subscriptions", method="POST", value=request.json()
            )
        )
    return response


@stateful(dict)
async def _upper_twice(request: Request, server: Server, extra: dict[str, list[str]]) -> Response:
    if request.operation == ADD:
        had = {b["id"] for b in ((await listed(request, server)).json() or {}).get("brands", [])}
        doubled = [
            i for i in ids(request) if isinstance(i, str) and i != i.lower() and i.lower() in had
        ]
        response = await server(request)
        if response.ok and doubled:
            extra.setdefault(request.md5, []).extend(doubled)
    else:
        response = await server(request)
    if (
        request.operation in {ADD, "listContactSubscriptions"}
        and response.ok
        and request.md5 in extra
    ):
        brands = response.json()["brands"]
        names = {b["id"]: b["name"] for b in brands}
        more = [
            {"id": i, "name": names[i.lower()]} for i in extra[request.md5] if i.lower() in names
        ]
        return response.with_json({"brands": [*brands, *more]})
    return response


def _lost_after(number: int) -> Stateful:
    @stateful(dict)
    async def fault(request: Request, server: Server, calls: dict[str, int]) -> Response:
        if request.operation == ADD:
            calls[request.md5] = calls.get(request.md5, 0) + 1
            if calls[request.md5] > number:
                return await listed(request, server)
        return await server(request)

    return fault


async def _upper_contact_lost(request: Request, server: Server) -> Response:
    if request.operation == ADD and request.params["emailMd5"] != request.md5:
        return await listed(request, server)
    return await server(request)


async def _sets_beyond_50(request: Request, server: Server, response: Response) -> Response:
    if len(response.json()["brands"]) > 50:
        schema = (await server(request.to("/v1/contact-schema"))).json()["attributes"]
        names = [item["name"] for item in schema if item["type"] == "string"]
        change = {"attributes": dict.fromkeys(names[:1], "many brands")}
        path = f"/v1/contacts/{request.md5}"
        await server(request.to(path, method="PATCH", value=change))
    return response


CATEGORY = Category("subscribe")
CATEGORY.rows(
    ("add-returns-new-only", "The response lists only what was added.",
     returns(lambda b, a, _: [x for x in a if x not in b])),
    ("add-returns-asked-only", "The response lists only the brands that were asked for.",
     returns(lambda _, a, asked: [x for x in a if x["id"].lower() in [i.lower() for i in asked]])),
    ("add-returns-before",
     "The response is the list as it was before.", returns(lambda b, _a, _: b)),
    ("add-returns-nothing", "The response is an empty list.", returns(lambda _b, _a, _: [])),
    ("add-returns-twice", "Brands subscribed before are listed twice.",
     returns(lambda b, a, _: [*a, *b])),
    ("add-returns-ids-as-names", "Names in the response are ids.",
     returns(lambda _b, a, _: [{"id": x["id"], "name": x["id"]} for x in a])),
    ("add-returns-first-ten", "The response lists no more than ten brands.",
     returns(lambda _b, a, _: a[:10])),
    ("add-returns-first-hundred", "The response lists no more than 100 brands.",
     returns(lambda _b, a, _: a[:100])),
    ("add-replaces", "The ids replace the subscriptions that were there.", redo(ADD, _replaced)),
    ("add-repeat-removes", "Subscribing to a brand again ends the subscription.", _repeat_toggles),
    ("add-repeat-409", "Subscribing to a brand again is 409.", _on_repeat(_conflict)),
    ("add-repeat-400", "Subscribing to a brand again is 400.", _on_repeat(_invalid)),
    ("add-mixed-lost", "When one of the ids is subscribed already, none is added.",
     _on_repeat(_nothing_new)),
    ("add-repeat-204", "Subscribing to a brand again is 204 without a list.",
     _on_repeat(_no_content)),
    ("add-leaks", "Brands are added to the contact created last, too.", _leaks),
    ("add-upper-case-twice", "The same id in upper case is a second subscription.", _upper_twice),
    ("add-second-lost", "Only the first addContactSubscriptions of a contact has an effect.",
     _lost_after(1)),
    ("add-upper-case-contact-lost", "Nothing is added when the contact's hash is in upper case.",
     _upper_contact_lost),
    ("add-beyond-50-sets-attribute",
     "Subscribing to more than 50 brands in all sets an attribute of the contact.",
     redo(ADD, _sets_beyond_50)),
)  # fmt: skip
