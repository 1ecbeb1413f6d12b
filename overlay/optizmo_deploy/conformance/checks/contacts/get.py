"""Reading a contact."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import brand_ids, differences, fold
from optizmo_deploy.conformance.assertions.responses import actual, demand, responded, success
from optizmo_deploy.conformance.fixtures.contacts import (
    HUNDRED,
    contact_with_100_brands,
    contacts_to_read,
)
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check("getContact.existing")
def _existing_contact(api: Api) -> None:
    for seen in contacts_to_read(api):
        demand(
            responded(seen.get).status == HTTPStatus.OK,
            f"getContact of an existing contact should return 200, but got {actual(seen.get)}",
            seen.get,
        )


@check("getContact.stable")
def _second_read(api: Api) -> None:
    for seen in contacts_to_read(api):
        first, second = api.prepared(seen.get), success(seen.get_again, when="for a second time")
        changed = differences(first, second)
        demand(
            not changed,
            f"a contact read twice should be the same, but differs in {', '.join(changed)}",
            seen.get,
            seen.get_again,
        )


@check("getContact.100-brands")
def _all_of_100_brands(api: Api) -> None:
    contact = contact_with_100_brands(api)
    created = brand_ids(contact.created)
    if created != fold(usable(api, HUNDRED)):
        raise NotReached("no contact with 100 brands could be created")
    exchange = api.get(contact.md5)
    found = brand_ids(success(exchange, when="of a contact with 100 brands"))
    demand(
        found == created,
        f"a contact with 100 brands should be read with all of them, but has {len(found)}",
        contact.exchange,
        exchange,
    )
