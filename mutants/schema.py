"""Contact schemas that lack something, or promise what contacts refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import Shelf
from .faults import drop, each, edit, pick, put, turn

if TYPE_CHECKING:
    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("schema", "SCHEMA", profile="read")
add = SHELF.add


def schema(name: str, says: str, change: Any, **options: Any) -> None:
    """Add a variant with another list of attributes."""
    add(name, says, edit("getContactSchema", turn("attributes", change)), **options)


def one(attribute: str, change: Any) -> Any:
    """Return a change of the attribute of that name."""

    def changed(attributes: Any) -> None:
        for item in attributes:
            if item["name"] == attribute:
                change(item)

    return changed


def own(change: Any) -> Any:
    """Return a change of the account's own attributes."""

    def changed(attributes: Any) -> None:
        for item in attributes:
            if item["name"] not in {"Email", "Brand"}:
                change(item)

    return changed


schema(
    "schema-without-email",
    "The schema lacks `Email`.",
    lambda a: [x for x in a if x["name"] != "Email"],
)
schema(
    "schema-without-brand",
    "The schema lacks `Brand`.",
    lambda a: [x for x in a if x["name"] != "Brand"],
)
schema("schema-empty", "The schema has no attributes.", lambda _: [])
schema("schema-email-string", "`Email` has the type string.", one("Email", put("type", "string")))
schema("schema-brand-string", "`Brand` has the type string.", one("Brand", put("type", "string")))
schema("schema-email-lower-case", "`Email` is called `email`.", one("Email", put("name", "email")))
schema("schema-brand-plural", "`Brand` is called `Brands`.", one("Brand", put("name", "Brands")))
schema(
    "schema-type-upper-case",
    "Types begin with a capital.",
    lambda a: [{**x, "type": x["type"].title()} for x in a],
)
schema(
    "schema-type-text",
    "The type string is called text.",
    own(lambda x: put("type", "text")(x) if x["type"] == "string" else None),
)
schema(
    "schema-type-integer",
    "The type number is called integer.",
    own(lambda x: put("type", "integer")(x) if x["type"] == "number" else None),
)
schema(
    "schema-type-bool",
    "The type boolean is called bool.",
    own(lambda x: put("type", "bool")(x) if x["type"] == "boolean" else None),
)
schema("schema-without-type", "An attribute has no type.", lambda a: drop("type")(a[-1]))
schema("schema-without-name", "An attribute has no name.", lambda a: drop("name")(a[-1]))
schema(
    "schema-description-null",
    "An attribute without description has `description: null`.",
    lambda a: [{"description": None, **x} for x in a],
)
schema(
    "schema-description-list",
    "Descriptions are lists.",
    lambda a: [{**x, "description": [x["description"]]} if "description" in x else x for x in a],
)
schema("schema-twice", "The last attribute is listed twice.", lambda a: [*a, a[-1]])
schema("schema-as-object", "Attributes are keyed by name.", lambda a: {x["name"]: x for x in a})
schema(
    "schema-derived",
    "Derived keys are listed as attributes.",
    lambda a: [*a, {"name": "Email:md5", "type": "string"}],
    profile="write",
    breaks=("CREATE", "PATCH"),
)
schema(
    "schema-phantom",
    "The schema lists an attribute that contacts refuse.",
    lambda a: [*a, {"name": "phantom", "type": "string"}],
    profile="write",
    breaks=("CREATE", "PATCH"),
)
schema(
    "schema-number-as-string",
    "The schema says string where a number is wanted.",
    own(lambda x: put("type", "string")(x) if x["type"] == "number" else None),
    profile="write",
    breaks=("CREATE",),
)
schema(
    "schema-string-as-number",
    "The schema says number where a string is wanted.",
    own(lambda x: put("type", "number")(x) if x["type"] == "string" else None),
    profile="write",
    breaks=("CREATE",),
)
schema(
    "schema-names-upper-case",
    "The schema's names are upper case, contacts' are not.",
    own(lambda x: x.update(name=x["name"].upper())),
    profile="write",
    breaks=("CREATE",),
)
add("schema-bare", "The schema is a bare list.", edit("getContactSchema", pick("attributes")))
add(
    "schema-misnamed",
    "The list is called `fields`.",
    edit("getContactSchema", lambda b: {"fields": b["attributes"]}),
)
add(
    "schema-label",
    "Attributes have `label` in the place of `name`.",
    edit(
        "getContactSchema",
        each("attributes", lambda x: {"label" if k == "name" else k: v for k, v in x.items()}),
    ),
)


def _shuffled() -> Fault:
    calls: list[int] = []

    async def fault(request: Request, server: Server) -> Response:
        response = await server(request)
        if request.operation == "getContactSchema" and response.ok:
            calls.append(1)
            items = response.json()["attributes"]
            turn_by = len(calls) % len(items)
            return response.with_json({"attributes": items[turn_by:] + items[:turn_by]})
        return response

    return fault


SHELF.remembering("schema-order-changes", "The schema's order is another at each call.")(_shuffled)
