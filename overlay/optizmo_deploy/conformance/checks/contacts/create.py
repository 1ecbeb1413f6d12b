"""Creating contacts with nothing but an address."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import (
    differences_of_create,
    email_names,
    point_in_time,
    subscribed,
)
from optizmo_deploy.conformance.assertions.responses import actual, demand, fail, success
from optizmo_deploy.conformance.assertions.values import own
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import Create, minimal_create, try_create
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

Contact = dict[str, Any]

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_USUAL: tuple[Callable[[str], str], ...] = (
    lambda email: email.replace("+", ".").replace("@", "@mail.shop-1."),
    lambda email: email.replace("+", "_"),
    lambda email: email.replace("+", "-").replace("@", "1@"),
)
"""Dots, underscores, hyphens and digits before the @, and a domain below another."""


def _created(api: Api) -> tuple[Contact, Exchange]:
    """Return the contact in the response to the minimal create, and the exchange."""
    exchange = minimal_create(api).exchange
    return api.prepared(exchange), exchange


def _with_capitals(api: Api) -> Create:
    def formatted(address: str) -> str:
        return "".join(
            char.upper() if place % 2 == 0 else char for place, char in enumerate(address)
        )

    return api.remembered("create with capitals", lambda: try_create(api, formatted=formatted))


@check("createContact.minimal")
def _succeeds(api: Api) -> None:
    success(minimal_create(api).exchange, when="with nothing but an address")


@check("createContact.email-as-sent")
def _has_address(api: Api) -> None:
    for made in (minimal_create(api), _with_capitals(api)):
        contact = api.prepared(made.exchange)
        demand(
            contact["email"].strip().lower() == made.email.lower(),
            f"a contact created as {made.email} should have that email, but has {contact['email']}",
            made.exchange,
        )


_MEMBERS: dict[str, tuple[str, str, Callable[[Api, Contact, Exchange], bool]]] = {
    "createContact.no-attributes": (
        "attributes",
        "empty",
        lambda api, contact, _: not own(contact["attributes"], email_names(api)),
    ),
    "createContact.no-brands": (
        "brandIds",
        "empty, as the list of subscriptions",
        lambda api, contact, _: (
            not (contact["brandIds"] or subscribed(api, minimal_create(api).md5))
        ),
    ),
    "createContact.enabled": ("enabled", "true", lambda _, contact, __: contact["enabled"] is True),
    "createContact.created-at": (
        "createdAt",
        "after the year 2000 and not later than tomorrow",
        lambda _, contact, exchange: (
            _EARLIEST < _created_at(contact, exchange) < max(_clocks(exchange)) + _DAY
        ),
    ),
    "createContact.created-at-now": (
        "createdAt",
        "the time of the create",
        lambda _, contact, exchange: any(
            abs(_created_at(contact, exchange) - now) < _DAY for now in _clocks(exchange)
        ),
    ),
}
"""The member that a requirement is about, what it should be, and whether it is."""


def _has_member(id_: str, api: Api) -> None:
    contact, exchange = _created(api)
    member, expected, holds = _MEMBERS[id_]
    demand(
        holds(api, contact, exchange),
        f"{member} of a new contact should be {expected}, but is {contact[member]}",
        exchange,
    )


for _id in _MEMBERS:
    check(_id)(partial(_has_member, _id))


def _created_at(contact: Contact, exchange: Exchange) -> datetime:
    try:
        return point_in_time(contact["createdAt"])
    except ValueError as error:
        fail(f"createdAt is not a date-time with an offset from UTC: {error}", exchange)


def _clocks(exchange: Exchange) -> list[datetime]:
    """Return the time here, and that of the server if it sends a Date header field."""
    clocks = [datetime.now(UTC)]
    with suppress(ValueError):
        clocks.append(parsedate_to_datetime(exchange.header("date") or "").astimezone(UTC))
    return clocks


@check("createContact.found-by-md5")
def _is_found(api: Api) -> None:
    _demand_found(api, minimal_create(api))


@check("createContact.found-by-md5-of-lower-case")
def _is_found_in_lower_case(api: Api) -> None:
    _demand_found(api, _with_capitals(api))


def _demand_found(api: Api, made: Create) -> None:
    contact = api.prepared(made.exchange)
    read = success(api.get(made.md5), when=f"of the new contact {made.email}")
    demand(
        read["emailMd5"] == made.md5 and not differences_of_create(contact, read),
        f"the contact found under {made.md5} is not the one created as {made.email}",
        made.exchange,
    )


@check("createContact.usual-addresses")
def _accepts_usual_addresses(api: Api) -> None:
    for formatted in _USUAL:
        made = try_create(api, formatted=formatted)
        success(made.exchange, when=f"with the address {made.email}")
        found = api.prepared(made.exchange)["emailMd5"]
        demand(
            found == made.md5,
            f"the emailMd5 of {made.email} should be {made.md5}, but is {found}",
            made.exchange,
        )


@check("createContact.plus-tags-differ")
def _keeps_tag(api: Api) -> None:
    first = minimal_create(api)
    second = api.remembered("second minimal create", lambda: try_create(api))
    one = api.prepared(first.exchange)
    demand(
        second.exchange.status is None or second.exchange.status < HTTPStatus.BAD_REQUEST,
        f"{second.email} should be another contact than {first.email}, but its create got "
        f"{actual(second.exchange)}",
        first.exchange,
        second.exchange,
    )
    other = api.prepared(second.exchange)
    demand(
        one["emailMd5"] != other["emailMd5"] and other["emailMd5"] == md5_of(second.email),
        f"{second.email} and {first.email} should have different emailMd5s",
        first.exchange,
        second.exchange,
    )
