"""Contacts and subscriptions that do not agree with each other."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category, stateful
from mutants.faults import edit
from mutants.gateway import Fault, Request, Response, Server


# --- contact and subscriptions do not agree
def _subscribed(change: Any, least: int = 1) -> Any:
    def changed(body: Any) -> None:
        if len(body["brandIds"]) >= least:
            body["brandIds"] = change(body["brandIds"])

    return changed


def _listed(change: Any, least: int = 1) -> Any:
    def changed(body: Any) -> None:
        if len(body["brands"]) >= least:
            body["brands"] = change(body["brands"])

    return changed


GET, LIST = "getContact", "listContactSubscriptions"


async def _all_brands(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation != LIST or not response.ok:
        return response
    page = await server(request.to("/v1/brands", query="pageSize=200"))
    return response.with_json(
        {"brands": [{"id": b["id"], "name": b["name"]} for b in page.json()["data"]]}
    )


def _lacks_disabled(operation: str, key: str) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation != operation or not response.ok:
            return response
        page = await server(request.to("/v1/brands", query="enabled=false&pageSize=200"))
        dead = {b["id"] for b in page.json()["data"]}
        kept = [
            b for b in response.json()[key] if (b if isinstance(b, str) else b["id"]) not in dead
        ]
        return response.with_json({**response.json(), key: kept})

    return fault


@stateful(list)
async def _first_list(request: Request, server: Server, first: list[Response]) -> Response:
    response = await server(request)
    if request.operation != LIST or not response.ok:
        return response
    if response.json()["brands"] and not first:
        first.append(response)
    return first[0] if first else response


CATEGORY = Category("read after write")
CATEGORY.rows(
    ("get-lacks-last-brand", "getContact leaves out the last of several brands.",
     edit(GET, _subscribed(lambda b: b[:-1], 2))),
    ("get-lacks-brands-beyond-ten", "getContact shows no more than ten brands.",
     edit(GET, _subscribed(lambda b: b[:10]))),
    ("get-lacks-brands-beyond-hundred", "getContact shows no more than 100 brands.",
     edit(GET, _subscribed(lambda b: b[:100]))),
    ("get-repeats-brands", "getContact repeats the first brand.",
     edit(GET, _subscribed(lambda b: [*b, b[0]]))),
    ("get-brands-always-none", "getContact shows no brands.", edit(GET, _subscribed(lambda _: []))),
    ("list-lacks-last", "listContactSubscriptions leaves out the last of several brands.",
     edit(LIST, _listed(lambda b: b[:-1], 2))),
    ("list-lacks-beyond-ten", "listContactSubscriptions shows no more than ten brands.",
     edit(LIST, _listed(lambda b: b[:10]))),
    ("list-lacks-beyond-hundred", "listContactSubscriptions shows no more than 100 brands.",
     edit(LIST, _listed(lambda b: b[:100]))),
    ("list-repeats", "listContactSubscriptions repeats the last brand.",
     edit(LIST, _listed(lambda b: [*b, b[-1]]))),
    ("list-always-none", "listContactSubscriptions is always empty.",
     edit(LIST, _listed(lambda _: []))),
    ("list-names-shifted", "Names of subscriptions belong to the next brand.",
     edit(LIST, _listed(lambda b: [{**x, "name": b[i - 1]["name"]} for i, x in enumerate(b)], 2))),
    ("list-names-lower-case", "Names of subscriptions are lower case.",
     edit(LIST, _listed(lambda b: [{**x, "name": x["name"].lower()} for x in b]))),
    ("add-names-upper-case", "addContactSubscriptions returns names in upper case.",
     edit("addContactSubscriptions",
          _listed(lambda b: [{**x, "name": x["name"].upper()} for x in b]))),
    ("list-names-are-ids", "Names of subscriptions are ids.",
     edit(LIST, _listed(lambda b: [{**x, "name": x["id"]} for x in b]))),
    ("list-shows-all-brands", "listContactSubscriptions lists all brands of the account.",
     _all_brands),
    ("get-brand-ids-random", "getContact shows other ids than those subscribed.",
     edit(GET, _subscribed(lambda b: [f"{i[:-1]}{'1' if i[-1] == '0' else '0'}" for i in b]))),
    ("list-lacks-disabled-brands", "listContactSubscriptions hides disabled brands.",
     _lacks_disabled(LIST, "brands")),
    ("get-lacks-disabled-brands", "getContact hides disabled brands.",
     _lacks_disabled(GET, "brandIds")),
    ("get-lacks-brands-beyond-fifty", "getContact shows no more than 50 brands.",
     edit(GET, _subscribed(lambda b: b[:50]))),
    ("list-lacks-beyond-99", "listContactSubscriptions shows no more than 99 brands.",
     edit(LIST, _listed(lambda b: b[:99]))),
    ("list-of-another-contact",
     "listContactSubscriptions shows every contact the list of the contact asked for first.",
     _first_list),
)  # fmt: skip
