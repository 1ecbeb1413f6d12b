"""Failures whose body is not the documented problem."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from attrs import evolve

from mutants.catalogue import Category
from mutants.faults import ALL, drop, edit, edit_response, put, turn
from mutants.gateway import Fault

FAILED = "45"
BASE = "https://docs.optizmo.com/deploy/error-codes"


def failed(change: Any, wanted: Any = ALL, status: int | str = FAILED, when: Any = None) -> Fault:
    """Return a fault that edits problems."""
    return edit(wanted, change, status, when)


def plain(text: str, wanted: Any, status: int | str, kind: str = "text/plain") -> Fault:
    """Return a fault that returns failures with something that is not JSON."""
    return edit_response(
        wanted, lambda _, r: evolve(r.with_header("content-type", kind), body=text.encode()), status
    )


CATEGORY = Category("error envelope", profile="read")
CATEGORY.rows(
    # --- members
    *((f"problem-without-{member}", f"No error response has `{member}`.", failed(drop(member)))
      for member in ("type", "status", "title", "detail", "code")),
    ("not-found-without-type", "The 404 of getBrand lacks `type`.",
     failed(drop("type"), "getBrand", 404)),
    ("unauthorized-without-title", "The 401 of listBrands lacks `title`.",
     failed(drop("title"), "listBrands", 401)),
    ("conflict-without-code", "The 409 of createContact lacks `code`.",
     failed(drop("code"), "createContact", 409), "write"),
    ("bad-request-without-detail", "The 400 of removeContactSubscription lacks `detail`.",
     failed(drop("detail"), "removeContactSubscription", 400), "write"),
    ("type-about-blank", "`type` is about:blank.", failed(put("type", "about:blank"))),
    ("type-relative", "`type` is a relative reference.",
     failed(lambda p: put("type", f"/deploy/error-codes#{p['code']}")(p))),
    ("type-without-fragment", "`type` lacks the code.", failed(put("type", BASE))),
    ("type-with-hyphens", "`type` has hyphens in the place of underscores.",
     failed(turn("type", lambda t: t.replace("_", "-")))),
    ("type-of-another-code", "`type` of a 404 names invalid_request_error.",
     failed(put("type", f"{BASE}#invalid_request_error"), status=404)),
    ("type-with-http", "`type` begins with http: on 400.",
     failed(turn("type", lambda t: t.replace("https", "http")), status=400)),
    ("type-with-slash", "`type` joins the code with a slash on 401.",
     failed(turn("type", lambda t: t.replace("#", "/")), status=401)),
    ("status-as-text", "`status` is a string.", failed(turn("status", str))),
    ("status-as-text-in-403", "`status` is a string in 403.",
     failed(turn("status", str), status=403)),
    ("status-always-400", "`status` is 400 whatever the HTTP status.", failed(put("status", 400))),
    ("status-500-in-404", "`status` is 500 in the 404 of patchContact.",
     failed(put("status", 500), "patchContact", 404), "write"),
    ("code-upper-case", "`code` is upper case.", failed(turn("code", str.upper))),
    ("code-camel-case", "`code` is invalidRequestError on 400.",
     failed(put("code", "invalidRequestError"), status=400)),
    ("code-unknown", "The 400 of listBrands has the code validation_error.",
     failed(put("code", "validation_error"), "listBrands", 400)),
    ("code-of-404-invalid-request", "A 404 has the code invalid_request_error.",
     failed(put("code", "invalid_request_error"), status=404)),
    ("code-of-401-permission-error", "A 401 has the code permission_error.",
     failed(lambda p: p.update(code="permission_error", type=f"{BASE}#permission_error"),
            status=401)),
    ("code-of-400-conflict-error",
     "The 400 of addContactSubscriptions has the code conflict_error.",
     failed(lambda p: p.update(code="conflict_error", type=f"{BASE}#conflict_error"),
            "addContactSubscriptions", 400), "write"),
    ("code-number", "`code` is the status.", failed(lambda p: put("code", p["status"])(p))),
    ("title-null", "`title` is null.", failed(put("title", None))),
    ("detail-list", "`detail` is a list.", failed(turn("detail", lambda d: [d]))),
    ("detail-object-on-create", "createContact's 400 has an object as `detail`.",
     failed(turn("detail", lambda d: {"message": d}), "createContact", 400), "write"),
    ("problem-wrapped", "The problem details are inside `error`.", failed(lambda p: {"error": p})),
    ("problem-in-list", "The 400 of listBrands is a list of problem details.",
     failed(lambda p: [p], "listBrands", 400)),
    # --- instance
    ("instance-without-base", "`instance` lacks /deploy.",
     failed(turn("instance", lambda i: i.removeprefix("/deploy")))),
    ("instance-constant", "`instance` is /deploy/v1 everywhere.",
     failed(put("instance", "/deploy/v1"))),
    ("instance-random", "`instance` is a request id.",
     failed(put("instance", "urn:uuid:5f1c1f0e-6d1c-4b0e-9c59-0a6c7a1c2b3d"))),
    ("instance-of-another-contact", "`instance` names another contact.",
     failed(put("instance", "/deploy/v1/contacts/00000000000000000000000000000000"),
            ("getContact", "listContactSubscriptions"), "45")),
    ("instance-null", "`instance` is null.", failed(put("instance", None))),
    ("instance-template", "`instance` is the path's template.",
     failed(put("instance", "/deploy/v1/contacts/{emailMd5}"), "getContact")),
    ("instance-decoded", "`instance` is percent-decoded.", failed(turn("instance", unquote))),
    # --- content type and form
    ("problem-json-type", "Error responses are sent as application/problem+json.",
     edit_response(ALL, lambda _, r: r.with_header("content-type", "application/problem+json"),
                   FAILED)),
    ("problem-json-type-on-remove",
     "removeContactSubscription sends its error responses as application/problem+json.",
     edit_response("removeContactSubscription",
                   lambda _, r: r.with_header("content-type", "application/problem+json"), FAILED),
     "write"),
    ("problem-as-text", "The 401 of getBrand is sent as text/plain.",
     edit_response("getBrand", lambda _, r: r.with_header("content-type", "text/plain"), 401)),
    ("problem-without-content-type", "The 404 of getContact has no content type.",
     edit_response("getContact", lambda _, r: r.with_header("content-type", None), 404)),
    ("unauthorized-text", "The 401 of listBrands is the word Unauthorized.",
     plain("Unauthorized", "listBrands", 401)),
    ("unauthorized-empty", "The 401 of disableContact has no body.",
     plain("", "disableContact", 401), "write"),
    ("forbidden-other-json", 'The 403 of patchContact is {"error": "forbidden"}.',
     edit("patchContact", lambda _: {"error": "forbidden"}, 403), "write"),
    ("forbidden-text", "The 403 of every operation is plain text.",
     plain("Forbidden", ALL, 403), "read"),
    ("not-found-html", "The 404 of getBrand is a web page.",
     plain("<h1>Not Found</h1>", "getBrand", 404, "text/html")),
    ("bad-request-html", "The 400 of getContact is a web page.",
     plain("<h1>Bad Request</h1>", "getContact", 400, "text/html")),
    ("conflict-text", "The 409 of createContact is plain text.",
     plain("exists", "createContact", 409), "write"),
    ("unrouted-html", "Unknown paths get a web page.",
     edit_response((None,),
                   lambda _, r: evolve(r.with_header("content-type", "text/html"),
                                       body=b"<h1>Not Found</h1>"), FAILED)),
    ("unrouted-empty", "Unknown paths and methods get an empty body.",
     edit_response((None,), lambda _, r: evolve(r, body=b""), FAILED)),
    ("unrouted-detail-only", 'Unknown paths get {"detail": "Not Found"}.',
     edit((None,), lambda _: {"detail": "Not Found"}, FAILED)),
    ("truncated-problem", "The 404 of listContactSubscriptions ends early.",
     edit_response("listContactSubscriptions", lambda _, r: evolve(r, body=r.body[:-5]), 404)),
    ("single-quoted-problem", "The 400 of patchContact is printed Python.",
     edit_response("patchContact", lambda _, r: evolve(r, body=str(r.json()).encode()), 400),
     "write"),
    ("problem-without-length", "Error responses hold NUL bytes after the JSON.",
     edit_response(ALL, lambda _, r: evolve(r, body=r.body + b"\0\0"), 404)),
)  # fmt: skip
