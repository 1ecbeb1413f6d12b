"""Contact schemas that lack something, or promise what contacts reject."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category, stateful
from mutants.faults import drop, each, edit, pick, put, turn
from mutants.gateway import Fault, Request, Response, Server


def schema(change: Any) -> Fault:
    """Return a fault with another list of attributes."""
    return edit("getContactSchema", turn("attributes", change))


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


@stateful(list)
async def _shuffled(request: Request, server: Server, calls: list[int]) -> Response:
    response = await server(request)
    if request.operation == "getContactSchema" and response.ok:
        calls.append(1)
        items = response.json()["attributes"]
        turn_by = len(calls) % len(items)
        return response.with_json({"attributes": items[turn_by:] + items[:turn_by]})
    return response


CATEGORY = Category("schema", profile="read")
CATEGORY.rows(
    ("schema-without-email", "The schema lacks `Email`.",
     schema(lambda a: [x for x in a if x["name"] != "Email"])),
    ("schema-without-brand", "The schema lacks `Brand`.",
     schema(lambda a: [x for x in a if x["name"] != "Brand"])),
    ("schema-empty", "The schema has no attributes.", schema(lambda _: [])),
    ("schema-email-string", "`Email` has the type string.",
     schema(one("Email", put("type", "string")))),
    ("schema-brand-string", "`Brand` has the type string.",
     schema(one("Brand", put("type", "string")))),
    ("schema-email-lower-case", "`Email` is called `email`.",
     schema(one("Email", put("name", "email")))),
    ("schema-brand-plural", "`Brand` is called `Brands`.",
     schema(one("Brand", put("name", "Brands")))),
    ("schema-type-upper-case", "Types begin with a capital.",
     schema(lambda a: [{**x, "type": x["type"].title()} for x in a])),
    ("schema-type-text", "The type string is called text.",
     schema(own(lambda x: put("type", "text")(x) if x["type"] == "string" else None))),
    ("schema-type-integer", "The type number is called integer.",
     schema(own(lambda x: put("type", "integer")(x) if x["type"] == "number" else None))),
    ("schema-type-bool", "The type boolean is called bool.",
     schema(own(lambda x: put("type", "bool")(x) if x["type"] == "boolean" else None))),
    ("schema-without-type", "An attribute has no type.", schema(lambda a: drop("type")(a[-1]))),
    ("schema-without-name", "An attribute has no name.", schema(lambda a: drop("name")(a[-1]))),
    ("schema-description-null", "An attribute without description has `description: null`.",
     schema(lambda a: [{"description": None, **x} for x in a])),
    ("schema-description-list", "Descriptions are lists.",
     schema(lambda a: [{**x, "description": [x["description"]]} if "description" in x else x
                       for x in a])),
    ("schema-twice", "The last attribute is listed twice.", schema(lambda a: [*a, a[-1]])),
    ("schema-as-object", "Attributes are keyed by name.",
     schema(lambda a: {x["name"]: x for x in a})),
    ("schema-derived", "Derived keys are listed as attributes.",
     schema(lambda a: [*a, {"name": "Email:md5", "type": "string"}]), "write"),
    ("schema-phantom", "The schema lists an attribute that contacts reject.",
     schema(lambda a: [*a, {"name": "phantom", "type": "string"}]), "write"),
    ("schema-number-as-string", "The schema says string where a number is wanted.",
     schema(own(lambda x: put("type", "string")(x) if x["type"] == "number" else None)), "write"),
    ("schema-string-as-number", "The schema says number where a string is wanted.",
     schema(own(lambda x: put("type", "number")(x) if x["type"] == "string" else None)), "write"),
    ("schema-names-upper-case", "The schema's names are upper case, contacts' are not.",
     schema(own(lambda x: x.update(name=x["name"].upper()))), "write"),
    ("schema-bare", "The schema is a bare list.", edit("getContactSchema", pick("attributes"))),
    ("schema-misnamed", "The list is called `fields`.",
     edit("getContactSchema", lambda b: {"fields": b["attributes"]})),
    ("schema-label", "Attributes have `label` in the place of `name`.",
     edit("getContactSchema",
          each("attributes", lambda x: {"label" if k == "name" else k: v for k, v in x.items()}))),
    ("schema-order-changes", "The schema's order is another at each call.", _shuffled),
)  # fmt: skip
