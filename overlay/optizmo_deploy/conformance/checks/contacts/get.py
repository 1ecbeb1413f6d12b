"""Reading a contact."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from optizmo_deploy.conformance.assertions.contacts import brand_ids, differences, fold
from optizmo_deploy.conformance.assertions.responses import answered, demand, said, success
from optizmo_deploy.conformance.fixtures.contacts import HUNDRED, hundredfold, subjects
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from typing import Any

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


def _raw(exchange: Exchange) -> dict[str, Any]:
    """Return the contact even where it breaks the contract, as the checks on that must see it."""
    contact = exchange.json() if exchange.status == HTTPStatus.OK else None
    if not isinstance(contact, dict):
        raise NotReached("no contact was answered")
    return cast("dict[str, Any]", contact)


def _contacts(api: Api) -> list[tuple[dict[str, Any], Exchange]]:
    return [(api.prepared(seen.get), seen.get) for seen in subjects(api)]


@check("getContact.existing")
def _answers(api: Api) -> None:
    for seen in subjects(api):
        demand(
            answered(seen.get).status == HTTPStatus.OK,
            f"getContact of an existing contact should answer 200, but got {said(seen.get)}",
            seen.get,
        )


@check("getContact.stable")
def _answers_the_same_again(api: Api) -> None:
    for seen in subjects(api):
        first, second = api.prepared(seen.get), success(seen.get_again, when="for a second time")
        changed = differences(first, second)
        demand(
            not changed,
            f"a contact read twice should be the same, but differs in {', '.join(changed)}",
            seen.get,
            seen.get_again,
        )


@check("getContact.disabled")
def _shows_disabled(api: Api) -> None:
    md5 = api.new_contact().md5
    api.prepared(api.disable(md5))
    exchange = api.get(md5)
    contact = success(exchange, when="of a disabled contact")
    demand(
        contact["enabled"] is False,
        f"a disabled contact should have enabled false, but has {contact['enabled']}",
        exchange,
    )


@check("getContact.100-brands")
def _has_all_of_many_brands(api: Api) -> None:
    contact = hundredfold(api)
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
