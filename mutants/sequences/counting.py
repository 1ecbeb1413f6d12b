"""Servers that do one thing always, or everything wrong from some request on."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import ALL, edit_response, problem
from mutants.gateway import Fault, Request, Response, Server

CONTACTS_AND_BRAND = (
    *(name for name in ALL if "ontact" in name and name != "getContactSchema"),
    "getBrand",
)
ENOUGH = 1400
"""Requests after which a server gets tired: more than most checks need, fewer than a run sends."""


def _failure(request: Request, _: Response | None = None) -> Response:
    return problem(request, 500, "unexpected")


def _tired(change: Any, patience: int = ENOUGH) -> Stateful:
    @Stateful
    def make() -> Fault:
        count = 0

        async def fault(request: Request, server: Server) -> Response:
            nonlocal count
            count += request.operation is not None
            response = await server(request)
            late = count > patience and request.operation is not None
            return change(request, response) if late else response

        return fault

    return make


def _reject(request: Request, response: Response) -> Response:
    return problem(request, 400, "rejected") if response.ok else response


def _reject_contacts(request: Request, response: Response) -> Response:
    return _reject(request, response) if request.md5 else response


def _welcome(request: Request, response: Response) -> Response:
    if response.status != 400:
        return response
    if request.operation in {"disableContact", "removeContactSubscription"}:
        return Response(204, headers=())
    return Response(201 if request.operation == "createContact" else 200).with_json({})


def _every(number: int, change: Any) -> Stateful:
    @Stateful
    def make() -> Fault:
        count = dict.fromkeys(ALL, 0)

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if request.operation is None or not response.ok:
                return response
            count[request.operation] += 1
            return change(request) if count[request.operation] % number == 0 else response

        return fault

    return make


@stateful(list)
async def _renamed(request: Request, server: Server, calls: list[bool]) -> Response:
    response = await server(request)
    if request.operation == "listBrands" and response.ok:
        calls.append(True)
        body = response.json()
        brands = [{**b, "name": f"{b['name']} ({len(calls)})"} for b in body["data"]]
        return response.with_json({**body, "data": brands}) if len(calls) > 2 else response
    return response


@stateful(list)
async def _new_ids(request: Request, server: Server, calls: list[bool]) -> Response:
    response = await server(request)
    if request.operation == "listBrands" and response.ok:
        calls.append(True)
        body = response.json()
        brands = [{**b, "id": f"{len(calls):08x}{b['id'][8:]}"} for b in body["data"]]
        return response.with_json({**body, "data": brands}) if len(calls) > 3 else response
    return response


CATEGORY = Category("sequences")
CATEGORY.rows(
    *((f"{operation}-always-500", f"{operation} fails with 500 where it should succeed.",
       edit_response(operation, _failure))
      for operation in CONTACTS_AND_BRAND),
    ("tired-fails", f"After {ENOUGH} requests everything fails with 500.", _tired(_failure)),
    ("tired-rejects", f"After {ENOUGH} requests whatever should succeed is 400.", _tired(_reject)),
    ("tired-rejects-contacts",
     f"After {ENOUGH} requests whatever names a contact and should succeed is 400.",
     _tired(_reject_contacts)),
    ("tired-accepts", f"After {ENOUGH} requests whatever should be 400 succeeds.",
     _tired(_welcome)),
    ("every-tenth-fails", "Every tenth success of an operation is a 500 instead.",
     _every(10, _failure)),
    ("every-seventh-not-found", "Every seventh success of an operation is a 404 instead.",
     _every(7, lambda q: problem(q, 404, "Contact not found"))),
    ("brand-names-count", "Brands' names change with every list.", _renamed, "read"),
    ("brand-ids-change", "Brands' ids change with every list.", _new_ids, "read"),
)  # fmt: skip
