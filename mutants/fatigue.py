"""Servers that do one thing always, or everything wrong from some request on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import ALL, edit_response, problem
from .gateway import Response

if TYPE_CHECKING:
    from .gateway import Fault, Request, Server

SHELF = Shelf("sequences", "READBACK")
AREAS = {
    "createContact": "CREATE",
    "getContact": "GET",
    "patchContact": "PATCH",
    "disableContact": "DISABLE",
    "listContactSubscriptions": "LIST",
    "addContactSubscriptions": "SUBSCRIBE",
    "removeContactSubscription": "UNSUBSCRIBE",
    "getBrand": "BRAND",
}
ENOUGH = 1400
"""Requests after which a server gets tired: more than most checks need, fewer than a run sends."""


def _failure(request: Request, _: Response | None = None) -> Response:
    return problem(request, 500, "unexpected")


def _tired(change: Any, patience: int = ENOUGH) -> Any:
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


def _refuse(request: Request, response: Response) -> Response:
    return problem(request, 400, "refused") if response.ok else response


def _refuse_contacts(request: Request, response: Response) -> Response:
    return _refuse(request, response) if request.md5 else response


def _welcome(request: Request, response: Response) -> Response:
    if response.status != 400:
        return response
    if request.operation in {"disableContact", "removeContactSubscription"}:
        return Response(204, headers=())
    return Response(201 if request.operation == "createContact" else 200).with_json({})


for operation, wrong in AREAS.items():
    SHELF.add(
        f"{operation}-always-500",
        f"{operation} fails with 500 where it should succeed.",
        edit_response(operation, _failure),
        breaks=(wrong,),
    )
SHELF.remembering(
    "tired-fails", f"After {ENOUGH} requests everything fails with 500.", thorough=True
)(_tired(_failure))
SHELF.remembering(
    "tired-refuses", f"After {ENOUGH} requests whatever should succeed is 400.", thorough=True
)(_tired(_refuse))
SHELF.remembering(
    "tired-refuses-contacts",
    f"After {ENOUGH} requests whatever names a contact and should succeed is 400.",
    thorough=True,
)(_tired(_refuse_contacts))
SHELF.remembering(
    "tired-accepts", f"After {ENOUGH} requests whatever should be 400 succeeds.", thorough=True
)(_tired(_welcome))


def _every(number: int, change: Any) -> Any:
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


SHELF.remembering("every-tenth-fails", "Every tenth success of an operation is a 500 instead.")(
    _every(10, _failure)
)
SHELF.remembering(
    "every-seventh-not-found", "Every seventh success of an operation is a 404 instead."
)(_every(7, lambda q: problem(q, 404, "Contact not found")))


def _renamed() -> Fault:
    calls: list[bool] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "listBrands" and response.ok:
            calls.append(True)
            body = response.json()
            brands = [{**b, "name": f"{b['name']} ({len(calls)})"} for b in body["data"]]
            return response.with_json({**body, "data": brands}) if len(calls) > 2 else response
        return response

    return fault


def _new_ids() -> Fault:
    calls: list[bool] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "listBrands" and response.ok:
            calls.append(True)
            body = response.json()
            brands = [{**b, "id": f"{len(calls):08x}{b['id'][8:]}"} for b in body["data"]]
            return response.with_json({**body, "data": brands}) if len(calls) > 3 else response
        return response

    return fault


BRANDS: dict[str, Any] = {"profile": "read", "breaks": ("BRANDS", "BRAND")}
SHELF.remembering("brand-names-count", "Brands' names change with every list.", **BRANDS)(_renamed)
SHELF.remembering("brand-ids-change", "Brands' ids change with every list.", **BRANDS)(_new_ids)
