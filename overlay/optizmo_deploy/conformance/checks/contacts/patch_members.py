"""What a patch has beside its attributes, of which nothing states whether it is refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import read
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import take_vacant_address
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


def _patch(api: Api, md5: str, **members: object) -> Exchange:
    body: dict[str, object] = {"attributes": {}, **members}
    return api.call("patchContact", path={"emailMd5": md5}, json=body)


@check("patchContact.identity-immutable")
def _identity_stays(api: Api) -> None:
    email = take_vacant_address(api)
    contact = api.new_contact()
    exchange = _patch(api, contact.md5, email=email, emailMd5=md5_of(email))
    after, other = read(api, contact.md5), api.get(md5_of(email))
    demand(
        after["email"].strip().lower() == contact.email.lower()
        and after["emailMd5"] == contact.md5
        and other.status != HTTPStatus.OK,
        "a patch should not change the identity of a contact, but did",
        exchange,
        other,
    )


@check("patchContact.does-not-enable")
def _disabled_stays(api: Api) -> None:
    md5 = api.new_contact().md5
    api.prepared(api.disable(md5))
    exchange = _patch(api, md5, enabled=True)
    demand(
        read(api, md5)["enabled"] is False,
        "a patch with enabled should not enable a disabled contact, but did",
        exchange,
    )
