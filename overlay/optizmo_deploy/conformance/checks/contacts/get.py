"""Reading a contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from optizmo_deploy.conformance.assertions.contacts import brand_ids, differences, email_names, fold
from optizmo_deploy.conformance.assertions.responses import answered, demand, refused, said, success
from optizmo_deploy.conformance.assertions.stored_attributes import demand_derived
from optizmo_deploy.conformance.contract.facts import PREDEFINED, md5_of
from optizmo_deploy.conformance.fixtures.contacts import HUNDRED, hundredfold, rich, subjects
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from typing import Any

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_OK, _NOT_FOUND = 200, 404


def _raw(exchange: Exchange) -> dict[str, Any]:
    """Return the contact even where it breaks the contract, as the checks on that must see it."""
    contact = exchange.json() if exchange.status == _OK else None
    if not isinstance(contact, dict):
        raise NotReached("no contact was answered")
    return cast("dict[str, Any]", contact)


def _contacts(api: Api) -> list[tuple[dict[str, Any], Exchange]]:
    return [(api.prepared(seen.get), seen.get) for seen in subjects(api)]


@check("DEPLOY-GET-01")
def _answers(api: Api) -> None:
    for seen in subjects(api):
        demand(
            answered(seen.get).status == _OK,
            f"getContact of an existing contact should answer 200, but got {said(seen.get)}",
            seen.get,
        )


@check("DEPLOY-GET-02")
def _answers_the_one_asked_for(api: Api) -> None:
    for seen in subjects(api):
        found = _raw(seen.get).get("emailMd5")
        demand(
            found == seen.md5,
            f"the contact under {seen.md5} should have that emailMd5, but has {found}",
            seen.get,
        )


@check("DEPLOY-GET-03")
def _has_the_hash_of_its_address(api: Api) -> None:
    for contact, exchange in _contacts(api):
        expected = md5_of(contact["email"].strip())
        demand(
            contact["emailMd5"].lower() == expected,
            f"emailMd5 should be the MD5 of the lower-cased email, {expected}, "
            f"but is {contact['emailMd5']}",
            exchange,
        )


@check("DEPLOY-GET-04")
def _keeps_identity_and_brands_apart(api: Api) -> None:
    for exchange in [seen.get for seen in subjects(api)]:
        there = [name for name in PREDEFINED if name in (_raw(exchange).get("attributes") or ())]
        demand(
            not there,
            f"Email and Brand should not be among the attributes, but {', '.join(there)} is",
            exchange,
        )


@check("DEPLOY-GET-05")
def _has_each_brand_once(api: Api) -> None:
    for contact, exchange in _contacts(api):
        ids = brand_ids(contact)
        demand(
            len(ids) == len(set(ids)),
            f"brandIds should hold each id once, but is {contact['brandIds']}",
            exchange,
        )


@check("DEPLOY-GET-06")
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


@check("DEPLOY-GET-07")
def _misses_unknown(api: Api) -> None:
    refused(api.get(api.target.unknown_md5), _NOT_FOUND, when="of a contact that does not exist")


@check("DEPLOY-GET-08")
def _compares_all_digits(api: Api) -> None:
    for seen in subjects(api):
        api.prepared(seen.get)
        for place in (31, 0):
            digit = "0" if seen.md5[place] != "0" else "1"
            exchange = api.get(seen.md5[:place] + digit + seen.md5[place + 1 :])
            refused(exchange, _NOT_FOUND, when="of a hash with one other digit")


@check("DEPLOY-GET-09")
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


@check("DEPLOY-GET-10")
def _has_derived_entries(api: Api) -> None:
    name = api.target.attribute("email")
    exchange = api.get(rich(api).md5)
    demand_derived(api.prepared(exchange), name, exchange)
    for other in api.remembered("names of email attributes", lambda: email_names(api)):
        if other in exchange.json()["attributes"]:
            demand_derived(exchange.json(), other, exchange)


@check("DEPLOY-GET-11")
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
