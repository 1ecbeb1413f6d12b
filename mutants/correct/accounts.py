"""The sandbox with other data: few brands, or attributes with unusual names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from optizmo_deploy.sandbox import Account, builtin_account
from optizmo_deploy.sandbox.attributes import Attribute

from mutants.catalogue import Category
from mutants.correct.readings import disabled_unknown
from mutants.gateway import Fault, Request, Response, Server

Change = Callable[[Account], Account]
KINDS = ("string", "email", "number", "boolean", "array")


async def _unchanged(request: Request, server: Server) -> Response:
    return await server(request)


def brand(number: int, name: str, **more: Any) -> dict[str, Any]:
    """Return a brand of an account file."""
    return {"id": f"{number:08x}-1111-4111-8111-{number:012x}", "name": name, **more}


def only_brands(old: Account, brands: Iterable[dict[str, Any]]) -> Account:
    """Return the account with other brands, and contacts that are subscribed to none."""
    contacts = tuple({k: v for k, v in c.items() if k != "brandIds"} for c in old.contacts)
    return replace(old, brands=tuple(brands), contacts=contacts)


def named(*names: str, enabled: Callable[[int], bool] = lambda _: True) -> Change:
    """Return a change to brands of these names."""
    brands = [brand(i, name, enabled=enabled(i)) for i, name in enumerate(names)]
    return lambda old: only_brands(old, brands)


def numbered(count: int, digits: int = 2, *, enabled: Callable[[int], bool]) -> Change:
    """Return a change to brands called by their number."""
    return named(*(f"Brand {i:0{digits}}" for i in range(count)), enabled=enabled)


def attributes(*schema: Attribute) -> Change:
    """Return a change to a schema of these attributes, and contacts without any."""

    def change(old: Account) -> Account:
        contacts = tuple({k: v for k, v in c.items() if k != "attributes"} for c in old.contacts)
        return replace(old, schema=schema, contacts=contacts)

    return change


def _next_to_nothing(old: Account) -> Account:
    return replace(only_brands(old, [brand(1, "One"), brand(2, "Two")]), schema=(), contacts=())


BEYOND_ASCII = (
    "花", "日本", "本", "花屋", "Магазин", "магазин два", "Ελλάς", "متجر", "🎉", "%_", "שלום",
    "花 花",
)  # fmt: skip
ODD_BRANDS = (
    "a", "B", " ", "é", "a" * 300, "  padded  ", "-", "1", "\t", "A b  c", "name[equal]",
    "x" * 2000, "+", "&", "%",
)  # fmt: skip
CASES = (
    "acme", "ACME", "Acme", "aCME", "acMe", "acmE", "ACme", "AcMe", "aCmE", "AcmE", "aCMe", "acME",
    "ACMe",
)  # fmt: skip
ODD_ATTRIBUTES = (
    "a/b", "m~n", "two words", "dotted.name", "Größe", "~1", "email", "brand", "x" * 60, "1",
    "$ref", "__proto__",
)  # fmt: skip
ACCOUNTS: tuple[tuple[str, str, Change], ...] = (
    ("one-brand", "The account has one brand.", named("Solo")),
    ("three-brands", "The account has three brands, none disabled.",
     named("Alpha", "beta", "Gamma")),
    ("eleven-brands", "The account has eleven brands of which one is disabled.",
     numbered(11, 1, enabled=lambda i: i != 5)),
    ("all-brands-disabled", "All brands of the account are disabled.",
     numbered(15, enabled=lambda _: False)),
    ("hundred-brands", "The account has exactly one hundred brands.",
     numbered(100, 3, enabled=lambda _: True)),
    ("many-brands", "The account has 450 brands, more than fit on a page.",
     named(*(f"{'Shop' if i % 3 else 'shop'} {i * 7919 % 450:03}" for i in range(450)),
           enabled=lambda i: i % 4 != 0)),
    ("brands-with-one-name", "All brands have the same name.", named(*["Acme"] * 25)),
    ("brands-beyond-ascii", "No brand's name has a Latin letter or a digit.", named(*BEYOND_ASCII)),
    ("brands-with-odd-names", "Brands' names are blank, short, or long.", named(*ODD_BRANDS)),
    ("predefined-attributes-only", "The schema has nothing but `Email` and `Brand`.", attributes()),
    ("next-to-nothing",
     "The account has two brands, no contact, and predefined attributes only.", _next_to_nothing),
    ("one-attribute", "The schema has one attribute of its own, a string.",
     attributes(Attribute("first_name", "string"))),
    ("no-text-attributes", "The schema has numbers and booleans only.",
     attributes(Attribute("age", "number"), Attribute("vip", "boolean"))),
    ("odd-attribute-names",
     "Attributes' names have slashes, tildes, spaces, dots and letters beyond ASCII.",
     attributes(*(Attribute(n, KINDS[i % 5]) for i, n in enumerate(ODD_ATTRIBUTES)))),
    ("no-contacts", "The account has no contact yet.", lambda old: replace(old, contacts=())),
    ("no-forbidden-key", "The account has no key without rights.",
     lambda old: replace(old, keys={old.api_key: None})),
    ("brands-differing-in-case", "Brands' names differ in case only.", named(*CASES)),
)  # fmt: skip
UNSUBSCRIBABLE: tuple[tuple[str, str, Change], ...] = (
    ("no-subscribable-brand",
     "All brands of the account are disabled, and cannot be subscribed to.",
     numbered(15, enabled=lambda _: False)),
    ("one-subscribable-brand",
     "One brand of the account is enabled, and the others cannot be subscribed to.",
     numbered(15, enabled=lambda i: i == 7)),
)  # fmt: skip

CATEGORY = Category("correct: other accounts", profile="read", correct=True)


def _add(name: str, says: str, change: Change, fault: Fault) -> None:
    CATEGORY.add(name, says, fault, account=lambda: change(builtin_account()))


for each in ACCOUNTS:
    _add(*each, _unchanged)
for each in UNSUBSCRIBABLE:
    _add(*each, disabled_unknown)
