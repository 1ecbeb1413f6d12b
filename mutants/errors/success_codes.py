"""Successes under another status, and failures that pretend to be successes."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from mutants.catalogue import Category
from mutants.faults import ALL, edit_response
from mutants.gateway import Request, Response


def _with_status(status: int) -> Callable[[Request, Response], Response]:
    return lambda _, response: evolve(response, status=status)


CATEGORY = Category("status codes")
CATEGORY.rows(
    # --- successes
    *((f"{operation}-succeeds-with-{other}", f"{operation} succeeds with status {other}.",
       edit_response(operation, _with_status(other)),
       "write" if operation == "addContactSubscriptions" else "read")
      for operation, other in (("getContact", 203), ("listContactSubscriptions", 206),
                               ("addContactSubscriptions", 201), ("getContactSchema", 201),
                               ("listBrands", 206), ("getBrand", 202))),
    # --- failures that pretend to be successes
    ("problems-with-200",
     "Every error response has the status code 200 and an error in its body only.",
     edit_response(ALL, lambda _, r: evolve(r, status=200), "45"), "read"),
    ("not-found-with-200",
     "The 404 of getContact has the status code 200, with the problem details in its body.",
     edit_response("getContact", lambda _, r: evolve(r, status=200), 404), "read"),
    ("unauthorized-with-200",
     "The 401 of getContactSchema has the status code 200, with the problem details in its body.",
     edit_response("getContactSchema", lambda _, r: evolve(r, status=200), 401), "read"),
)  # fmt: skip
