"""What servers that create and patch have in common when they check attributes badly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mutants.catalogue import Row
from mutants.faults import accept, redo, restatus
from mutants.gateway import Request, Response, Server

__all__ = ["attributes", "blamed", "has", "lenient", "with_attributes", "without"]


def attributes(request: Request) -> dict[str, Any]:
    """Return the attributes of the request, an empty object when it has none."""
    value = request.member("attributes")
    return value if isinstance(value, dict) else {}


def with_attributes(change: Any) -> Any:
    """Return a change of the attributes of a request."""
    return lambda request: request.with_member("attributes", change(attributes(request)))


def without(bad: Any) -> Any:
    """Return a change that drops attributes by name and value."""
    return with_attributes(lambda a: {k: v for k, v in a.items() if not bad(k, v)})


def has(bad: Any) -> Any:
    """Return the condition that some attribute of the request is like that."""
    return lambda request, _: any(bad(k, v) for k, v in attributes(request).items())


def blamed(response: Response) -> set[str]:
    """Return the names of the attributes that a problem points at."""
    found = [str(e.get("pointer", "")) for e in (response.json() or {}).get("errors") or []]
    names = [p.removeprefix("/attributes/") for p in found if p.startswith("/attributes/")]
    return {n.replace("~1", "/").replace("~0", "~") for n in names}


def _letters(name: str) -> str:
    return "".join(char for char in name if char.isalnum())


async def _last_emptied(request: Request, server: Server, response: Response) -> Response:
    schema = (await server(request.to("/v1/contact-schema"))).json() or {}
    last = [item["name"] for item in schema.get("attributes", [])][-1:]
    if not last or attributes(request).get(last[0]) != "":
        return response
    return await _instead(without(lambda k, v: k == last[0] and v == "")(request), server, response)


async def _instead(mended: Request, server: Server, response: Response) -> Response:
    second = await server(mended)
    return second if second.ok else response


def _renaming(key: Callable[[str], str]) -> Any:
    """Return a treatment that finds the attributes of the schema under names of the same key."""

    async def again(request: Request, server: Server, response: Response) -> Response:
        schema = (await server(request.to("/v1/contact-schema"))).json() or {}
        names = {key(item["name"]): item["name"] for item in schema.get("attributes", [])}
        sent = {k if ":" in k else names.get(key(k), k): v for k, v in attributes(request).items()}
        return await _instead(request.with_member("attributes", sent), server, response)

    return again


async def _known_only(request: Request, server: Server, response: Response) -> Response:
    kept = {k: v for k, v in attributes(request).items() if k not in blamed(response)}
    return await _instead(request.with_member("attributes", kept), server, response)


async def _shown(request: Request, server: Server, response: Response) -> Response:
    second = await _known_only(request, server, response)
    if not second.ok:
        return response
    extra = {k: attributes(request)[k] for k in blamed(response) if k in attributes(request)}
    body = second.json()
    return second.with_json({**body, "attributes": {**body["attributes"], **extra}})


def _emptied(kind: str) -> Any:
    """Return a treatment that ignores the empty strings of attributes of a type."""

    async def again(request: Request, server: Server, response: Response) -> Response:
        schema = (await server(request.to("/v1/contact-schema"))).json() or {}
        names = [item["name"] for item in schema.get("attributes", []) if item["type"] == kind]
        return await _instead(
            without(lambda k, v: k in names and v == "")(request), server, response
        )

    return again


def _unchecked(place: int) -> Any:
    """Return the condition that something is wrong, but not with the attribute at this place."""

    def unchecked(request: Request, response: Response) -> bool:
        names = [*attributes(request)]
        return bool(blamed(response)) and names[place] not in blamed(response)

    return unchecked


def _unknown_with_value(request: Request, response: Response) -> bool:
    names = blamed(response)
    unknown = bool(names) and not any(k in {"Email", "Brand"} or ":" in k for k in names)
    return unknown and all(attributes(request).get(k) not in (None, "") for k in names)


RULES: tuple[tuple[str, str, Callable[[str, Any], bool]], ...] = (
    ("empty-string", "an attribute's empty string", lambda _, v: v == ""),
    ("identity-key", "the attribute `Email`", lambda k, _: k == "Email"),
    ("brand-key", "the attribute `Brand`", lambda k, _: k == "Brand"),
    ("member-key", "attributes called like other members of a contact",
     lambda k, _: k in {"email", "emailMd5", "brandIds", "enabled", "createdAt"}),
    ("fresh-key", "attributes with a name that nobody else would use",
     lambda k, _: k.startswith("conf")),
    ("inherited-key", "attributes called `constructor` or `__proto__`",
     lambda k, _: k in {"constructor", "__proto__"}),
    ("nameless-key", "an attribute whose name is empty", lambda k, _: not k),
    ("derived-key", "derived keys such as `name:md5`", lambda k, _: ":" in k),
    ("underived-key", "keys such as `name:md5` of attributes that hold no address",
     lambda k, v: k.endswith(":md5") and "mail" not in k.lower() and v is not None),
    ("unknown-derived-key", "keys such as `name:x` with an unknown sub-key",
     lambda k, _: ":" in k and k.partition(":")[2] not in {"md5", "domain", "sha512"}),
    ("derived-identity-key", "keys derived from the identity such as `Email:md5`",
     lambda k, _: k.startswith("Email:")),
)  # fmt: skip


def lenient(wanted: str, prefix: str) -> list[Row]:
    """Return the variants of create and patch that accept some attributes, or fail on them."""
    rows: list[Row] = []
    for name, what, bad in RULES:
        rows += [
            (f"{prefix}-{name}-accepted", f"{wanted} accepts {what} and ignores it.",
             accept(wanted, without(bad), has(bad))),
            (f"{prefix}-{name}-500", f"{wanted} fails with 500 for {what}.",
             restatus(wanted, 400, 500, when=has(bad))),
        ]  # fmt: skip
    return [
        *rows,
        (f"{prefix}-empty-last-accepted",
         f"{wanted} accepts an empty string for the last attribute of the schema and ignores it.",
         redo(wanted, _last_emptied, 400, lambda q, _: "" in attributes(q).values())),
        *((f"{prefix}-empty-{kind}-accepted",
           f"{wanted} accepts an empty string for attributes of type {kind} and ignores it.",
           redo(wanted, _emptied(kind), 400, lambda q, _: "" in attributes(q).values()))
          for kind in ("number", "email")),
        *((f"{prefix}-{which}-attribute-checked", f"{wanted} checks the {which} attribute only.",
           redo(wanted, _known_only, 400, _unchecked(place)))
          for which, place in (("first", 0), ("last", -1))),
        (f"{prefix}-long-key-500", f"{wanted} fails with 500 for an attribute with a long name.",
         restatus(wanted, 400, 500, when=has(lambda k, _: len(k) > 255))),
        (f"{prefix}-key-in-any-case", f"{wanted} takes attribute names in any case.",
         redo(wanted, _renaming(str.lower), 400, lambda q, _: bool(attributes(q)))),
        (f"{prefix}-key-with-other-signs",
         f"{wanted} takes attribute names with other signs, or none, in them.",
         redo(wanted, _renaming(_letters), 400, lambda q, _: bool(attributes(q)))),
        (f"{prefix}-bad-attributes-ignored", f"{wanted} ignores attributes it should reject.",
         redo(wanted, _known_only, 400, lambda _, r: bool(blamed(r)))),
        (f"{prefix}-unknown-key-ignored", f"{wanted} ignores unknown attributes.",
         redo(wanted, _known_only, 400, _unknown_with_value)),
        (f"{prefix}-unknown-key-stored", f"{wanted} accepts unknown attributes and shows them.",
         redo(wanted, _shown, 400, _unknown_with_value)),
    ]  # fmt: skip
