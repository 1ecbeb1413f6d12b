"""Numbers in every notation, beyond all sizes, and that JSON does not have."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import answered, demand, refused, said, success
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check("patchContact.non-json-number")
def strange_numbers(api: Api) -> None:
    """Set a number to what JSON has no number for."""
    name, contact = api.target.attribute("number"), api.new_contact()
    with api.wire.unjudged():
        for text in (b"NaN", b"Infinity", b"1e999", b"01"):
            body = b'{"attributes": {"' + name.encode() + b'": ' + text + b"}}"
            exchange = api.call("patchContact", path={"emailMd5": contact.md5}, body=body)
            refused(exchange, 400, when=f"with the number {text.decode()}")


@check("patchContact.number-notations")
def notations(api: Api) -> None:
    """Set a number in every notation that JSON has for it."""
    name, contact = api.target.attribute("number"), api.new_contact()
    for text in (b"1e2", b"100.0", b"1E+2", b"0.1e3", b"10000e-2"):
        body = b'{"attributes": {"' + name.encode() + b'": ' + text + b"}}"
        exchange = api.call("patchContact", path={"emailMd5": contact.md5}, body=body)
        when = f"with the number {text.decode()}"
        success(exchange, when=when)
        found = api.contact(contact.md5)["attributes"].get(name)
        message = f"{name} should be 100 after a patch {when}, but is {found!r}"
        demand(found == 100, message, exchange)  # noqa: PLR2004


@check("patchContact.huge-number")
def huge_numbers(api: Api) -> None:
    """Set a number to more than 64 bits can hold."""
    name, contact = api.target.attribute("number"), api.new_contact()
    for number in (2**63, 2**64, -(2**63) - 1, 10**40):
        exchange = api.patch(contact.md5, {name: number})
        status = answered(exchange).status or 0
        message = f"the number {number} is the client's doing, but got {said(exchange)}"
        demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)
        success(api.get(contact.md5), when=f"after the number {number}")


@check("createContact.huge-number")
def huge_numbers_in_create(api: Api) -> None:
    """Create contacts with numbers of more than 64 bits."""
    name = api.target.attribute("number")
    for number in (2**64, 10**40):
        exchange = api.create({"email": api.new_address(), "attributes": {name: number}})
        status = answered(exchange).status or 0
        message = f"the number {number} is the client's doing, but got {said(exchange)}"
        demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)
