"""The same server with other data: an account may have few brands, or attributes with odd names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optizmo_deploy.sandbox import Account, builtin_account
from optizmo_deploy.sandbox.attributes import Attribute

from .catalogue import Shelf, Variant
from .correct_readings import disabled_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from .gateway import Fault, Request, Response, Server

SHELF = Shelf("correct: other accounts", profile="read", correct=True)


async def _as_is(request: Request, server: Server) -> Response:
    return await server(request)


def account(
    name: str, says: str, fault: Fault = _as_is
) -> Callable[[Callable[[Account], Account]], Callable[[Account], Account]]:
    """Add a variant with an account that the decorated function makes of the built-in one."""

    def decorate(change: Callable[[Account], Account]) -> Callable[[Account], Account]:
        SHELF.variants.append(
            Variant(
                name,
                SHELF.category,
                says,
                lambda: fault,
                profile="read",
                correct=True,
                account=lambda: change(builtin_account()),
            )
        )
        return change

    return decorate


def brand(number: int, name: str, **more: Any) -> dict[str, Any]:
    """Return a brand of an account file."""
    return {"id": f"{number:08x}-1111-4111-8111-{number:012x}", "name": name, **more}


def only_brands(old: Account, brands: list[dict[str, Any]]) -> Account:
    """Return the account with other brands, and contacts that are subscribed to none."""
    contacts = tuple({k: v for k, v in c.items() if k != "brandIds"} for c in old.contacts)
    return replace(old, brands=tuple(brands), contacts=contacts)


@account("one-brand", "The account has one brand.")
def _one(old: Account) -> Account:
    return only_brands(old, [brand(1, "Solo")])


@account("three-brands", "The account has three brands, none disabled.")
def _three(old: Account) -> Account:
    return only_brands(old, [brand(i, n) for i, n in enumerate(("Alpha", "beta", "Gamma"), 1)])


@account("eleven-brands", "The account has eleven brands of which one is disabled.")
def _eleven(old: Account) -> Account:
    return only_brands(old, [brand(i, f"Brand {i}", enabled=i != 5) for i in range(11)])


@account("all-brands-disabled", "All brands of the account are disabled.")
def _disabled(old: Account) -> Account:
    return only_brands(old, [brand(i, f"Brand {i:02}", enabled=False) for i in range(15)])


@account(
    "no-subscribable-brand",
    "All brands of the account are disabled, and cannot be subscribed to.",
    disabled_unknown,
)
def _none(old: Account) -> Account:
    return only_brands(old, [brand(i, f"Brand {i:02}", enabled=False) for i in range(15)])


@account(
    "one-subscribable-brand",
    "One brand of the account is enabled, and the others cannot be subscribed to.",
    disabled_unknown,
)
def _one_enabled(old: Account) -> Account:
    return only_brands(old, [brand(i, f"Brand {i:02}", enabled=i == 7) for i in range(15)])


@account("hundred-brands", "The account has exactly one hundred brands.")
def _hundred(old: Account) -> Account:
    return only_brands(old, [brand(i, f"Brand {i:03}") for i in range(100)])


@account("many-brands", "The account has 450 brands, more than fit on a page.")
def _many(old: Account) -> Account:
    return only_brands(
        old,
        [
            brand(i, f"{'Shop' if i % 3 else 'shop'} {i * 7919 % 450:03}", enabled=i % 4 != 0)
            for i in range(450)
        ],
    )


@account("brands-with-one-name", "All brands have the same name.")
def _same(old: Account) -> Account:
    return only_brands(old, [brand(i, "Acme") for i in range(25)])


@account("brands-beyond-ascii", "No brand's name has a Latin letter or a digit.")
def _beyond(old: Account) -> Account:
    names = (
        "花",
        "日本",
        "本",
        "花屋",
        "Магазин",
        "магазин два",
        "Ελλάς",
        "متجر",
        "🎉",
        "%_",
        "שלום",
        "花 花",
    )
    return only_brands(old, [brand(i, n) for i, n in enumerate(names)])


@account("brands-with-odd-names", "Brands' names are blank, short, or long.")
def _odd(old: Account) -> Account:
    names = (
        "a",
        "B",
        " ",
        "é",
        "a" * 300,
        "  padded  ",
        "-",
        "1",
        "\t",
        "A b  c",
        "name[equal]",
        "x" * 2000,
        "+",
        "&",
        "%",
    )
    return only_brands(old, [brand(i, n) for i, n in enumerate(names)])


@account("predefined-attributes-only", "The schema has nothing but `Email` and `Brand`.")
def _predefined(old: Account) -> Account:
    contacts = tuple({k: v for k, v in c.items() if k != "attributes"} for c in old.contacts)
    return replace(old, schema=(), contacts=contacts)


@account(
    "next-to-nothing", "The account has two brands, no contact, and predefined attributes only."
)
def _next_to_nothing(old: Account) -> Account:
    return replace(only_brands(old, [brand(1, "One"), brand(2, "Two")]), schema=(), contacts=())


@account("one-attribute", "The schema has one attribute of its own, a string.")
def _single(old: Account) -> Account:
    contacts = tuple({k: v for k, v in c.items() if k != "attributes"} for c in old.contacts)
    return replace(old, schema=(Attribute("first_name", "string"),), contacts=contacts)


@account("no-text-attributes", "The schema has numbers and booleans only.")
def _no_text(old: Account) -> Account:
    contacts = tuple({k: v for k, v in c.items() if k != "attributes"} for c in old.contacts)
    return replace(
        old, schema=(Attribute("age", "number"), Attribute("vip", "boolean")), contacts=contacts
    )


@account(
    "odd-attribute-names",
    "Attributes' names have slashes, tildes, spaces, dots and letters beyond ASCII.",
)
def _odd_names(old: Account) -> Account:
    contacts = tuple({k: v for k, v in c.items() if k != "attributes"} for c in old.contacts)
    kinds = ("string", "email", "number", "boolean", "array")
    names = (
        "a/b",
        "m~n",
        "two words",
        "dotted.name",
        "Größe",
        "~1",
        "email",
        "brand",
        "x" * 60,
        "1",
        "$ref",
        "__proto__",
    )
    return replace(
        old,
        schema=tuple(Attribute(n, kinds[i % 5]) for i, n in enumerate(names)),
        contacts=contacts,
    )


@account("no-contacts", "The account has no contact yet.")
def _nobody(old: Account) -> Account:
    return replace(old, contacts=())


@account("no-forbidden-key", "The account has no key without rights.")
def _one_key(old: Account) -> Account:
    return replace(old, keys={old.api_key: None})


@account("brands-differing-in-case", "Brands' names differ in case only.")
def _cases(old: Account) -> Account:
    names = (
        "acme",
        "ACME",
        "Acme",
        "aCME",
        "acMe",
        "acmE",
        "ACme",
        "AcMe",
        "aCmE",
        "AcmE",
        "aCMe",
        "acME",
        "ACMe",
    )
    return only_brands(old, [brand(i, n) for i, n in enumerate(names)])
