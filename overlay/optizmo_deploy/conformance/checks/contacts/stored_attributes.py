"""Attributes of every type that createContact and patchContact store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import brand_ids, email_names, fold, read
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.assertions.stored_attributes import (
    Stored,
    demand_stored,
    not_reached_if_rejected,
)
from optizmo_deploy.conformance.fixtures.creates import try_create
from optizmo_deploy.conformance.fixtures.patches import patched
from optizmo_deploy.conformance.inputs.attributes import good_attributes
from optizmo_deploy.conformance.inputs.values import SAMPLES, Sample
from optizmo_deploy.conformance.requirements.registry import check, check_family
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.conformance.server.client import Api


def _stores(sample: Sample, api: Api, operation: str) -> None:
    name = api.target.attribute(sample.kind)
    for value in sample.values:
        if operation == "createContact":
            _created(api, {"attributes": {name: value}}, f"with {sample.what}", sample)
        else:
            contact = api.remembered("contact for patched values", api.new_contact)
            exchange = api.patch(contact.md5, {name: value})
            if sample.may_be_rejected:
                not_reached_if_rejected(exchange)
            done = patched(api, contact, {name: value}, when=f"to {sample.what}", exchange=exchange)
            done.demand({name: value}, names=[name])


def _created(
    api: Api, members: Mapping[str, Any], when: str, sample: Sample | None = None
) -> Stored:
    made = try_create(api, members)
    if sample and sample.may_be_rejected:
        not_reached_if_rejected(made.exchange)
    returned = success(made.exchange, when=when)
    done = Stored.of(api, made.exchange, read(api, made.md5), returned)
    done.demand(members["attributes"])
    return done


for _sample in SAMPLES:
    check_family(f"stores-{_sample.name}")(partial(_stores, _sample))


@check("createContact.stores-all-types")
def _all_types_at_once(api: Api) -> None:
    _created(api, {"attributes": good_attributes(api)}, "with a value for every attribute")


@check("createContact.attributes-and-brands")
def _attributes_and_brands(api: Api) -> None:
    ids = usable(api, 2)
    members = {"attributes": good_attributes(api, 1), "brandIds": ids}
    done = _created(api, members, "with attributes and brands")
    for contact in done.shown:
        demand(
            brand_ids(contact) == fold(ids),
            f"the new contact should have the brands {ids}, but has {contact['brandIds']}",
            done.exchange,
        )


@check("createContact.contacts-independent")
def _patch_of_one_of_two_alike(api: Api) -> None:
    alike: tuple[dict[str, Any], ...] = ({}, good_attributes(api))
    for attributes in alike:
        one, other = (try_create(api, {"attributes": attributes}) for _ in range(2))
        for made in (one, other):
            api.prepared(made.exchange)
        patch = api.patch(other.md5, good_attributes(api, 1))
        api.prepared(patch)
        last = try_create(api, {"attributes": attributes})
        for contact in (read(api, one.md5), api.prepared(last.exchange)):
            demand_stored(attributes, contact, email_names(api), patch)
