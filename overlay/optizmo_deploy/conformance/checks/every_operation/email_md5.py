"""Contact identity: which texts address a contact, on every operation that names one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.assertions.responses import (
    actual,
    demand,
    field_errors,
    problem_of,
    rejection,
    success,
)
from optizmo_deploy.conformance.contract.facts import folded
from optizmo_deploy.conformance.fixtures.shared_contact import Subject
from optizmo_deploy.conformance.fixtures.valid_requests import some_attribute, valid_request
from optizmo_deploy.conformance.inputs.email_md5 import (
    MALFORMED_DETAIL,
    UNIFORM,
    foreign_digits,
    mixed_case,
    neighbours,
    not_hexadecimal,
    spaced,
)
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check, check_family
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


_VERY_LONG = 1_200
_SHOWN = 80


def _addressed(api: Api, operation: str, md5: str, request: dict[str, Any]) -> Exchange:
    arguments: dict[str, Any] = {**request, "path": {**request["path"], "emailMd5": md5}}
    return api.call(operation, **arguments)


def _accepted(api: Api, operation: str, write: Callable[[str], str], when: str) -> None:
    subject = Subject(api) if api.settings.profile != "read" else None
    request = valid_request(api, operation, subject=subject)
    md5 = request["path"]["emailMd5"]
    written = write(md5)
    if written == md5:
        raise NotReached("the contact's emailMd5 has no letters")
    exchange = _addressed(api, operation, written, request)
    if operation in {"getContact", "patchContact"} and exchange.status == HTTPStatus.OK:
        message = f"{operation} {when} should return the emailMd5 {md5}, but got {actual(exchange)}"
        demand(_members(exchange).get("emailMd5") == md5, message, exchange)
    success(exchange, when=when)
    _took_effect(api, operation, md5, request, exchange)
    if operation != "removeContactSubscription":
        success(_addressed(api, operation, written, request), when=f"{when}, and again")


def _members(exchange: Exchange) -> dict[str, Any]:
    body = cast("object", exchange.json())
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _took_effect(
    api: Api, operation: str, md5: str, request: dict[str, Any], exchange: Exchange
) -> None:
    match operation:
        case "patchContact":
            now, sent = api.contact(md5)["attributes"], request["json"]["attributes"]
            done = all(now.get(name) == value for name, value in sent.items())
        case "disableContact":
            done = not api.contact(md5)["enabled"]
        case "addContactSubscriptions":
            done = folded(request["json"]["brandIds"][0]) in _subscribed(api, md5)
        case "removeContactSubscription":
            done = folded(request["path"]["brandId"]) not in _subscribed(api, md5)
        case _:
            return
    message = (
        f"{operation} with an emailMd5 in another case should change the contact, but does not"
    )
    demand(done, message, exchange, api.wire.exchanges[-1])


def _subscribed(api: Api, md5: str) -> list[str]:
    return [folded(brand["id"]) for brand in api.subscriptions(md5)]


@check_family("upper-case-md5")
def upper_case(api: Api, operation: str) -> None:
    """Send the emailMd5 in upper case."""
    _accepted(api, operation, str.upper, "with an upper-case emailMd5")


@check_family("mixed-case-md5")
def both_cases(api: Api, operation: str) -> None:
    """Send the emailMd5 in mixed case."""
    _accepted(api, operation, mixed_case, "with an emailMd5 in mixed case")


def _request(api: Api, operation: str) -> dict[str, Any]:
    """Return a valid request, for an existing contact if there is one."""
    try:
        return valid_request(api, operation)
    except NotReached:
        return _request_for_nobody(api, operation)


def _malformed(api: Api, operation: str, write: Callable[[str], Iterable[str]]) -> None:
    request = _request(api, operation)
    for text in write(request["path"]["emailMd5"]):
        exchange = _addressed(api, operation, text, request)
        if len(text) >= _VERY_LONG and exchange.status == HTTPStatus.REQUEST_URI_TOO_LONG:
            continue  # a gateway may have such a limit
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        rejection(exchange, 400, when=f"with the emailMd5 {shown!r} ({len(text)} characters)")


@check_family("short-md5")
def too_short(api: Api, operation: str) -> None:
    """Omit a digit at either end."""
    _malformed(api, operation, lambda md5: (md5[:-1], md5[1:], md5[:16]))


@check_family("long-md5")
def too_long(api: Api, operation: str) -> None:
    """Add a digit at either end, or very many."""

    def longer(md5: str) -> list[str]:
        # The longest is still far below what servers usually allow a URL.
        return [f"{md5}0", f"a{md5}", md5 + md5[:8], md5 + md5, f"0x{md5}", (md5 * 38)[:_VERY_LONG]]

    _malformed(api, operation, longer)


@check_family("non-hexadecimal-md5")
def no_digits(api: Api, operation: str) -> None:
    """Replace a digit by a character that is not hexadecimal."""
    _malformed(api, operation, not_hexadecimal)


@check_family("md5-with-line-feed")
def trailing_newline(api: Api, operation: str) -> None:
    """Add an encoded line feed, which ``$`` matches before in many regular expressions."""
    _malformed(api, operation, lambda md5: (f"{md5}\n",))


@check_family("md5-with-white-space")
def white_space(api: Api, operation: str) -> None:
    """Add other white space."""
    _malformed(api, operation, spaced)


@check_family("non-ascii-md5")
def not_ascii(api: Api, operation: str) -> None:
    """Replace a digit by a digit or letter that is not ASCII."""
    _malformed(api, operation, foreign_digits)


@check_family("malformed-md5-problem")
def documented_problem(api: Api, operation: str) -> None:
    """Compare the error response with the documented one."""
    request = _request(api, operation)
    md5 = request["path"]["emailMd5"]
    for text in (f"{md5[:-1]}x", md5[:-1], f"{md5}0"):
        exchange = _addressed(api, operation, text, request)
        if exchange.status != HTTPStatus.BAD_REQUEST:
            raise NotReached(f"a malformed emailMd5 was not rejected with 400: {actual(exchange)}")
        _is_documented(exchange)


def _is_documented(exchange: Exchange) -> None:
    problem = problem_of(exchange)
    detail = str(problem.get("detail"))
    demand(
        MALFORMED_DETAIL in detail,
        f"the detail should have “{MALFORMED_DETAIL}”, but is {detail!r}",
        exchange,
    )
    entries = field_errors(problem)
    demand(entries, "errors should have an entry for the emailMd5, but has none", exchange)
    for entry in entries:
        text = str(entry.get("detail"))
        demand(
            MALFORMED_DETAIL in text,
            f"the entry of errors should have the same detail, but has {text!r}",
            exchange,
        )
        named = {"pointer", "parameter"} & entry.keys()
        demand(
            not named,
            f"the entry for the emailMd5, which is in the path, should have no {', '.join(named)}",
            exchange,
        )


@check_family("missing-contact")
def unknown_contact(api: Api, operation: str) -> None:
    """Send requests for contacts that do not exist."""
    request, md5 = _request_for_nobody(api, operation), api.target.unknown_md5
    when = "for {}, a contact that does not exist"
    rejection(_missing(api, operation), HTTPStatus.NOT_FOUND, when=when.format(md5))
    for text in dict.fromkeys((md5.upper(), *UNIFORM)):
        exchange = _addressed(api, operation, text, request)
        rejection(exchange, HTTPStatus.NOT_FOUND, when=when.format(text))


@check_family("near-miss-md5")
def nearly_the_contact(api: Api, operation: str) -> None:
    """Send an emailMd5 that differs from an existing contact's in one digit."""
    request = valid_request(api, operation)
    for text in neighbours(request["path"]["emailMd5"]):
        exchange = _addressed(api, operation, text, request)
        _like_a_missing_contact(
            api, exchange, when="for a hash that differs from a contact's in one digit"
        )


@check_family("missing-contact-not-created")
def not_created(api: Api, operation: str) -> None:
    """Check that a write for a contact that does not exist does not create it."""
    md5 = api.target.unknown_md5
    _missing(api, "getContact")
    exchange = _addressed(api, operation, md5, _request_for_nobody(api, operation))
    when = f"of an unknown contact after {operation} ({actual(exchange)})"
    _like_a_missing_contact(api, api.get(md5), when=when)


def _missing(api: Api, operation: str) -> Exchange:
    """Send a request for a contact that does not exist, once in a run."""

    def send() -> Exchange:
        request = _request_for_nobody(api, operation)
        return _addressed(api, operation, api.target.unknown_md5, request)

    return api.remembered(f"{operation} for a missing contact", send)


def _like_a_missing_contact(api: Api, exchange: Exchange, *, when: str) -> None:
    """Require 404, or what the operation responds with for every missing contact instead."""
    usual = _missing(api, exchange.operation or "").status or 0
    if exchange.status != usual or usual < HTTPStatus.BAD_REQUEST:
        rejection(exchange, HTTPStatus.NOT_FOUND, when=when)


def _request_for_nobody(api: Api, operation: str) -> dict[str, Any]:
    """Return a valid request in all but the contact, without making a contact for it."""
    path = {"emailMd5": api.target.unknown_md5}
    match operation:
        case "patchContact":
            return {"path": path, "json": {"attributes": some_attribute(api)}}
        case "addContactSubscriptions":
            return {"path": path, "json": {"brandIds": usable(api, 1)}}
        case "removeContactSubscription":
            return {"path": {**path, "brandId": usable(api, 1)[0]}}
        case _:
            return {"path": path}


@check("createContact.md5-of-lower-case")
def digest_of_lower_case(api: Api) -> None:
    """Create a contact with capitals in its address and compare its emailMd5."""
    contact = api.new_contact(spell=lambda email: email.replace("c", "C").replace("e", "E"))
    message = (
        f"emailMd5 should be the MD5 of the lower-cased email, {contact.md5}, but got "
        f"{actual(contact.exchange)}"
    )
    demand(contact.created["emailMd5"] == contact.md5, message, contact.exchange)
    success(api.get(contact.md5), when="by the MD5 of the lower-cased address")
