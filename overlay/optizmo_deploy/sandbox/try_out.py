"""The contract with examples that work at the first click on the reference's page.

The contract's own examples explain; here each one names what the account really holds, a new
contact has an address that is free, and optional query parameters are left empty.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from .identity import email_md5

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .backend import Backend

__all__ = ["try_out_document"]

Json = dict[str, Any]


def try_out_document(document: Json, backend: Backend) -> Json:
    """Return a copy of the contract with examples for the account as it is now."""
    document = deepcopy(document)
    known = _known(backend)
    for parameter in _parameters(document):
        schema = parameter.get("schema", {})
        if parameter["name"] in known and parameter["in"] == "path":
            parameter["example"] = known[parameter["name"]]
            parameter.pop("examples", None)
        elif parameter["in"] == "query" and not parameter.get("required"):
            for holder in (parameter, schema):
                for name in ("example", "examples", "default"):
                    holder.pop(name, None)
    for body in _request_bodies(document):
        for example in body.get("examples", {}).values():
            if isinstance(example.get("value"), dict):
                _suit(example["value"], backend)
    return document


def _known(backend: Backend) -> dict[str, str]:
    """Return path parameters that exist: a contact, and a brand that it is subscribed to."""
    contact = backend.store.subscribed_contact()
    if contact is None:
        brands = backend.store.brands()
        return {"brandId": brands[0][0]} if brands else {}
    md5, brand_id = contact
    return {"emailMd5": md5, **({"brandId": brand_id} if brand_id else {})}


def _suit(body: Json, backend: Backend) -> None:
    """Make a body's address free, its attributes known and its brands existing ones."""
    if isinstance(body.get("email"), str):
        body["email"] = _free_address(body["email"], backend)
    attributes = body.get("attributes")
    if isinstance(attributes, dict):
        errors = backend.deploy.schema.errors(cast("Json", attributes), removable=True)
        bad = {error["pointer"].removeprefix("/attributes/") for error in errors}
        body["attributes"] = {
            name: value for name, value in cast("Json", attributes).items() if name not in bad
        }
    if isinstance(body.get("brandIds"), list):
        ids = cast("list[str]", body["brandIds"])
        known = backend.store.brand_names(ids)
        if len(known) < len(ids):
            body["brandIds"] = [brand_id for brand_id, *_ in backend.store.brands()[: len(ids)]]


def _free_address(address: str, backend: Backend) -> str:
    name, _, domain = address.rpartition("@")
    for number in count(1):
        candidate = address if number == 1 else f"{name}-{number}@{domain}"
        if backend.store.contact(email_md5(candidate)) is None:
            return candidate
    raise AssertionError  # there are infinitely many


def _parameters(document: Json) -> Iterator[Json]:
    yield from document.get("components", {}).get("parameters", {}).values()
    for item in document["paths"].values():
        for holder in (item, *item.values()):
            if isinstance(holder, dict):
                for parameter in cast("Json", holder).get("parameters", ()):
                    if "$ref" not in parameter:
                        yield parameter


def _request_bodies(document: Json) -> Iterator[Json]:
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                body = cast("Json", operation).get("requestBody", {})
                yield from body.get("content", {}).values()
