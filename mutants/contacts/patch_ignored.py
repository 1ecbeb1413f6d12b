"""Patches that are taken for no change at all, because a comparison ignores something."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

from mutants.catalogue import Category
from mutants.contacts.attributes import attributes
from mutants.contacts.patch import PATCH, current
from mutants.gateway import Fault, Request, Response, Server


def ignoring(key: Callable[[Any], Any]) -> Fault:
    """Return a fault that keeps an attribute whose old and new value have the same key."""

    async def fault(request: Request, server: Server) -> Response:
        if request.operation != PATCH or not attributes(request):
            return await server(request)
        before = ((await current(request, server)).json() or {}).get("attributes") or {}
        sent = {
            attribute: value
            for attribute, value in attributes(request).items()
            if attribute not in before or value is None or key(before[attribute]) != key(value)
        }
        kept = len(sent) == len(attributes(request))
        return await server(request if kept else request.with_member("attributes", sent))

    return fault


def of_text(change: Callable[[str], object]) -> Callable[[Any], Any]:
    """Return a key that concerns texts alone."""
    return lambda value: (
        (str, change(value)) if isinstance(value, str) else json.dumps(value, sort_keys=True)
    )


def of_list(change: Callable[[list[Any]], object]) -> Callable[[Any], Any]:
    """Return a key that concerns lists alone."""
    return lambda value: (
        (list, change(value)) if isinstance(value, list) else json.dumps(value, sort_keys=True)
    )


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _loose(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


CATEGORY = Category("patch")
CATEGORY.rows(
    ("patch-ignores-case", "A patch that changes letter case alone is ignored.",
     ignoring(of_text(str.lower))),
    ("patch-ignores-accents", "A patch that changes accents alone is ignored.",
     ignoring(of_text(_plain))),
    ("patch-ignores-trailing-space", "A patch that changes trailing space alone is ignored.",
     ignoring(of_text(str.rstrip))),
    ("patch-ignores-inner-space", "A patch that changes the space between words alone is ignored.",
     ignoring(of_text(lambda text: "".join(text.split())))),
    ("patch-ignores-notation", "A patch of one number as text by another is ignored.",
     ignoring(of_text(_loose))),
    ("patch-ignores-fractions", "A patch that changes a number's fraction alone is ignored.",
     ignoring(lambda value: int(value) if isinstance(value, int | float) else json.dumps(value))),
    ("patch-ignores-sign", "A patch that changes a number's sign alone is ignored.",
     ignoring(lambda value: abs(value) if isinstance(value, int | float) else json.dumps(value))),
    ("patch-ignores-order-of-items", "A patch that changes the order of an array alone is ignored.",
     ignoring(of_list(lambda items: sorted(map(str, items))))),
    ("patch-ignores-case-of-items",
     "A patch that changes letter case in an array alone is ignored.",
     ignoring(of_list(lambda items: [str(item).lower() for item in items]))),
    ("patch-ignores-later-items", "A patch of an array whose first item stays is ignored.",
     ignoring(of_list(lambda items: items[:1]))),
)  # fmt: skip
