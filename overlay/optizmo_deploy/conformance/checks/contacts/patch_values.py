"""Setting attributes of every type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import email_names, read
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.assertions.stored_attributes import (
    demand_derived_values,
    demand_value,
    refused_with_reason,
)
from optizmo_deploy.conformance.assertions.values import derived
from optizmo_deploy.conformance.fixtures.patches import patched, with_attributes
from optizmo_deploy.conformance.inputs.values import SAMPLES, Sample
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import Check, check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _stores(sample: Sample) -> Check:
    def judge(api: Api) -> None:
        name = api.target.attribute(sample.kind)
        contact = api.remembered("contact for patched values", api.new_contact)
        for value in sample.values:
            if sample.may_be_refused:
                refused_with_reason(api.patch(contact.md5, {name: value}))
            done = patched(api, contact, {name: value}, when=f"to {sample.what}")
            for shown in done.shown:
                demand_value(shown, name, value, email_names(api), done.exchange)

    return judge


for _sample in SAMPLES:
    check(f"patchContact.stores-{_sample.name}")(_stores(_sample))


@check("patchContact.own-address")
def _stores_own_address(api: Api) -> None:
    name, contact = api.target.attribute("email"), api.new_contact()
    done = patched(api, contact, {name: contact.email}, when="to the contact's own address")
    for shown in done.shown:
        demand_value(shown, name, contact.email, email_names(api), done.exchange)


@check("patchContact.derived-follow-change")
def _derives_anew(api: Api) -> None:
    name, address = api.target.attribute("email"), "conformance.changed@example.net"
    contact = with_attributes(api)
    done = patched(api, contact, {name: address})
    for shown in done.shown:
        demand_derived_values(shown, name, address, done.exchange)


@check("patchContact.derived-removed")
def _removes_derived_entries(api: Api) -> None:
    name = api.target.attribute("email")
    contact = with_attributes(api)
    if not derived(read(api, contact.md5)["attributes"], name):
        raise NotReached(f"{name} has no derived entries")
    done = patched(api, contact, {name: None})
    for shown in done.shown:
        left = derived(shown["attributes"], name)
        demand(
            not left,
            f"entries derived from {name} should go with it, but {', '.join(left)} stayed",
            done.exchange,
        )
