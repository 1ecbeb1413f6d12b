"""Writes, refused ones too, after which something else is different than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import edit, problem, put
from .leniency import attributes

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("read after write", "READBACK")
WRITES = {
    "patch": "patchContact",
    "add": "addContactSubscriptions",
    "remove": "removeContactSubscription",
    "disable": "disableContact",
}
AREAS = {"patch": "PATCH", "add": "SUBSCRIBE", "remove": "UNSUBSCRIBE", "disable": "DISABLE"}
CHANGES: dict[str, Any] = {
    "email": lambda e: f"x{e}",
    "enabled": lambda e: not e,
    "createdAt": lambda _: "2031-01-01T00:00:00Z",
    "attributes": lambda a: dict(list(a.items())[1:]),
    "brandIds": lambda b: b[1:],
}
OWN = {("patch", "attributes"), ("add", "brandIds"), ("remove", "brandIds"), ("disable", "enabled")}


def _shown_otherwise(write: str, member: str) -> Any:
    def make() -> Fault:
        touched: set[str] = set()

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if request.operation == write and response.ok:
                touched.add(request.md5)
            elif request.operation == "getContact" and response.ok and request.md5 in touched:
                body = response.json()
                return response.with_json({**body, member: CHANGES[member](body[member])})
            return response

        return fault

    return make


for word, operation in WRITES.items():
    for changed in CHANGES:
        if (word, changed) not in OWN:
            SHELF.remembering(
                f"{changed}-other-after-{word}",
                f"After {operation}, getContact shows another `{changed}`.",
                breaks=(AREAS[word],),
            )(_shown_otherwise(operation, changed))


async def _forget(request: Request, server: Server, md5: str) -> None:
    answer = await server(request.to(f"/v1/contacts/{md5}"))
    for brand in answer.json()["brandIds"] if answer.ok else []:
        await server(request.to(f"/v1/contacts/{md5}/subscriptions/{brand}", method="DELETE"))


def _others_lose(write: str) -> Any:
    """Make a fault that ends the subscriptions of the contacts that were created before."""

    def make() -> Fault:
        created: list[str] = []

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if request.operation == write and response.ok:
                for md5 in [m for m in created[-2:] if m != request.md5]:
                    await _forget(request, server, md5)
            if request.operation == "createContact" and response.ok:
                created.append(response.json()["emailMd5"])
            return response

        return fault

    return make


for word, operation in (*WRITES.items(), ("create", "createContact")):
    SHELF.remembering(
        f"{word}-clears-others",
        f"{operation} ends the subscriptions of the contacts created last.",
        breaks=(AREAS.get(word, "CREATE"),),
    )(_others_lose(operation))


def _refused_clears(write: str, *, brands: bool) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == write and response.status == 400 and len(request.md5) == 32:
            if brands:
                await _forget(request, server, request.md5)
            else:
                path = f"/v1/contacts/{request.md5}"
                contact = (await server(request.to(path))).json()
                names = [n for n in contact.get("attributes", {}) if ":" not in n]
                clear = {"attributes": dict.fromkeys(names)}
                await server(request.to(path, method="PATCH", value=clear))
        return response

    return fault


for word in ("add", "remove", "patch"):
    SHELF.add(
        f"refused-{word}-clears",
        f"A refused {WRITES[word]} removes what the contact had.",
        _refused_clears(WRITES[word], brands=word != "patch"),
        breaks=(AREAS[word],),
    )


# --- what a write may not reach
def _top_level(member: str, shown: Any) -> Any:
    """Make a fault that lets a patch's top-level member change the contact."""

    def make() -> Fault:
        given: dict[str, Any] = {}

        async def fault(request: Request, server: Server) -> Response:
            response = await server(request)
            if request.operation == "patchContact" and response.ok:
                value = request.member(member)
                if value is not None:
                    given[request.md5] = value
            if request.operation in {"patchContact", "getContact"} and request.md5 in given:
                return shown(response, given[request.md5]) if response.ok else response
            return response

        return fault

    return make


for member in ("email", "enabled"):
    SHELF.remembering(
        f"patch-writes-{member}",
        f"A member `{member}` beside `attributes` in a patch changes the contact.",
        breaks=("PATCH", "DISABLE"),
    )(_top_level(member, lambda r, v, m=member: r.with_json({**r.json(), m: v})))

CREATE = "createContact"
SHELF.add(
    "create-subscribes-to-default",
    "A contact created without brands is shown with one.",
    edit(
        ("createContact", "getContact"),
        lambda c: (
            c if c["brandIds"] else {**c, "brandIds": ["0b8f4d6e-52e3-4b0c-8d3f-6f1f0c9e7a55"]}
        ),
    ),
    breaks=("CREATE",),
)
SHELF.add(
    "create-adds-source",
    "Contacts have an attribute that the schema does not list.",
    edit(
        ("createContact", "getContact", "patchContact"),
        lambda c: put("source", "api")(c["attributes"]),
    ),
    breaks=("CREATE", "SCHEMA"),
)
SHELF.add(
    "brands-repeated-in-contacts",
    "Every contact that is answered repeats its first brand.",
    edit(
        ("createContact", "getContact", "patchContact"),
        lambda c: {**c, "brandIds": [*c["brandIds"], *c["brandIds"][:1]]},
    ),
    breaks=("CREATE", "PATCH", "GET"),
)


async def _default_attribute(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation != CREATE or not response.ok or attributes(request):
        return response
    schema = (await server(request.to("/v1/contact-schema"))).json()
    names = [a["name"] for a in schema["attributes"] if a["type"] == "string"]
    if not names:
        return response
    path = f"/v1/contacts/{response.json()['emailMd5']}"
    default = {"attributes": {names[0]: "unknown"}}
    changed = await server(request.to(path, method="PATCH", value=default))
    return response.with_json(changed.json())


SHELF.add(
    "create-sets-default-attribute",
    "A contact created without attributes gets one.",
    _default_attribute,
    breaks=("CREATE",),
)


def _lists_less() -> Fault:
    seen: set[str] = set()

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "listContactSubscriptions" and response.ok:
            if request.md5 in seen:
                return response.with_json({"brands": response.json()["brands"][1:]})
            seen.add(request.md5)
        return response

    return fault


SHELF.remembering(
    "second-list-shorter",
    "From the second time on, listContactSubscriptions leaves out the first brand.",
    breaks=("LIST",),
)(_lists_less)


# --- a busy account that stays so
def _stays_busy(operation: str) -> Any:
    def make() -> Fault:
        seen: list[bool] = []

        async def fault(request: Request, server: Server) -> Response:
            if seen and request.operation == operation:
                gate = await server(request.to(f"/v1/contacts/{request.md5}"))
                busy = problem(request, 409, "busy", code="operation_in_progress")
                return busy.with_header("retry-after", "1") if gate.ok else await server(request)
            response = await server(request)
            if response.status == 409 and "operation_in_progress" in str(response.json()):
                seen.append(True)
            return response

        return fault

    return make


BUSY = Shelf("busy account", "BUSY", profile="full")
for operation in ("patchContact", "disableContact", "removeContactSubscription"):
    BUSY.remembering(
        f"busy-forever-for-{operation}", f"{operation} stays refused after the account was busy."
    )(_stays_busy(operation))
SHELF.variants.extend(BUSY.variants)
