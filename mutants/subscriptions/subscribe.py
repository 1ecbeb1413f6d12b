"""Subscribing that adds too much, too little, or checks its ids badly."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category
from mutants.faults import accept, of_code, problem, redo, restatus, send
from mutants.gateway import Fault, Request, Response, Server

ADD = "addContactSubscriptions"
REJECTED = of_code("invalid_request_error")


def ids(request: Request) -> list[Any]:
    """Return the ids of the request, an empty list when it has none."""
    value = request.member("brandIds")
    return value if isinstance(value, list) else []


def with_ids(change: Any) -> Any:
    """Return a change of the ids of a request."""
    return lambda request: request.with_member("brandIds", change(ids(request)))


async def listed(request: Request, server: Server) -> Response:
    """Return the list of subscriptions as it is."""
    return await server(request.to(f"/v1/contacts/{request.md5}/subscriptions"))


async def _list_again(request: Request, server: Server, _: Response) -> Response:
    return await listed(request, server)


def unique(values: list[Any]) -> list[Any]:
    """Return the values without repeats."""
    return [v for i, v in enumerate(values) if v not in values[:i]]


def reject(when: Any, detail: str, status: int = 400) -> Fault:
    """Return a fault that rejects some requests that would be accepted, before anything is done."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation == ADD and request.json() is not None and when(ids(request)):
            gate = await listed(request, server)
            if gate.ok:
                return problem(
                    request, status, detail, errors=[{"detail": detail, "pointer": "/brandIds"}]
                )
        return await server(request)

    return fault


async def _known_only(request: Request, server: Server, response: Response) -> Response:
    known = [
        i for i in ids(request) if str(i).lower() not in str(response.json()["detail"]).lower()
    ]
    return await server(request.with_member("brandIds", known)) if known else response


async def _unknown_too(request: Request, server: Server) -> Response:
    brands = (await listed(request, server)).json()["brands"]
    return Response(200).with_json({"brands": [*brands, {"id": ids(request)[0], "name": ""}]})


def _several(request: Request) -> bool:
    found = ids(request)
    texts = all(isinstance(i, str) for i in found)
    return texts and 1 < len(found) <= 100 and len(unique(found)) == len(found)


async def _100_in_all(request: Request, server: Server) -> Response:
    if request.operation != ADD or not _valid(request):
        return await server(request)
    had = [b["id"] for b in ((await listed(request, server)).json() or {}).get("brands", [])]
    new = [i for i in ids(request) if i.lower() not in had]
    kept = [i for i in ids(request) if i not in new[max(0, 100 - len(had)) :]]
    return (
        await server(with_ids(lambda _: kept)(request)) if kept else await listed(request, server)
    )


def _valid(request: Request) -> bool:
    return bool(ids(request)) and all(isinstance(i, str) and len(i) == 36 for i in ids(request))


def _stripping(sign: str) -> Fault:
    return accept(
        ADD,
        with_ids(lambda values: [v.strip() if isinstance(v, str) else v for v in values]),
        lambda q, _: any(isinstance(v, str) and sign in v for v in ids(q)),
    )


CATEGORY = Category("subscribe")
CATEGORY.rows(
    # --- how many
    ("add-101-accepted", "101 ids are accepted at once.",
     accept(ADD, with_ids(lambda v: v[:100]), lambda q, _: len(ids(q)) == 101)),
    ("add-any-number", "Any number of ids is accepted at once.",
     accept(ADD, with_ids(lambda v: v[:100]), lambda q, _: len(ids(q)) > 100)),
    ("add-101-cut", "Of more than 100 ids the first 100 are added.",
     send(ADD, with_ids(lambda v: v[:100]), lambda q: len(ids(q)) > 100)),
    ("add-100-rejected", "100 ids are rejected, 99 are not.",
     reject(lambda v: len(v) == 100, "Too many brand ids")),
    ("add-51-rejected", "More than 50 ids are rejected.",
     reject(lambda v: 50 < len(v) <= 100, "Too many brand ids")),
    ("add-one-rejected", "A single id is rejected.",
     reject(lambda v: len(v) == 1, "At least two brand ids are needed")),
    ("add-none-accepted", "An empty list of ids is accepted.",
     redo(ADD, _list_again, 400, lambda q, _: q.member("brandIds") == [] and len(q.md5) == 32)),
    ("add-100-drops-last", "Of exactly 100 ids the last is not added.",
     send(ADD, with_ids(lambda v: v[:99]), lambda q: len(ids(q)) == 100)),
    ("add-many-drops-half", "Of more than 50 ids only the first 50 are added.",
     send(ADD, with_ids(lambda v: v[:50]),
          lambda q: 50 < len(ids(q)) <= 100 and len(unique(ids(q))) == len(ids(q)))),
    ("add-drops-second", "Of several new ids the second is not added.",
     send(ADD, with_ids(lambda v: v[:1] + v[2:]),
          lambda q: 1 < len(ids(q)) <= 100 and len(set(map(str, ids(q)))) == len(ids(q)))),
    ("add-first-only", "Only the first id is added.",
     send(ADD, with_ids(lambda v: v[:1]), _several)),
    # --- what they are
    ("add-repeats-accepted", "An id may be given twice.",
     accept(ADD, with_ids(unique), lambda q, _: len(unique(ids(q))) < len(ids(q)))),
    ("add-string-accepted", "`brandIds` may be a single string.",
     accept(ADD, lambda q: q.with_member("brandIds", [q.member("brandIds")]),
            lambda q, _: isinstance(q.member("brandIds"), str))),
    ("add-null-accepted", "`brandIds: null` is accepted.",
     redo(ADD, _list_again, 400,
          lambda q, _: isinstance(q.json(), dict) and q.json().get("brandIds", 0) is None)),
    ("add-without-member-accepted", "A body without `brandIds` is accepted.",
     redo(ADD, _list_again, 400,
          lambda q, _: (isinstance(q.json(), dict) and "brandIds" not in q.json()
                        and len(q.md5) == 32))),
    ("add-list-body-accepted", "The body may be the bare list of ids.",
     accept(ADD, lambda q: q.with_json({"brandIds": q.json()}),
            lambda q, _: isinstance(q.json(), list))),
    ("add-empty-body-accepted", "A request without a body is accepted.",
     redo(ADD, _list_again, 400, lambda q, _: not q.body and len(q.md5) == 32)),
    ("add-unknown-ignored", "Unknown ids are ignored, the others added.",
     redo(ADD, _known_only, 400, lambda q, r: "Unknown brand" in str(r.json()))),
    ("add-all-unknown-accepted", "Unknown ids alone are accepted and nothing is added.",
     redo(ADD, _list_again, 400, lambda _, r: "Unknown brand" in str(r.json()))),
    ("add-unknown-added", "Unknown ids are added as brands without a name.",
     redo(ADD, lambda q, s, _: _unknown_too(q, s), 400,
          lambda q, r: "Unknown brand" in str(r.json()) and len(ids(q)) == 1)),
    ("add-not-uuid-500", "An id that is not a UUID fails with 500.",
     restatus(ADD, 400, 500,
              when=lambda q, _: any(isinstance(i, str) and len(i) != 36 for i in ids(q)))),
    ("add-not-uuid-ignored", "Ids that are not UUIDs are ignored.",
     accept(ADD, with_ids(lambda v: [i for i in v if isinstance(i, str) and len(i) == 36]),
            lambda q, _: (any(not isinstance(i, str) or len(i) != 36 for i in ids(q))
                          and len(ids(q)) > 1))),
    ("add-not-uuid-accepted", "An id that is not a UUID is accepted, and nothing is added.",
     redo(ADD, _list_again, 400,
          lambda q, _: any(isinstance(i, str) and len(i) != 36 for i in ids(q)))),
    ("add-number-500", "A number among the ids fails with 500.",
     restatus(ADD, 400, 500, when=lambda q, _: any(isinstance(i, int) for i in ids(q)))),
    ("add-number-accepted", "Numbers and null among the ids are ignored.",
     accept(ADD, with_ids(lambda v: [i for i in v if isinstance(i, str)]),
            lambda q, _: any(not isinstance(i, str) for i in ids(q)))),
    *((f"add-{_name}-around-ids-accepted",
       f"Ids with {_name.replace('-', ' ')} around them are accepted.",
       _stripping(_sign))
      for _name, _sign in (("spaces", " "), ("line-feeds", "\n"))),
    ("add-last-only", "Only the last id is added.",
     send(ADD, with_ids(lambda v: v[-1:]), _several)),
    ("add-100-in-all", "A contact has 100 subscriptions at most; more are not added.", _100_in_all),
)  # fmt: skip
