"""Patches that response wrongly, or reach further than they should."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.contacts.attributes import attributes
from mutants.contacts.patch import PATCH, current, nulls, path, set_to
from mutants.faults import edit, edit_response, put, redo
from mutants.gateway import Fault, Request, Response, Server


# --- the response
async def _before(request: Request, server: Server) -> Response:
    if request.operation != PATCH:
        return await server(request)
    before = await current(request, server)
    response = await server(request)
    return response.with_json(before.json()) if response.ok else response


def _with_nulls(request: Request, response: Response) -> Response:
    body = response.json()
    return response.with_json(
        {**body, "attributes": {**body["attributes"], **dict.fromkeys(nulls(request))}}
    )


@stateful(dict)
async def _keeps_null(request: Request, server: Server, removed: dict[str, set[str]]) -> Response:
    response = await server(request)
    if request.operation == PATCH and response.ok:
        mine = removed.setdefault(request.md5, set())
        mine |= set(nulls(request))
        mine -= {k for k, v in attributes(request).items() if v is not None}
    if request.operation in {PATCH, "getContact"} and response.ok and removed.get(request.md5):
        body = response.json()
        return response.with_json(
            {
                **body,
                "attributes": {**dict.fromkeys(removed[request.md5]), **body["attributes"]},
            }
        )
    return response


# --- side effects
def effect(act: Any) -> Fault:
    """Return a fault whose patch has a further effect."""

    async def again(request: Request, server: Server, response: Response) -> Response:
        await act(request, server, response.json())
        return response

    return redo(PATCH, again)


async def _unsubscribe(request: Request, server: Server, contact: Any) -> None:
    for brand in contact["brandIds"]:
        await server(request.to(f"{path(request)}/subscriptions/{brand}", method="DELETE"))


async def _disable(request: Request, server: Server, _: Any) -> None:
    await server(request.to(f"{path(request)}/disable", method="POST"))


@stateful(list)
async def _also_last(request: Request, server: Server, created: list[str]) -> Response:
    response = await server(request)
    if request.operation == "createContact" and response.ok:
        created.append(response.json()["emailMd5"])
    elif request.operation == PATCH and response.ok:
        for md5 in created[-2:]:
            await server(request.to(f"/v1/contacts/{md5}", method="PATCH", value=request.json()))
    return response


def _stale_derived(removed_only: bool) -> Stateful:
    @stateful(dict)
    async def fault(
        request: Request, server: Server, derived: dict[str, dict[str, Any]]
    ) -> Response:
        response = await server(request)
        if not response.ok or request.operation not in {"createContact", PATCH, "getContact"}:
            return response
        body = response.json()
        known = derived.setdefault(body["emailMd5"], {})
        kept = {
            k: v
            for k, v in known.items()
            if not removed_only or k.partition(":")[0] not in body["attributes"]
        }
        known.update(
            {
                k: v
                for k, v in body["attributes"].items()
                if ":" in k and (removed_only or k not in known)
            }
        )
        return response.with_json({**body, "attributes": {**body["attributes"], **kept}})

    return fault


async def _lost(request: Request, server: Server) -> Response:
    if request.operation != PATCH or request.params["emailMd5"] == request.md5:
        return await server(request)
    return await current(request, server)


async def _dry(request: Request, server: Server) -> Response:
    if request.operation != PATCH:
        return await server(request)
    before = (await current(request, server)).json() or {}
    response = await server(request)
    if response.ok:
        had = {k: v for k, v in before["attributes"].items() if ":" not in k}
        await set_to(request, server, {**dict.fromkeys(attributes(request)), **had})
    return response


async def _loses_brand(request: Request, server: Server) -> Response:
    response = await server(request)
    before = (await server(request.to("/v1/contact-schema"))).json() or {}
    emails = {a["name"] for a in before.get("attributes", []) if a["type"] == "email"}
    if request.operation != PATCH or not response.ok or not emails.intersection(nulls(request)):
        return response
    brands = (await current(request, server)).json()["brandIds"]
    for brand_id in brands[-1:]:
        gone = f"/v1/contacts/{request.md5}/subscriptions/{brand_id}"
        await server(request.to(gone, method="DELETE"))
    return response


def _only_the_two(request: Request, response: Response) -> Response:
    body = response.json()
    kept = {
        k: v for k, v in body["attributes"].items() if k.partition(":")[0] in attributes(request)
    }
    return response.with_json({**body, "attributes": kept})


async def _not_their_own(request: Request, server: Server) -> Response:
    if request.operation != PATCH or not attributes(request):
        return await server(request)
    email = str(((await current(request, server)).json() or {}).get("email")).lower()
    left = {k: v for k, v in attributes(request).items() if str(v).lower() != email}
    whole = len(left) == len(attributes(request))
    return await server(request if whole else request.with_member("attributes", left))


@stateful(set)
async def _removed_for_good(
    request: Request, server: Server, removed: set[tuple[str, str]]
) -> Response:
    if request.operation != PATCH or not attributes(request):
        return await server(request)
    left = {k: v for k, v in attributes(request).items() if (request.md5, k) not in removed}
    response = await server(request.with_member("attributes", left))
    if response.ok:
        removed.update((request.md5, name) for name in nulls(request))
    return response


async def _disable_without_attributes(request: Request, server: Server, contact: Any) -> None:
    if not contact["attributes"]:
        await _disable(request, server, contact)


CATEGORY = Category("patch")
CATEGORY.rows(
    ("patch-returns-before", "The response is the contact before the patch.", _before),
    ("patch-returns-changes", "The response shows the changed attributes only.",
     edit_response(
         PATCH,
         lambda q, r: r.with_json(
             {**r.json(), "attributes": {k: v for k, v in attributes(q).items() if v is not None}}
         ),
     )),
    ("patch-returns-nulls", "The response shows removed attributes as null.",
     edit_response(PATCH, _with_nulls, when=lambda q, _: bool(nulls(q)))),
    ("patch-returns-nothing", "The response is 200 without a body.",
     edit_response(PATCH, lambda _q, _: Response(200, headers=()))),
    ("patch-returns-ok", 'The response is {"ok": true}.', edit(PATCH, lambda _: {"ok": True})),
    ("patch-returns-no-brands", "The response of a patch shows no brands.",
     edit(PATCH, put("brandIds", []))),
    ("patch-returns-other-created-at", "The response of a patch shows another `createdAt`.",
     edit(PATCH, put("createdAt", "2031-01-01T00:00:00Z"))),
    ("patch-null-stored", "A removed attribute is shown as null from then on.", _keeps_null),
    ("patch-unsubscribes", "A patch ends the contact's subscriptions.", effect(_unsubscribe)),
    ("patch-disables", "A patch disables the contact.", effect(_disable)),
    ("patch-hits-others", "A patch changes the contacts created last, too.", _also_last),
    ("patch-derived-stale", "Derived entries stay as they were when their attribute changes.",
     _stale_derived(False)),
    ("patch-derived-left", "Derived entries stay when their attribute is removed.",
     _stale_derived(True)),
    ("patch-upper-case-lost", "A patch by a hash in upper case changes nothing.", _lost),
    ("patch-not-stored", "The response shows the change, but nothing is stored.", _dry),
    ("patch-removing-email-ends-subscription",
     "Removing an attribute of type email ends a subscription too.",
     _loses_brand),
    ("patch-of-two-returns-those", "The response to a patch of two attributes has no others.",
     edit_response(PATCH, _only_the_two, "2", lambda q, _: len(attributes(q)) == 2)),
    ("patch-to-own-address-lost", "An attribute is not set to the contact's address.",
     _not_their_own),
    ("patch-removed-for-good", "An attribute that was removed cannot be set again.",
     _removed_for_good),
    ("patch-removing-last-attribute-disables", "Removing the only attribute disables the contact.",
     effect(_disable_without_attributes)),
)  # fmt: skip
