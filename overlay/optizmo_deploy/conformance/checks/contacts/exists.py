"""Creating a contact that exists already."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import (
    Seen,
    differences,
    let_clock_move,
    read,
    see,
)
from optizmo_deploy.conformance.assertions.responses import demand, refused, success
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.contacts import full_contact, full_members
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


@frozen
class _Collision:
    """Creates of one contact that exists, and the contact before and after them."""

    same: tuple[Exchange, Exchange]
    other_case: Exchange
    before: Seen
    after: Seen


def _collision(api: Api) -> _Collision:
    def make() -> _Collision:
        started = time.monotonic()
        contact = full_contact(api)
        before = see(api, contact.md5)
        let_clock_move(before.contact, started)
        body = {"email": contact.email, **full_members(api, 1)}
        same = (api.create(body), api.create(body))
        other_case = api.create({"email": contact.email.upper(), **full_members(api, 1)})
        return _Collision(same, other_case, before, see(api, contact.md5))

    return api.remembered("creates of an existing contact", make)


@check("createContact.exists")
def _same_address(api: Api) -> None:
    for exchange in _collision(api).same:
        refused(
            exchange, HTTPStatus.CONFLICT, code="contact_exists", when="of a contact that exists"
        )


@check("createContact.exists-in-other-case")
def _other_case(api: Api) -> None:
    exchange = _collision(api).other_case
    when = "of a contact that exists in another letter case"
    refused(exchange, HTTPStatus.CONFLICT, code="contact_exists", when=when)


@check("createContact.exists-disabled")
def _disabled(api: Api) -> None:
    contact = api.new_contact()
    api.prepared(api.disable(contact.md5))
    for email in (contact.email, contact.email.upper()):
        exchange = api.create({"email": email})
        refused(exchange, HTTPStatus.CONFLICT, code="contact_exists", when="of a disabled contact")


@check("createContact.exists-disabled-changes-nothing")
def _leaves_disabled_alone(api: Api) -> None:
    contact = full_contact(api)
    api.prepared(api.disable(contact.md5))
    before = see(api, contact.md5)
    exchange = api.create({"email": contact.email, **full_members(api, 1)})
    if exchange.status != HTTPStatus.CONFLICT:
        raise NotReached("the create of a disabled contact was not refused with status 409")
    after = see(api, contact.md5)
    changed = differences(before.contact, after.contact)
    demand(
        not changed and before.listed == after.listed,
        "a refused create should leave the disabled contact as it was, but it changed "
        f"{', '.join(changed) or 'the subscriptions'}",
        exchange,
        *after.exchanges,
    )


@check("createContact.similar-addresses-differ")
def _not_the_same(api: Api) -> None:
    email = api.new_contact().email
    user, _, domain = email.partition("@")
    for other in (
        f"{user}@sub.{domain}",
        f"{user}@{domain.removesuffix('.com')}.org",
        f"{user}.x@{domain}",
        f"{user[:-1]}.{user[-1]}@{domain}",
        f"{user.replace('-', '_')}@{domain}",
    ):
        exchange = api.create({"email": other})
        success(exchange, when=f"with {other}, which is not {email}")
        demand(
            read(api, md5_of(other))["emailMd5"] == md5_of(other),
            f"{other} and {email} should be different contacts",
            exchange,
        )


@check("createContact.exists-changes-nothing")
def _leaves_alone(api: Api) -> None:
    made = _collision(api)
    creates = (*made.same, made.other_case)
    if all(exchange.status != HTTPStatus.CONFLICT for exchange in creates):
        raise NotReached("no create of an existing contact was refused with status 409")
    changed = differences(made.before.contact, made.after.contact)
    demand(
        not changed and made.before.listed == made.after.listed,
        f"a refused create should leave the contact as it was, but it changed "
        f"{', '.join(changed) or 'the subscriptions'}",
        *creates,
        *made.after.exchanges,
    )
