"""Creating contacts with attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import brand_ids, email_names, fold, read
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.assertions.stored_attributes import (
    demand_stored,
    refused_with_reason,
)
from optizmo_deploy.conformance.fixtures.creates import attempt
from optizmo_deploy.conformance.inputs.attributes import good_attributes
from optizmo_deploy.conformance.inputs.values import SAMPLES, Sample
from optizmo_deploy.conformance.requirements.registry import Check, check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_ADDRESS = "conformance.someone@example.org"


def _stores(sample: Sample) -> Check:
    def judge(api: Api) -> None:
        for value in sample.values:
            sent = {api.target.attribute(sample.kind): value}
            made = attempt(api, {"attributes": sent})
            if sample.may_be_refused:
                refused_with_reason(made.exchange)
            contact = success(made.exchange, when=f"with {sample.what} as an attribute")
            for shown in (contact, read(api, made.md5)):
                demand_stored(sent, shown, email_names(api), made.exchange)

    return judge


for _sample in SAMPLES:
    check(f"createContact.stores-{_sample.name}")(_stores(_sample))


def _with_email(api: Api) -> tuple[dict[str, Any], Exchange]:
    def make() -> tuple[dict[str, Any], Exchange]:
        made = attempt(api, {"attributes": {api.target.attribute("email"): _ADDRESS}})
        return api.prepared(made.exchange), made.exchange

    return api.remembered("create with an attribute of type email", make)


@check("createContact.stores-all-types")
def _stores_all_at_once(api: Api) -> None:
    sent = good_attributes(api)
    made = attempt(api, {"attributes": sent})
    contact = success(made.exchange, when="with a value for every attribute")
    for shown in (contact, read(api, made.md5)):
        demand_stored(sent, shown, email_names(api), made.exchange)


@check("createContact.contacts-independent")
def _keeps_those_alike_apart(api: Api) -> None:
    alike: tuple[dict[str, Any], ...] = ({}, good_attributes(api))
    for attributes in alike:
        one, other = (attempt(api, {"attributes": attributes}) for _ in range(2))
        for made in (one, other):
            api.prepared(made.exchange)
        patch = api.patch(other.md5, good_attributes(api, 1))
        api.prepared(patch)
        last = attempt(api, {"attributes": attributes})
        for contact in (read(api, one.md5), api.prepared(last.exchange)):
            demand_stored(attributes, contact, email_names(api), patch)


@check("createContact.attributes-and-brands")
def _takes_attributes_and_brands(api: Api) -> None:
    sent, ids = good_attributes(api, 1), usable(api, 2)
    made = attempt(api, {"attributes": sent, "brandIds": ids})
    contact = success(made.exchange, when="with attributes and brands")
    for shown in (contact, read(api, made.md5)):
        demand_stored(sent, shown, email_names(api), made.exchange)
        demand(
            brand_ids(shown) == fold(ids),
            f"the new contact should have the brands {ids}, but has {shown['brandIds']}",
            made.exchange,
        )
