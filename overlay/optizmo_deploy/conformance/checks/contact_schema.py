"""The contact schema: what it lists, and that contacts follow it."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.assertions.responses import actual, demand, fail, success
from optizmo_deploy.conformance.fixtures.valid_requests import ATTRIBUTE_VALUES
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "email": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
}


def _schema(api: Api) -> tuple[list[Any], Exchange]:
    exchange = api.remembered("schema exchange", lambda: api.call("getContactSchema"))
    body = cast("object", exchange.json()) if exchange.status == HTTPStatus.OK else None
    members = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    attributes = cast("list[Any] | None", members.get("attributes"))
    if not isinstance(attributes, list) or not all(isinstance(item, dict) for item in attributes):
        raise NotReached(f"the contact schema cannot be read: {actual(exchange)}")
    return attributes, exchange


def _has(api: Api, name: str, kind: str) -> None:
    attributes, exchange = _schema(api)
    found = [item for item in attributes if item.get("name") == name]
    demand(found, f"the schema should have the predefined attribute {name}, but has not", exchange)
    for item in found:
        message = (
            f"the predefined attribute {name} should be of type {kind}, but is {item.get('type')!r}"
        )
        demand(item.get("type") == kind, message, exchange)


@check("getContactSchema.readable")
def readable(api: Api) -> None:
    """Read the schema."""
    success(api.call("getContactSchema"))


@check("getContactSchema.has-email")
def email(api: Api) -> None:
    """Check the predefined attribute `Email`."""
    _has(api, "Email", "email")


@check("getContactSchema.has-brand")
def brand(api: Api) -> None:
    """Check the predefined attribute `Brand`."""
    _has(api, "Brand", "array")


@check("getContactSchema.known-types")
def known_types(api: Api) -> None:
    """Check the type of every attribute."""
    attributes, exchange = _schema(api)
    for item in attributes:
        message = (
            f"the type of {item.get('name')!r} should be one of {', '.join(_TYPES)}, but is "
            f"{item.get('type')!r}"
        )
        demand(item.get("type") in _TYPES, message, exchange)


@check("getContactSchema.unique-names")
def unique_names(api: Api) -> None:
    """Check that no name is repeated, for names are keys of an object."""
    attributes, exchange = _schema(api)
    names = Counter(str(item.get("name")) for item in attributes)
    twice = [name for name, count in names.items() if count > 1]
    demand(not twice, f"the schema should list each name once, but repeats {twice}", exchange)
    demand(
        "" not in names and "None" not in names,
        "each attribute of the schema should have a name, but one has none",
        exchange,
    )


@check("getContactSchema.no-empty-description")
def no_empty_description(api: Api) -> None:
    """Check that descriptions are not empty."""
    attributes, exchange = _schema(api)
    for item in attributes:
        description = item.get("description", "none")
        filled = isinstance(description, str) and description != ""
        message = (
            f"the description of {item.get('name')!r} should be a text or absent, but is "
            f"{description!r}"
        )
        demand(filled, message, exchange)


@check("getContactSchema.stable-order")
def same_order(api: Api) -> None:
    """Read the schema again, and compare the order."""
    before, exchange = _schema(api)
    for _ in range(2):
        again = api.call("getContactSchema")
        now = success(again, when="a second time")["attributes"]
        names = [item.get("name") for item in before]
        message = (
            "the attributes should be in the same order each time, but their order has changed"
        )
        demand([item["name"] for item in now] == names, message, exchange, again)


@check("getContactSchema.no-derived-attributes")
def no_derived_names(api: Api) -> None:
    """Check that no derived entry is listed."""
    attributes, exchange = _schema(api)
    emails = {str(item.get("name")) for item in attributes if item.get("type") == "email"}
    for item in attributes:
        parent = str(item.get("name")).partition(":")
        derived = parent[1] == ":" and parent[0] in emails
        demand(
            not derived,
            f"the schema should not list the derived {item.get('name')!r}, but does",
            exchange,
        )


def _values(api: Api, *, arrays: bool) -> dict[str, Any]:
    chosen = {
        item["name"]: ATTRIBUTE_VALUES[item["type"]]
        for item in api.target.custom_attributes
        if (item["type"] == "array") is arrays
    }
    if not chosen:
        raise NotReached("the contact schema has no such writable attributes")
    return chosen


_WHEN = "with a value of its type for every listed attribute"


def _patched(api: Api, sent: Mapping[str, Any]) -> None:
    md5 = api.new_contact().md5
    exchange = api.patch(md5, sent)
    _have(api.patched(exchange, md5, when=_WHEN), sent, exchange)


def _have(contact: Mapping[str, Any], sent: Mapping[str, Any], exchange: Exchange) -> None:
    for name in sent:
        if name not in contact["attributes"]:
            fail(
                f"the listed attribute {name!r} should be set, but got {actual(exchange)}",
                exchange,
            )


@check("patchContact.accepts-schema-attributes")
def accepted_in_patch(api: Api) -> None:
    """Set every listed attribute of a contact except arrays."""
    _patched(api, _values(api, arrays=False))


@check("createContact.accepts-schema-attributes")
def accepted_in_create(api: Api) -> None:
    """Create a contact with every listed attribute except arrays."""
    values = _values(api, arrays=False)
    email_address = api.new_contact().email.replace("@", "-full@")
    exchange = api.create({"email": email_address, "attributes": values})
    _have(success(exchange, when=_WHEN), values, exchange)


@check("patchContact.accepts-arrays-of-strings")
def arrays_accepted(api: Api) -> None:
    """Set every listed array."""
    _patched(api, _values(api, arrays=True))


def _full_contact(api: Api) -> tuple[dict[str, Any], Exchange]:
    """Return a contact with every attribute that can be set."""

    def create() -> tuple[dict[str, Any], Exchange]:
        md5 = api.new_contact().md5
        for item in api.target.custom_attributes:
            api.patch(md5, {item["name"]: ATTRIBUTE_VALUES[item["type"]]})
        exchange = api.get(md5)
        return api.prepared(exchange), exchange

    return api.remembered("full contact", create)


@check("getContact.values-have-schema-types")
def values_follow(api: Api) -> None:
    """Compare the values of a contact with the types of the schema."""
    contact, exchange = _full_contact(api)
    kinds = {item["name"]: item["type"] for item in api.target.schema}
    for name, value in contact["attributes"].items():
        kind = kinds.get(name, "string")
        right = isinstance(value, _TYPES[kind]) and (
            kind == "boolean" or not isinstance(value, bool)
        )
        demand(
            right,
            f"the attribute {name!r} should have a value of type {kind}, but has {value!r}",
            exchange,
        )
