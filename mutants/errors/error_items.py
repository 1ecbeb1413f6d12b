"""Failures that do not say which field, parameter or hash was wrong."""

from __future__ import annotations

import json
from typing import Any

from attrs import evolve

from mutants.catalogue import Category
from mutants.errors.problem_details import failed
from mutants.faults import ALL, drop, each, edit, edit_response, put, turn
from mutants.gateway import Fault, Request, Response

NAMED = ("createContact", "patchContact", "addContactSubscriptions")


def pointers(change: Any, wanted: Any = NAMED) -> Fault:
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


# --- the malformed hash
def hashes(change: Any, wanted: Any = ALL) -> Fault:
    """Return a fault that edits the problem of a malformed hash."""
    return edit(wanted, change, 400, lambda _, r: "emailMd5 must be" in str(r.json().get("detail")))


# --- query parameters
def parameters(change: Any, when: Any = None) -> Fault:
    """Return a fault that edits the parameters that listBrands names."""
    return edit(
        "listBrands", each("errors", change), 400, when or (lambda _, r: "errors" in r.json())
    )


CATEGORY = Category("error envelope", profile="read")
CATEGORY.rows(
    # --- errors[]
    ("errors-object", "`errors` is an object by field.",
     failed(turn("errors", lambda e: {str(i): x["detail"] for i, x in enumerate(e)}))),
    ("errors-strings", "`errors` is a list of strings.",
     failed(each("errors", lambda e: e["detail"]), when=lambda _, r: "errors" in r.json())),
    ("errors-without-detail", "Items of `errors` lack `detail`.",
     failed(each("errors", drop("detail")), when=lambda _, r: "errors" in r.json())),
    ("errors-null", "`errors` is null where there are none.",
     failed(lambda p: None if "errors" in p else put("errors", None)(p))),
    ("errors-message", "Items of `errors` say `message` in the place of `detail`.",
     failed(each("errors", lambda e: {"message" if k == "detail" else k: v for k, v in e.items()}),
            when=lambda _, r: "errors" in r.json())),
    ("pointers-without-slash", "Pointers lack the first slash.",
     pointers(lambda p: p[1:]), "write"),
    ("pointers-dotted", "Pointers are dotted paths.",
     pointers(lambda p: p[1:].replace("/", ".")), "write"),
    ("pointers-as-fragments", "Pointers begin with #.", pointers(lambda p: f"#{p}"), "write"),
    ("pointers-json-path", "Pointers are JSONPath.",
     pointers(lambda p: "$" + p.replace("/", ".")), "write"),
    ("pointers-unescaped", "Pointers do not escape ~ and /.",
     pointers(lambda p: p.replace("~1", "/").replace("~0", "~")), "write"),
    ("pointers-with-body", "Pointers begin with /body.", pointers(lambda p: f"/body{p}"), "write"),
    ("pointers-lists", "Pointers are lists of keys.",
     pointers(lambda p: p[1:].split("/")), "write"),
    ("pointer-to-attributes", "patchContact points at /attributes, not at the attribute.",
     pointers(lambda p: "/attributes" if p.startswith("/attributes/") else p, "patchContact"),
     "write"),
    ("pointer-to-attributes-on-create",
     "createContact points at /attributes, not at the attribute.",
     pointers(lambda p: "/attributes" if p.startswith("/attributes/") else p, "createContact"),
     "write"),
    ("no-errors-on-create", "createContact's 400 names no field.",
     failed(drop("errors"), "createContact", 400), "write"),
    ("no-errors-on-patch", "patchContact's 400 names no field.",
     failed(drop("errors"), "patchContact", 400), "write"),
    ("no-errors-on-add", "addContactSubscriptions' 400 names no field.",
     failed(drop("errors"), "addContactSubscriptions", 400), "write"),
    ("errors-empty-on-create", "createContact's 400 has an empty list of errors.",
     failed(put("errors", []), "createContact", 400), "write"),
    ("hash-error-with-pointer", "The malformed hash has a pointer.",
     hashes(each("errors", put("pointer", "/emailMd5")))),
    ("hash-error-with-parameter", "The malformed hash is a parameter on getContact.",
     hashes(each("errors", put("parameter", "emailMd5")), "getContact")),
    ("hash-error-without-errors", "The malformed hash has no `errors`.", hashes(drop("errors"))),
    ("hash-error-other-detail", 'The malformed hash is just "Invalid request".',
     hashes(lambda p: p.update(detail="Invalid request", errors=[{"detail": "Invalid request"}]))),
    ("hash-error-other-item-detail",
     "The item of a malformed hash has another text on listContactSubscriptions.",
     hashes(put("errors", [{"detail": "invalid"}]), "listContactSubscriptions")),
    ("hash-error-without-errors-on-disable", "disableContact's malformed hash has no `errors`.",
     hashes(drop("errors"), "disableContact"), "write"),
    ("parameter-without-operator", "An unknown operator is reported as `name`.",
     parameters(turn("parameter", lambda p: p.partition("[")[0]))),
    ("parameter-as-pointer", "A query parameter is named by `pointer`.",
     parameters(lambda e: {"pointer" if k == "parameter" else k: f"/{v}" if k == "parameter" else v
                           for k, v in e.items()})),
    ("parameter-missing", "listBrands does not name the parameter.", parameters(drop("parameter"))),
    ("parameter-snake-case", "A bad pageSize is reported as page_size.",
     parameters(turn("parameter", lambda p: "page_size" if p == "pageSize" else p))),
    ("no-errors-on-brands", "listBrands' 400 has no `errors`.",
     failed(drop("errors"), "listBrands", 400)),
    ("wrong-parameter", "Whatever is wrong, listBrands names `page`.",
     parameters(put("parameter", "page"))),
    ("problem-double-encoded", "The error response is a JSON string that holds JSON.",
     edit_response(ALL, lambda _, r: evolve(r, body=json.dumps(r.body.decode()).encode()), 400)),
    ("errors-of-nothing",
     "Error responses without offending fields have an item of `errors` that says nothing.",
     failed(lambda p: None if "errors" in p else put("errors", [{}])(p))),
    ("pointers-of-names-alone", "Pointers lack /attributes.",
     pointers(lambda p: p.removeprefix("/attributes")), "write"),
    ("pointers-escape-slash-only", "Pointers escape / but not ~.",
     pointers(lambda p: p.replace("~0", "~")), "write"),
)  # fmt: skip
CATEGORY.rows(
    ("first-error-only", "Only the first offending field is named.",
     edit_response(NAMED, lambda q, r: _errors(q, r, lambda e: e[:1]), 400), "write"),
    assumed=True,
)  # fmt: skip
