"""Failures that do not say which field, parameter or hash was wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import evolve

from .catalogue import Shelf
from .envelope import failed
from .faults import ALL, drop, each, edit, edit_response, put, turn

if TYPE_CHECKING:
    from .gateway import Request, Response

SHELF = Shelf("error envelope", "IDENTITY", profile="read")
add = SHELF.add


# --- errors[]
add(
    "errors-object",
    "`errors` is an object by field.",
    failed(turn("errors", lambda e: {str(i): x["detail"] for i, x in enumerate(e)})),
)
add(
    "errors-strings",
    "`errors` is a list of strings.",
    failed(each("errors", lambda e: e["detail"]), when=lambda _, r: "errors" in r.json()),
)
add(
    "errors-without-detail",
    "Items of `errors` lack `detail`.",
    failed(each("errors", drop("detail")), when=lambda _, r: "errors" in r.json()),
)
add(
    "errors-null",
    "`errors` is null where there are none.",
    failed(lambda p: None if "errors" in p else put("errors", None)(p)),
)
add(
    "errors-message",
    "Items of `errors` say `message` in the place of `detail`.",
    failed(
        each("errors", lambda e: {"message" if k == "detail" else k: v for k, v in e.items()}),
        when=lambda _, r: "errors" in r.json(),
    ),
)
NAMED = ("createContact", "patchContact", "addContactSubscriptions")


def pointers(change: Any, wanted: Any = NAMED):
    """Return a fault that edits the pointers of a 400."""
    return edit(
        wanted, each("errors", turn("pointer", change)), 400, lambda _, r: "errors" in r.json()
    )


def _errors(request: Request, response: Response, keep: Any) -> Response:
    body = response.json()
    return (
        response.with_json({**body, "errors": keep(body["errors"])})
        if body.get("errors")
        else response
    )


add(
    "pointers-without-slash",
    "Pointers lack the first slash.",
    pointers(lambda p: p[1:]),
    profile="write",
    breaks=("CREATE", "PATCH"),
)
add(
    "pointers-dotted",
    "Pointers are dotted paths.",
    pointers(lambda p: p[1:].replace("/", ".")),
    profile="write",
    breaks=("CREATE",),
)
add(
    "pointers-as-fragments",
    "Pointers begin with #.",
    pointers(lambda p: f"#{p}"),
    profile="write",
    breaks=("CREATE",),
)
add(
    "pointers-json-path",
    "Pointers are JSONPath.",
    pointers(lambda p: "$" + p.replace("/", ".")),
    profile="write",
    breaks=("CREATE",),
)
add(
    "pointers-unescaped",
    "Pointers do not escape ~ and /.",
    pointers(lambda p: p.replace("~1", "/").replace("~0", "~")),
    profile="write",
    breaks=("CREATE", "PATCH", "ROBUST"),
)
add(
    "pointers-with-body",
    "Pointers begin with /body.",
    pointers(lambda p: f"/body{p}"),
    profile="write",
    breaks=("CREATE",),
)
add(
    "pointers-lists",
    "Pointers are lists of keys.",
    pointers(lambda p: p[1:].split("/")),
    profile="write",
    breaks=("CREATE",),
)
add(
    "pointer-to-attributes",
    "patchContact points at /attributes, not at the attribute.",
    pointers(lambda p: "/attributes" if p.startswith("/attributes/") else p, "patchContact"),
    profile="write",
    breaks=("PATCH",),
)
add(
    "pointer-to-attributes-on-create",
    "createContact points at /attributes, not at the attribute.",
    pointers(lambda p: "/attributes" if p.startswith("/attributes/") else p, "createContact"),
    profile="write",
    breaks=("CREATE",),
)
add(
    "first-error-only",
    "Only the first offending field is named.",
    edit_response(NAMED, lambda q, r: _errors(q, r, lambda e: e[:1]), 400),
    profile="write",
    breaks=("CREATE", "PATCH"),
    assumed=True,
)
add(
    "no-errors-on-create",
    "createContact's 400 names no field.",
    failed(drop("errors"), "createContact", 400),
    profile="write",
    breaks=("CREATE",),
)
add(
    "no-errors-on-patch",
    "patchContact's 400 names no field.",
    failed(drop("errors"), "patchContact", 400),
    profile="write",
    breaks=("PATCH",),
)
add(
    "no-errors-on-add",
    "addContactSubscriptions' 400 names no field.",
    failed(drop("errors"), "addContactSubscriptions", 400),
    profile="write",
    breaks=("SUBSCRIBE",),
)
add(
    "errors-empty-on-create",
    "createContact's 400 has an empty list of errors.",
    failed(put("errors", []), "createContact", 400),
    profile="write",
    breaks=("CREATE",),
)


# --- the malformed hash
def hashes(change: Any, wanted: Any = ALL):
    """Return a fault that edits the problem of a malformed hash."""
    return edit(wanted, change, 400, lambda _, r: "emailMd5 must be" in str(r.json().get("detail")))


add(
    "hash-error-with-pointer",
    "The malformed hash has a pointer.",
    hashes(each("errors", put("pointer", "/emailMd5"))),
    breaks=("IDENTITY",),
)
add(
    "hash-error-with-parameter",
    "The malformed hash is a parameter on getContact.",
    hashes(each("errors", put("parameter", "emailMd5")), "getContact"),
    breaks=("IDENTITY",),
)
add(
    "hash-error-without-errors",
    "The malformed hash has no `errors`.",
    hashes(drop("errors")),
    breaks=("IDENTITY",),
)
add(
    "hash-error-other-detail",
    'The malformed hash is just "Invalid request".',
    hashes(lambda p: p.update(detail="Invalid request", errors=[{"detail": "Invalid request"}])),
    breaks=("IDENTITY",),
)
add(
    "hash-error-other-item-detail",
    "The item of a malformed hash says something else on listContactSubscriptions.",
    hashes(put("errors", [{"detail": "invalid"}]), "listContactSubscriptions"),
    breaks=("IDENTITY",),
)
add(
    "hash-error-without-errors-on-disable",
    "disableContact's malformed hash has no `errors`.",
    hashes(drop("errors"), "disableContact"),
    profile="write",
    breaks=("IDENTITY",),
)


# --- query parameters
def parameters(change: Any, when: Any = None):
    """Return a fault that edits the parameters that listBrands names."""
    return edit(
        "listBrands", each("errors", change), 400, when or (lambda _, r: "errors" in r.json())
    )


add(
    "parameter-without-operator",
    "An unknown operator is reported as `name`.",
    parameters(turn("parameter", lambda p: p.partition("[")[0])),
    breaks=("BRANDS",),
)
add(
    "parameter-as-pointer",
    "A query parameter is named by `pointer`.",
    parameters(
        lambda e: {
            "pointer" if k == "parameter" else k: f"/{v}" if k == "parameter" else v
            for k, v in e.items()
        }
    ),
    breaks=("BRANDS",),
)
add(
    "parameter-missing",
    "listBrands does not name the parameter.",
    parameters(drop("parameter")),
    breaks=("BRANDS",),
)
add(
    "parameter-snake-case",
    "A bad pageSize is reported as page_size.",
    parameters(turn("parameter", lambda p: "page_size" if p == "pageSize" else p)),
    breaks=("BRANDS",),
)
add(
    "no-errors-on-brands",
    "listBrands' 400 has no `errors`.",
    failed(drop("errors"), "listBrands", 400),
    breaks=("BRANDS",),
)
add(
    "wrong-parameter",
    "Whatever is wrong, listBrands blames `page`.",
    parameters(put("parameter", "page")),
    breaks=("BRANDS",),
)
add(
    "problem-double-encoded",
    "The problem is a JSON string that holds JSON.",
    edit_response(ALL, lambda _, r: evolve(r, body=json.dumps(r.body.decode()).encode()), 400),
)
add(
    "errors-of-nothing",
    "Problems without offending fields have an item of `errors` that says nothing.",
    failed(lambda p: None if "errors" in p else put("errors", [{}])(p)),
    breaks=("AUTH",),
)
