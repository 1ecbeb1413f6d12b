"""Texts in every script and of every length as values, and far too many brand ids."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import (
    actual,
    below_500,
    demand,
    pointer_to,
    rejection,
    success,
)
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

SCRIPTS = (
    "Zoë Müller-Ångström",
    "\u00df \u017f \u0130 \u0131",
    "Ελληνικά и русский",
    "日本語と中文",
    "العربية עברית",
    "👩‍👩‍👧‍👦 🏳️‍🌈 \U0001d518\U00020000",
)
"""Texts in many scripts, also beyond the basic multilingual plane."""
UNTIDY = ("cafe\u0301 is not caf\u00e9", "a\tb\nc\n\nd", "a\r\nb\rc", "\ufb01 and \uff21 stay")
"""Texts with line breaks, and texts that Unicode normalisation changes."""
PADDED = (" spaces around ", "\ufeffmark")
"""Texts that servers often trim."""
PUNCTUATION = (
    "quote \" and ' and \\ and /",
    "\\\\server\\share \\n \\' \\u0041",
    "<b>&amp;</b> %20 + %",
    '{"a": [1]}',
    "a,b;c|d -- # e",
    "${x} {{x}} {0}",
)
"""Texts with characters that are special in some format."""
MANY = 2_000


def _demand_text(found: object, text: str, *exchanges: Exchange) -> None:
    message = f"the attribute should have the text {text!r:.120}, but has {found!r:.120}"
    demand(found == text, message, *exchanges)


def _keeps(texts: Iterable[str], api: Api) -> None:
    name, md5 = api.target.attribute("string"), api.new_contact().md5
    for text in texts:
        exchange = api.patch(md5, {name: text})
        contact = api.patched(exchange, md5, when=f"with the text {text!r}")
        _demand_text(contact["attributes"].get(name), text, exchange)
        stored = api.contact(md5)["attributes"].get(name)
        _demand_text(stored, text, exchange, api.wire.exchanges[-1])


for _name, _texts in {
    "stores-non-ascii-text": SCRIPTS,
    "stores-special-text": PUNCTUATION,
    "stores-unnormalised-text": UNTIDY,
    "keeps-outer-characters": PADDED,
}.items():
    check(f"patchContact.{_name}")(partial(_keeps, _texts))


@check("patchContact.json-escapes")
def _json_escapes(api: Api) -> None:
    name, md5 = api.target.attribute("string"), api.new_contact().md5
    body = f'{{"attributes": {{"{name}": "Zo\\u00eb \\ud83d\\ude00"}}}}'.encode()
    exchange = api.call("patchContact", path={"emailMd5": md5}, body=body)
    contact = api.patched(exchange, md5, when="with JSON escapes in a text")
    _demand_text(contact["attributes"].get(name), "Zo\u00eb \U0001f600", exchange)


@check("createContact.stores-non-ascii-text")
def _non_ascii_text_in_create(api: Api) -> None:
    name, text = api.target.attribute("string"), " / ".join(SCRIPTS)
    email = api.new_contact().email.replace("@", "-unicode@")
    exchange = api.create({"email": email, "attributes": {name: text}})
    contact = success(exchange, when="with a text in many scripts")
    for found in (contact, api.contact(contact["emailMd5"])):
        _demand_text(found["attributes"].get(name), text, exchange)


@check("patchContact.stores-long-text")
def _long_text(api: Api) -> None:
    name, md5 = api.target.attribute("string"), api.new_contact().md5
    for length in (256, 300, 1_025, 5_000, 70_000):
        text = "0123456789" * (length // 10) + "x" * (length % 10)
        exchange = api.patch(md5, {name: text})
        if _is_accepted(exchange, length):
            success(exchange)
            _demand_text(api.contact(md5)["attributes"].get(name), text, exchange)


@check("createContact.stores-long-text")
def _long_text_in_create(api: Api) -> None:
    name = api.target.attribute("string")
    for length in (300, 5_000):
        email, text = api.new_contact().email.replace("@", "-long@"), "y" * length
        exchange = api.create({"email": email, "attributes": {name: text}})
        if _is_accepted(exchange, length):
            md5 = success(exchange)["emailMd5"]
            _demand_text(api.contact(md5)["attributes"].get(name), text, exchange)


def _is_accepted(exchange: Exchange, length: int) -> bool:
    """Return whether a text was accepted, for a server may have a limit, which it may reject."""
    status = below_500(exchange, when=f"with a text of {length} characters")
    return status < HTTPStatus.BAD_REQUEST


@check("createContact.very-long-address")
def _very_long_address(api: Api) -> None:
    for length in (65, 260, 2_000):
        user, _, domain = api.new_address().partition("@")
        for email in (f"{user}{'l' * length}@{domain}", f"{user}@{'d.' * length}{domain}"):
            when = f"with an address of {len(email)} characters"
            below_500(api.create({"email": email}), when=when)


@check("patchContact.escaped-pointer")
def _escaped_pointer(api: Api) -> None:
    md5 = api.new_contact().md5
    for name in ("conformance/a~b", 'conformance a"b', "conformance~1"):
        exchange = api.patch(md5, {name: "x"})
        pointer = pointer_to("attributes", name)
        rejection(exchange, 400, pointer=pointer, when=f"with the unknown attribute {name!r}")


@check("patchContact.invalid-unicode")
def _invalid_unicode(api: Api) -> None:
    name, md5 = api.target.attribute("string"), api.new_contact().md5
    with api.wire.unobserved():
        for text in (r"\ud800", r"a\u0000b"):
            body = f'{{"attributes": {{"{name}": "{text}"}}}}'.encode()
            exchange = api.call("patchContact", path={"emailMd5": md5}, body=body)
            below_500(exchange, when=f"with the text {text}")
            success(api.get(md5), when=f"after a patch with the text {text}")


@check("addContactSubscriptions.thousands-of-brands")
def _thousands_of_brands(api: Api) -> None:
    ids, md5 = api.target.unknown_brand_ids(MANY), api.new_contact().md5
    _demand_rejected(api.subscribe(md5, ids))


@check("createContact.thousands-of-brands")
def _thousands_of_brands_in_create(api: Api) -> None:
    ids = api.target.unknown_brand_ids(MANY)
    _demand_rejected(api.create({"email": api.new_address(), "brandIds": ids}))


def _demand_rejected(exchange: Exchange) -> None:
    demand(
        below_500(exchange, when=f"with {MANY} brands") >= HTTPStatus.BAD_REQUEST,
        f"{exchange.operation} with {MANY} brands should be rejected, but got {actual(exchange)}",
        exchange,
    )
