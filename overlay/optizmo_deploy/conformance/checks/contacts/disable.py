"""Disabling contacts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import (
    CONTACT,
    LIST,
    Seen,
    demand_unchanged,
    read,
    see,
)
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.contacts import full_contact
from optizmo_deploy.conformance.fixtures.valid_requests import some_attribute
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


@frozen
class _Disabled:
    """A contact with attributes and brands that was disabled once."""

    md5: str
    before: Seen
    exchange: Exchange


@frozen
class _Repeated:
    """The same contact, disabled twice more."""

    once: Seen
    repeats: tuple[Exchange, Exchange]
    after: Seen


def _disabled(api: Api) -> _Disabled:
    def make() -> _Disabled:
        md5 = full_contact(api).md5
        return _Disabled(md5, see(api, md5), api.disable(md5))

    return api.remembered("disabled contact", make)


def _repeated(api: Api) -> _Repeated:
    def make() -> _Repeated:
        done = _disabled(api)
        api.prepared(done.exchange)
        once = see(api, done.md5)
        repeats = (api.disable(done.md5), api.disable(done.md5))
        return _Repeated(once, repeats, see(api, done.md5))

    return api.remembered("contact disabled repeatedly", make)


def _demand_disabled(api: Api, md5: str, what: str, *evidence: Exchange) -> None:
    """Require that a contact is disabled.

    Raises:
        Violation: It is enabled.
        NotReached: It cannot be read.
    """
    demand(
        read(api, md5)["enabled"] is False,
        f"{what} should be disabled, but enabled is true",
        *evidence,
        api.wire.exchanges[-1],
    )


@check("disableContact.succeeds")
def _succeeds(api: Api) -> None:
    success(_disabled(api).exchange)


@check("getContact.disabled")
def _is_read(api: Api) -> None:
    for md5 in (full_contact(api).md5, api.new_contact().md5):
        disabled = api.disable(md5)
        api.prepared(disabled)
        exchange = api.get(md5)
        contact = success(exchange, when="of a disabled contact")
        demand(
            contact["enabled"] is False,
            f"a disabled contact should have enabled false, but has {contact['enabled']}",
            disabled,
            exchange,
        )


@check("disableContact.again")
def _again(api: Api) -> None:
    for exchange in _repeated(api).repeats:
        success(exchange, when="of a disabled contact")


_KEPT = {
    "disableContact.keeps-contact-attributes": ["attributes"],
    "disableContact.keeps-brand-ids": ["brandIds"],
    "disableContact.keeps-subscription-list": [LIST],
}


def _keeps(members: list[str], api: Api) -> None:
    disabled, once = _disabled(api), _repeated(api).once
    demand_unchanged("of the contact", disabled.before, once, members, disabled.exchange)


for _id, _members in _KEPT.items():
    check(_id)(partial(_keeps, _members))


@check("disableContact.again-changes-nothing")
def _again_changes_nothing(api: Api) -> None:
    done = _repeated(api)
    members = [*CONTACT, LIST]
    demand_unchanged("of a disabled contact", done.once, done.after, members, *done.repeats)


@check("disableContact.subscriptions-readable")
def _subscriptions_are_read(api: Api) -> None:
    done = _disabled(api)
    api.prepared(done.exchange)
    success(api.list_subscriptions(done.md5), when="of a disabled contact")


@check("disableContact.minimal-contact")
def _minimal_contact(api: Api) -> None:
    md5 = api.new_contact().md5
    exchange = api.disable(md5)
    success(exchange, when="of a contact without attributes and brands")
    _demand_disabled(api, md5, "a contact without attributes and brands", exchange)


@check("disableContact.not-undone-by-create")
def _create_does_not_enable(api: Api) -> None:
    contact = api.new_contact()
    api.prepared(api.disable(contact.md5))
    exchange = api.create({"email": contact.email})
    _demand_disabled(api, contact.md5, "after a create with its address, a contact", exchange)


@check("disableContact.minimal-contact-stays-disabled")
def _minimal_contact_stays_disabled(api: Api) -> None:
    ids, md5 = usable_up_to(api, 1), api.new_contact().md5
    attributes = some_attribute(api)
    api.prepared(api.disable(md5))
    writes: list[Callable[[], Exchange]] = [
        *([lambda: api.subscribe(md5, ids)] if ids else []),
        lambda: api.patch(md5, attributes),
        *([lambda: api.unsubscribe(md5, ids[0])] if ids else []),
        lambda: api.patch(md5, dict.fromkeys(attributes)),
        lambda: api.disable(md5),
    ]
    for write in writes:
        exchange = write()
        _demand_disabled(api, md5, f"after {exchange.operation}, a disabled contact", exchange)
