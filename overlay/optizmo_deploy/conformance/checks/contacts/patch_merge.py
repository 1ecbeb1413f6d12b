"""What a patch merges, and what it leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.assertions.contacts import differences_of_answer, email_names, read
from optizmo_deploy.conformance.assertions.responses import demand, said
from optizmo_deploy.conformance.assertions.stored_attributes import (
    demand_stored,
    demand_value,
    refused_with_reason,
)
from optizmo_deploy.conformance.assertions.values import own
from optizmo_deploy.conformance.fixtures.patches import patched, with_attributes
from optizmo_deploy.conformance.inputs.attributes import good_attributes, writable
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


def _first(api: Api) -> tuple[str, Any]:
    return next(iter(good_attributes(api, 1).items()))


def _several(api: Api) -> list[str]:
    names = [name for name, _ in writable(api)]
    if len(names) < 2:  # noqa: PLR2004 - several
        raise NotReached("the contact schema has only one writable attribute")
    return names


def _one_of_each_kind(api: Api) -> list[str]:
    return list({kind: name for name, kind in reversed(writable(api))}.values())


@check("patchContact.sets")
def _sets(api: Api) -> None:
    name, value = _first(api)
    done = patched(api, api.new_contact(), {name: value}, when="of an attribute not yet set")
    for shown in done.shown:
        demand_stored({name: value}, shown, email_names(api), done.exchange)


@check("patchContact.changes")
def _changes(api: Api) -> None:
    contact = with_attributes(api)
    for name, value in good_attributes(api, 1).items():
        done = patched(api, contact, {name: value})
        for shown in done.shown:
            demand_value(shown, name, value, email_names(api), done.exchange)


@check("patchContact.null-removes")
def _removes(api: Api) -> None:
    contact = with_attributes(api)
    unset = _raw_attributes(api.get(api.new_contact().md5))
    for name in _one_of_each_kind(api):
        done = patched(api, contact, {name: None}, when="with null")
        for exchange in (done.exchange, api.wire.exchanges[-1]):
            shown = _raw_attributes(exchange)
            # Nothing forbids to show as null what was never set, but then it was not written.
            demand(
                name not in shown or (shown[name] is None and name in unset),
                f"null should remove {name}, but it is there: {said(exchange)}",
                done.exchange,
                exchange,
            )


def _raw_attributes(exchange: Exchange) -> dict[str, Any]:
    """Return the attributes as they are in the answer, those that are null included."""
    contact = exchange.json() if exchange.body else None
    attributes = cast("dict[str, Any]", contact).get("attributes") if contact else None
    return cast("dict[str, Any]", attributes) if isinstance(attributes, dict) else {}


@check("patchContact.absent-unchanged")
def _leaves_alone(api: Api) -> None:
    names = _several(api)
    contact = with_attributes(api)
    change = good_attributes(api, 1)
    for patch in (
        {names[0]: change[names[0]]},
        {names[-1]: change[names[-1]]},
        {name: change[name] for name in names[:2]},
        {names[0]: None},
        dict.fromkeys(names[-2:]),
    ):
        left = {**own(read(api, contact.md5)["attributes"], email_names(api)), **patch}
        done = patched(api, contact, patch)
        for shown in done.shown:
            expected = {name: value for name, value in left.items() if value is not None}
            demand_stored(expected, shown, email_names(api), done.exchange)


@check("patchContact.sets-several")
def _sets_several(api: Api) -> None:
    _several(api)
    sent = good_attributes(api, 2)
    for contact in (api.new_contact(), with_attributes(api, 1)):
        done = patched(api, contact, sent, when="of several attributes")
        for shown in done.shown:
            demand_stored(sent, shown, email_names(api), done.exchange)


@check("patchContact.sets-and-removes")
def _sets_and_removes(api: Api) -> None:
    names = _several(api)
    values = good_attributes(api, 1)
    for odd in (0, 1):
        contact = with_attributes(api)
        kept = {name: values[name] for name in names[odd::2]}
        sent = {name: kept.get(name) for name in names}
        done = patched(api, contact, sent, when="that sets and removes")
        for shown in done.shown:
            demand_stored(kept, shown, email_names(api), done.exchange)


@check("patchContact.many-patches")
def _works_again_and_again(api: Api) -> None:
    # Addresses are masked in reports, where nobody could see what is wrong with them.
    name = min(writable(api), key=lambda attribute: attribute[1] == "email")[0]
    contact = with_attributes(api)
    sent: list[Exchange] = []
    left = own(read(api, contact.md5)["attributes"], email_names(api))
    for value in [good_attributes(api, variant)[name] for variant in (1, 2, 1, 3, 1, 2, 1)]:
        left = {**left, name: value}
        done = patched(api, contact, {name: value}, when="one after the other")
        sent.append(done.exchange)
        for shown in done.shown:
            demand_stored(left, shown, email_names(api), *sent)


@check("patchContact.removes-several")
def _removes_several(api: Api) -> None:
    names = _several(api)
    done = patched(api, with_attributes(api), dict.fromkeys(names), when="with several nulls")
    for shown in done.shown:
        demand_stored({}, shown, email_names(api), done.exchange)


@check("patchContact.empty-patch")
def _may_be_empty(api: Api) -> None:
    contact = with_attributes(api)
    before = read(api, contact.md5)
    done = patched(api, contact, {}, when="without any attribute")
    for shown in done.shown:
        changed = differences_of_answer(shown, before)
        demand(
            not changed,
            f"a patch of nothing should change nothing, but changed {', '.join(changed)}",
            done.exchange,
        )


@check("patchContact.same-value")
def _may_repeat(api: Api) -> None:
    contact = with_attributes(api)
    before = read(api, contact.md5)
    for _ in range(2):
        done = patched(api, contact, good_attributes(api), when="to the values that are set")
        for shown in done.shown:
            changed = differences_of_answer(shown, before)
            demand(
                not changed,
                "a patch to the same values should change nothing, but changed "
                f"{', '.join(changed)}",
                done.exchange,
            )


@check("patchContact.replaces-array")
def _replaces_arrays(api: Api) -> None:
    name = api.target.attribute("array")
    contact = with_attributes(api)
    done = patched(api, contact, {name: ["another"]}, when="of an array")
    for shown in done.shown:
        demand_value(shown, name, ["another"], email_names(api), done.exchange)


@check("patchContact.empties-array")
def _does_not_keep_arrays(api: Api) -> None:
    name = api.target.attribute("array")
    contact = with_attributes(api)
    refused_with_reason(api.patch(contact.md5, {name: []}))
    done = patched(api, contact, {name: []}, when="to an empty array")
    for shown in done.shown:
        demand(
            not shown["attributes"].get(name),
            f"an empty array should replace {name}, but it is {shown['attributes'].get(name)}",
            done.exchange,
        )


@check("patchContact.sets-again")
def _sets_again(api: Api) -> None:
    name, value = _first(api)
    contact = with_attributes(api)
    api.prepared(api.patch(contact.md5, {name: None}))
    done = patched(api, contact, {name: value}, when="of an attribute that was removed")
    for shown in done.shown:
        demand_value(shown, name, value, email_names(api), done.exchange)


@check("patchContact.removes-unset")
def _removes_what_is_not_set(api: Api) -> None:
    name, _ = _first(api)
    contact = api.new_contact()
    done = patched(api, contact, {name: None}, when="with null for an attribute that is not set")
    for shown in done.shown:
        demand_stored({}, shown, email_names(api), done.exchange)


@check("patchContact.disabled-contact")
def _works_on_disabled(api: Api) -> None:
    name, value = _first(api)
    contact = with_attributes(api)
    api.prepared(api.disable(contact.md5))
    done = patched(api, contact, {name: value}, when="of a disabled contact", enabled=False)
    for shown in done.shown:
        demand_value(shown, name, value, email_names(api), done.exchange)
    done = patched(api, contact, {name: None}, when="of a disabled contact", enabled=False)
    for shown in done.shown:
        demand(
            name not in shown["attributes"],
            f"null should remove {name} from a disabled contact, but it stayed",
            done.exchange,
        )
