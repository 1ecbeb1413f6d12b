"""Disabling contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import Seen, differences, read, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.contacts import full_contact
from optizmo_deploy.conformance.fixtures.valid_requests import some_attribute
from optizmo_deploy.conformance.fixtures.write_sequence import steps
from optizmo_deploy.conformance.requirements.registry import Check, check
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


_NOT_ENABLING = {
    "disableContact.not-undone-by-patch": "patchContact",
    "disableContact.not-undone-by-adding": "addContactSubscriptions",
    "disableContact.not-undone-by-removing": "removeContactSubscription",
}


@frozen
class _Disabling:
    """A contact with attributes and brands, disabled three times in a row."""

    before: Seen
    first: Exchange
    then: Seen
    repeats: tuple[Exchange, Exchange]
    after: Seen


def _first(api: Api) -> tuple[str, Seen, Exchange]:
    def make() -> tuple[str, Seen, Exchange]:
        md5 = full_contact(api).md5
        return md5, see(api, md5), api.disable(md5)

    return api.remembered("disabling", make)


def _disabling(api: Api) -> _Disabling:
    def make() -> _Disabling:
        md5, before, first = _first(api)
        api.prepared(first)
        then = see(api, md5)
        repeats = (api.disable(md5), api.disable(md5))
        return _Disabling(before, first, then, repeats, see(api, md5))

    return api.remembered("repeated disabling", make)


@check("disableContact.succeeds")
def _succeeds(api: Api) -> None:
    success(_first(api)[2])


@check("disableContact.still-readable")
def _keeps_contact(api: Api) -> None:
    md5 = full_contact(api).md5
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
def _can_be_repeated(api: Api) -> None:
    for exchange in _disabling(api).repeats:
        success(exchange, when="of a disabled contact")


def _demand_no_body(exchange: Exchange) -> None:
    demand(not exchange.body, "the answer to a disable should have no body", exchange)


@check("disableContact.again-changes-nothing")
def _repeats_without_effect(api: Api) -> None:
    done = _disabling(api)
    changed = differences(done.then.contact, done.after.contact)
    demand(
        not changed and done.then.listed == done.after.listed,
        "disabling a disabled contact should have no effect, but changed "
        f"{', '.join(changed) or 'the subscriptions'}",
        *done.then.exchanges,
        *done.repeats,
        *done.after.exchanges,
    )


@check("disableContact.keeps-attributes")
def _keeps_attributes(api: Api) -> None:
    done = _disabling(api)
    demand(
        "attributes" not in differences(done.before.contact, done.then.contact),
        f"a disabled contact should keep its attributes {done.before.contact['attributes']}, "
        f"but has {done.then.contact['attributes']}",
        done.first,
        *done.then.exchanges,
    )


@check("disableContact.keeps-subscriptions")
def _keeps_subscriptions(api: Api) -> None:
    done = _disabling(api)
    demand(
        done.before.brand_ids == done.then.brand_ids and done.before.listed == done.then.listed,
        f"a disabled contact should keep its brands {done.before.brand_ids}, "
        f"but has {done.then.brand_ids} and lists {done.then.listed}",
        done.first,
        *done.then.exchanges,
    )


@check("disableContact.subscriptions-readable")
def _keeps_list(api: Api) -> None:
    md5, _, exchange = _first(api)
    api.prepared(exchange)
    success(api.list_subscriptions(md5), when="of a disabled contact")


@check("disableContact.minimal-contact")
def _works_on_bare_contact(api: Api) -> None:
    md5 = api.new_contact().md5
    exchange = api.disable(md5)
    success(exchange, when="of a contact without attributes and brands")
    demand(
        read(api, md5)["enabled"] is False,
        "a contact without attributes and brands should be disabled, but is not",
        exchange,
    )


def _does_not_enable(operation: str) -> Check:
    def judge(api: Api) -> None:
        for step in steps(api, operation, disabled=True):
            demand(
                step.after.contact["enabled"] is False,
                f"{operation} should not enable a disabled contact, but did",
                *step.evidence,
            )

    return judge


for _id, _operation in _NOT_ENABLING.items():
    check(_id)(_does_not_enable(_operation))


@check("disableContact.not-undone-by-create")
def _survives_create(api: Api) -> None:
    contact = api.new_contact()
    api.prepared(api.disable(contact.md5))
    exchange = api.create({"email": contact.email})
    demand(
        read(api, contact.md5)["enabled"] is False,
        "a create should not enable a disabled contact, but did",
        exchange,
    )


@check("disableContact.others-stay-enabled")
def _leaves_others_enabled(api: Api) -> None:
    earlier, contact, later = api.new_contact(), api.new_contact(), api.new_contact()
    exchange = api.disable(contact.md5)
    api.prepared(exchange)
    for other in (earlier, later):
        demand(
            read(api, other.md5)["enabled"] is True,
            "disabling a contact should leave others enabled, but did not",
            exchange,
        )


@check("disableContact.minimal-contact-stays-disabled")
def _stays_disabled_when_bare(api: Api) -> None:
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
        demand(
            read(api, md5)["enabled"] is False,
            f"{exchange.operation} should not enable a disabled contact, but did",
            exchange,
            api.wire.exchanges[-1],
        )
