"""Values at the edge: texts in every script, long ones, and very many of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import (
    answered,
    demand,
    fail,
    pointer_to,
    problem_of,
    refused,
    said,
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
"""Texts in many scripts, and beyond the basic plane."""
UNTIDY = ("cafe\u0301 is not caf\u00e9", "a\tb\nc\n\nd", "a\r\nb\rc", "\ufb01 and \uff21 stay")
"""Texts with line breaks, and texts that normalisation would change."""
PADDED = (" spaces around ", "\ufeffmark")
"""Texts that a server may have a reason to trim, though nothing says so."""
PUNCTUATION = (
    "quote \" and ' and \\ and /",
    "\\\\server\\share \\n \\' \\u0041",
    "<b>&amp;</b> %20 + %",
    '{"a": [1]}',
    "a,b;c|d -- # e",
    "${x} {{x}} {0}",
)
"""Texts that mean something to some format."""


def _kept(api: Api, values: Iterable[str]) -> None:
    name = api.target.attribute("string")
    md5 = api.new_contact().md5
    for value in values:
        exchange = api.patch(md5, {name: value})
        answer = api.patched(exchange, md5, when=f"with the text {value!r}")
        _same(answer["attributes"].get(name), value, exchange)
        _same(api.contact(md5)["attributes"].get(name), value, exchange, api.wire.exchanges[-1])


def _same(found: object, value: str, *exchanges: Exchange) -> None:
    shown = f"{found!r:.120}"
    demand(found == value, f"the text {value!r:.120} was set, but is {shown}", *exchanges)


@check("patchContact.stores-non-ascii-text")
def scripts(api: Api) -> None:
    """Set an attribute to texts in many scripts."""
    _kept(api, SCRIPTS)


@check("patchContact.stores-special-text")
def punctuation(api: Api) -> None:
    """Set an attribute to texts with special characters."""
    _kept(api, PUNCTUATION)


@check("patchContact.stores-unnormalised-text")
def untidy(api: Api) -> None:
    """Set an attribute to texts that are not normalised, or have several lines."""
    _kept(api, UNTIDY)


@check("patchContact.keeps-outer-characters")
def padded(api: Api) -> None:
    """Set an attribute to texts that are often trimmed."""
    _kept(api, PADDED)


@check("patchContact.json-escapes")
def escaped(api: Api) -> None:
    """Set an attribute to a text whose letters are escaped in JSON."""
    name, contact = api.target.attribute("string"), api.new_contact()
    value = "Zo\u00eb \U0001f600"
    body = f'{{"attributes": {{"{name}": "Zo\\u00eb \\ud83d\\ude00"}}}}'.encode()
    exchange = api.call("patchContact", path={"emailMd5": contact.md5}, body=body)
    answer = api.patched(exchange, contact.md5, when="with JSON escapes in a text")
    _same(answer["attributes"].get(name), value, exchange)


@check("createContact.stores-non-ascii-text")
def scripts_in_create(api: Api) -> None:
    """Create a contact whose attribute holds texts in many scripts."""
    name, value = api.target.attribute("string"), " / ".join(SCRIPTS)
    contact = api.new_contact()
    email = contact.email.replace("@", "-unicode@")
    exchange = api.create({"email": email, "attributes": {name: value}})
    answer = success(exchange, when="with a text in many scripts")
    _same(answer["attributes"].get(name), value, exchange)
    _same(api.contact(answer["emailMd5"])["attributes"].get(name), value, exchange)


@check("patchContact.stores-long-text")
def long_texts(api: Api) -> None:
    """Set an attribute to longer and longer texts."""
    name, contact = api.target.attribute("string"), api.new_contact()
    for length in (256, 300, 1_025, 5_000, 70_000):
        value = "0123456789" * (length // 10) + "x" * (length % 10)
        exchange = api.patch(contact.md5, {name: value})
        if (answered(exchange).status or 0) < 400:  # noqa: PLR2004 - a limit may be refused
            success(exchange)
            _same(api.contact(contact.md5)["attributes"].get(name), value, exchange)
        elif exchange.status and exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            fail(f"a text of {length} characters is the client's doing: {said(exchange)}", exchange)


@check("createContact.stores-long-text")
def long_texts_in_create(api: Api) -> None:
    """Create contacts with longer and longer texts."""
    name = api.target.attribute("string")
    for length in (300, 5_000):
        email = api.new_contact().email.replace("@", "-long@")
        exchange = api.create({"email": email, "attributes": {name: "y" * length}})
        if (answered(exchange).status or 0) < 400:  # noqa: PLR2004 - a limit may be refused
            md5 = success(exchange)["emailMd5"]
            _same(api.contact(md5)["attributes"].get(name), "y" * length, exchange)
        elif exchange.status and exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            fail(f"a text of {length} characters is the client's doing: {said(exchange)}", exchange)


@check("createContact.very-long-address")
def long_addresses(api: Api) -> None:
    """Create contacts with addresses that are too long for mail, at either side of the ``@``."""
    for length in (65, 260, 2_000):
        user, _, domain = api.new_address().partition("@")
        for email in (f"{user}{'l' * length}@{domain}", f"{user}@{'d.' * length}{domain}"):
            exchange = api.create({"email": email})
            status = answered(exchange).status or 0
            message = f"an address of {len(email)} characters is the client's doing, but got "
            demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message + said(exchange), exchange)
            if status >= HTTPStatus.BAD_REQUEST:
                missing = {"type", "status", "title", "detail", "code"} - problem_of(
                    exchange
                ).keys()
                demand(not missing, f"the problem lacks {sorted(missing)}", exchange)


@check("patchContact.escaped-pointer")
def escaped_pointer(api: Api) -> None:
    """Set attributes whose names need escapes in a JSON Pointer."""
    contact = api.new_contact()
    for name in ("conformance/a~b", 'conformance a"b', "conformance~1"):
        exchange = api.patch(contact.md5, {name: "x"})
        pointer = pointer_to("attributes", name)
        refused(exchange, 400, pointer=pointer, when=f"with the unknown attribute {name!r}")


@check("patchContact.invalid-unicode")
def unpaired_surrogate(api: Api) -> None:
    """Set an attribute to an escape that is half a character, and to NUL."""
    name, contact = api.target.attribute("string"), api.new_contact()
    with api.wire.unjudged():
        for text in (rb"\ud800", rb"a\u0000b"):
            body = b'{"attributes": {"' + name.encode() + b'": "' + text + b'"}}'
            exchange = api.call("patchContact", path={"emailMd5": contact.md5}, body=body)
            status = answered(exchange).status or 0
            message = f"the text {text!r} is the client's doing, but got {said(exchange)}"
            demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)
            success(api.get(contact.md5), when=f"after the text {text!r}")


@check("addContactSubscriptions.thousands-of-brands")
def very_many_ids(api: Api) -> None:
    """Subscribe a contact to far more brands than may be given at once."""
    ids, md5 = api.target.unknown_brand_ids(VERY_MANY), api.new_contact().md5
    _refused_somehow(api.subscribe(md5, ids))


@check("createContact.thousands-of-brands")
def very_many_ids_in_create(api: Api) -> None:
    """Create a contact with far more brands than may be given."""
    ids = api.target.unknown_brand_ids(VERY_MANY)
    _refused_somehow(api.create({"email": api.new_address(), "brandIds": ids}))


VERY_MANY = 2_000


def _refused_somehow(exchange: Exchange) -> None:
    status = answered(exchange).status or 0  # what stands in front may say 413
    message = f"{VERY_MANY} brands must be refused below 500, but got {said(exchange)}"
    demand(HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)
