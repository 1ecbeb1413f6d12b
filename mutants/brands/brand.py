"""getBrand that shows another brand than listBrands does."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category, Stateful, stateful
from mutants.faults import edit, edit_response, problem, put, turn
from mutants.gateway import Request, Response, Server

BRAND = "getBrand"


def _not_found(request: Request, _: Response) -> Response:
    return problem(request, 404, "Brand not found")


async def _first(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation != BRAND or not response.ok:
        return response
    page = (await server(request.to("/v1/brands", query="pageSize=10"))).json()
    return await server(request.to(f"/v1/brands/{page['data'][0]['id']}"))


async def _first_for_unknown(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation != BRAND or response.status != 404:
        return response
    page = (await server(request.to("/v1/brands", query="pageSize=10"))).json()
    return await server(request.to(f"/v1/brands/{page['data'][0]['id']}"))


@stateful()
async def _first_page_only(request: Request, server: Server) -> Response:
    response = await server(request)
    if request.operation != BRAND or not response.ok:
        return response
    page = (await server(request.to("/v1/brands", query="pageSize=100"))).json()
    known = {b["id"] for b in page["data"]}
    return response if response.json()["id"] in known else _not_found(request, response)


def _changing(change: Any) -> Stateful:
    @stateful(list)
    async def fault(request: Request, server: Server, calls: list[int]) -> Response:
        response = await server(request)
        if request.operation == BRAND and response.ok:
            calls.append(1)
            return response.with_json(change(response.json(), len(calls)))
        return response

    return fault


CATEGORY = Category("brands: one brand", profile="read")
CATEGORY.rows(
    ("disabled-brand-404", "A disabled brand cannot be read.",
     edit_response(BRAND, _not_found, when=lambda _, r: not r.json()["enabled"])),
    ("brand-always-enabled", "getBrand shows every brand as enabled.",
     edit(BRAND, put("enabled", True))),
    ("brand-enabled-reversed", "getBrand inverts `enabled`.",
     edit(BRAND, turn("enabled", lambda e: not e))),
    ("brand-name-lower-case", "getBrand shows names in lower case.",
     edit(BRAND, turn("name", str.lower))),
    ("brand-name-trailing-space", "getBrand shows names with a space at the end.",
     edit(BRAND, turn("name", lambda n: f"{n} "))),
    ("brand-other-id", "getBrand shows another id.",
     edit(BRAND, turn("id", lambda i: f"{i[:-1]}{'1' if i[-1] == '0' else '0'}"))),
    ("brand-in-data", "getBrand wraps the brand in `data`.", edit(BRAND, lambda b: {"data": b})),
    ("brand-in-list", "getBrand returns a list of one.", edit(BRAND, lambda b: [b])),
    ("brand-created-at-date", "`createdAt` of brands is a date without a time.",
     edit(BRAND, turn("createdAt", lambda c: c[:10]))),
    ("brand-list-ids-upper-and-prefixed", "listBrands prefixes ids with brand_.",
     edit("listBrands", turn("data", lambda d: [{**b, "id": f"brand_{b['id']}"} for b in d]))),
    ("brand-list-name-missing", "listBrands lacks names.",
     edit("listBrands",
          turn("data", lambda d: [{k: v for k, v in b.items() if k != "name"} for b in d]))),
    ("brand-always-first", "getBrand shows the first brand whatever the id.", _first),
    ("unknown-brand-is-first", "getBrand shows the first brand for an unknown id.",
     _first_for_unknown),
    ("brand-beyond-hundred-404", "getBrand finds only the first hundred brands.", _first_page_only),
    ("brand-created-at-moves", "`createdAt` of a brand is later at each read.",
     _changing(lambda b, n: {**b, "createdAt": f"2031-01-01T00:00:{n % 60:02d}Z"})),
    ("second-brand-without-esps", "From the second getBrand on, `esps` is missing.",
     _changing(lambda b, n: {k: v for k, v in b.items() if n < 2 or k != "esps"})),
)  # fmt: skip
