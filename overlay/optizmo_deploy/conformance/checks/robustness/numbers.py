"""Numbers in every notation, beyond 64 bits, and in notations that JSON does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import below_500, demand, rejection, success
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

NOT_JSON = ("NaN", "Infinity", "1e999", "01")
NOTATIONS_OF_100 = ("1e2", "100.0", "1E+2", "0.1e3", "10000e-2")
HUGE = (2**63, 2**64, -(2**63) - 1, 10**40)


def _set(api: Api, md5: str, name: str, number: str) -> Exchange:
    body = f'{{"attributes": {{"{name}": {number}}}}}'.encode()
    return api.call("patchContact", path={"emailMd5": md5}, body=body)


@check("patchContact.non-json-number")
def _non_json_number(api: Api) -> None:
    name, md5 = api.target.attribute("number"), api.new_contact().md5
    with api.wire.unobserved():
        for number in NOT_JSON:
            rejection(_set(api, md5, name, number), 400, when=f"with the number {number}")


@check("patchContact.number-notations")
def _number_notations(api: Api) -> None:
    name, md5 = api.target.attribute("number"), api.new_contact().md5
    for number in NOTATIONS_OF_100:
        exchange = _set(api, md5, name, number)
        success(exchange, when=f"with the number {number}")
        found = api.contact(md5)["attributes"].get(name)
        message = f"{name} should be 100 after a patch with {number}, but is {found!r}"
        demand(found == 100, message, exchange)  # noqa: PLR2004


@check("patchContact.huge-number")
def _huge_number(api: Api) -> None:
    name, md5 = api.target.attribute("number"), api.new_contact().md5
    for number in HUGE:
        below_500(api.patch(md5, {name: number}), when=f"with the number {number}")
        success(api.get(md5), when=f"after a patch with the number {number}")


@check("createContact.huge-number")
def _huge_number_in_create(api: Api) -> None:
    name = api.target.attribute("number")
    for number in (2**64, 10**40):
        exchange = api.create({"email": api.new_address(), "attributes": {name: number}})
        below_500(exchange, when=f"with the number {number}")
