"""Creating a contact that exists already."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import (
    CONTACT,
    LIST,
    Seen,
    demand_unchanged,
    let_clock_move,
    read,
    see,
)
from optizmo_deploy.conformance.assertions.responses import demand, rejection, success
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.contacts import full_contact, full_members
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


@frozen
class _Repeated:
    """Creates of one contact that exists, and the contact before and after them."""

    same: Sequence[Exchange]
    other_case: Exchange
    before: Seen
    after: Seen

    @property
    def creates(self) -> list[Exchange]:
        return [*self.same, self.other_case]


def _repeated(api: Api, *, disabled: bool = False) -> _Repeated:
    def make() -> _Repeated:
        started = time.monotonic()
        contact = full_contact(api)
        if disabled:
            api.prepared(api.disable(contact.md5))
        before = see(api, contact.md5)
        let_clock_move(before.contact, started)
        members = full_members(api, 1)
        same = [api.create({"email": contact.email, **more}) for more in (members, {})]
        other_case = api.create({"email": contact.email.upper(), **members})
        return _Repeated(same, other_case, before, see(api, contact.md5))

    return api.remembered(f"creates of an existing contact, disabled: {disabled}", make)


def _demand_conflict(exchange: Exchange, when: str) -> None:
    rejection(exchange, HTTPStatus.CONFLICT, code="contact_exists", when=when)


@check("createContact.exists")
def _same_address(api: Api) -> None:
    for exchange in _repeated(api).same:
        _demand_conflict(exchange, "of a contact that exists")


@check("createContact.exists-in-other-case")
def _other_case(api: Api) -> None:
    _demand_conflict(_repeated(api).other_case, "of a contact that exists in another letter case")


@check("createContact.exists-disabled")
def _disabled(api: Api) -> None:
    for exchange in _repeated(api, disabled=True).creates:
        _demand_conflict(exchange, "of a disabled contact")


@check("createContact.exists-changes-nothing")
def _changes_nothing(api: Api) -> None:
    _demand_no_effect(_repeated(api))


@check("createContact.exists-disabled-changes-nothing")
def _changes_nothing_when_disabled(api: Api) -> None:
    _demand_no_effect(_repeated(api, disabled=True))


def _demand_no_effect(done: _Repeated) -> None:
    if all(exchange.status != HTTPStatus.CONFLICT for exchange in done.creates):
        raise NotReached("no create of an existing contact was rejected with status code 409")
    whose = "of a contact that exists"
    demand_unchanged(whose, done.before, done.after, [*CONTACT, LIST], *done.creates)


@check("createContact.similar-addresses-differ")
def _similar_addresses(api: Api) -> None:
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
