"""What patches set, change, remove and leave alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from attrs import field, frozen

from optizmo_deploy.conformance.assertions.contacts import differences_of_response, read
from optizmo_deploy.conformance.assertions.responses import actual, demand
from optizmo_deploy.conformance.assertions.stored_attributes import (
    demand_derived_values,
    not_reached_if_rejected,
)
from optizmo_deploy.conformance.assertions.values import derived, own
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import take_unused_address
from optizmo_deploy.conformance.fixtures.patches import contact_with_attributes, patched
from optizmo_deploy.conformance.inputs.attributes import good_attributes, writable
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import Check, check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

Attributes = dict[str, Any]


@frozen
class Scenario:
    """Patches of one contact, after each of which its attributes are compared."""

    name: str
    """The name of the requirement; several scenarios may have the same."""
    when: str
    patches: Callable[[Api], Sequence[Attributes]] = field(repr=False)
    start: int | None = 0
    """The variant of the attributes that the contact starts with; none when ``None``."""
    first: Callable[[Api], Attributes] | None = field(default=None, repr=False)
    """A patch before these, which a requirement of its own is about."""
    disabled: bool = False
    all_attributes: bool = True
    """Whether to compare all attributes, and not only those that the patch mentions."""


def _one(api: Api, variant: int = 1) -> Attributes:
    """Return a value for the first attribute; another variant has another value."""
    return dict(list(good_attributes(api, variant).items())[:1])


def _several(api: Api) -> list[str]:
    names = [name for name, _ in writable(api)]
    if len(names) < 2:  # noqa: PLR2004 - several
        raise NotReached("the contact schema has only one writable attribute")
    return names


def _set_several(api: Api) -> list[Attributes]:
    _several(api)
    return [good_attributes(api, 2)]


def _set_some(place: int) -> Callable[[Api], list[Attributes]]:
    """Return the patch that sets every second attribute and removes the others."""

    def patches(api: Api) -> list[Attributes]:
        names, values = _several(api), good_attributes(api, 1)
        return [{name: values[name] if name in names[place::2] else None for name in names}]

    return patches


def _set_few(api: Api) -> list[Attributes]:
    names, values = _several(api), good_attributes(api, 1)
    return [
        {names[0]: values[names[0]]},
        {names[-1]: values[names[-1]]},
        {name: values[name] for name in names[:2]},
        {names[0]: None},
        dict.fromkeys(names[-2:]),
    ]


def _set_one_repeatedly(api: Api) -> list[Attributes]:
    # Reports mask addresses, so nobody could see there what is wrong with them.
    name = min(writable(api), key=lambda attribute: attribute[1] == "email")[0]
    return [{name: good_attributes(api, variant)[name]} for variant in (1, 2, 1, 3, 1, 2, 1)]


def _each_of(kind: str, *values: object) -> Callable[[Api], list[Attributes]]:
    return lambda api: [{api.target.attribute(kind): value} for value in values]


_SIMILAR_TEXTS = (  # each equals the one before in a comparison that ignores something
    *("Resume", "resume", "r\u00e9sum\u00e9", "r\u00e9 sum\u00e9", "r\u00e9  sum\u00e9"),
    *("10", "1e1", "010"),
)
_SIMILAR_NUMBERS = (1, 1.25, 1, -1, 0, 1)
_SIMILAR_ARRAYS = (["one", "two"], ["two", "one"], ["two", "One"], ["two"])
_LIKE = "to a value similar to the current one"

SCENARIOS = (
    Scenario("sets", "of an attribute that is not set", lambda api: [_one(api)], None),
    Scenario(
        "changes",
        "to another value",
        lambda api: [{name: value} for name, value in good_attributes(api, 1).items()],
        all_attributes=False,
    ),
    Scenario("absent-unchanged", "of some attributes", _set_few),
    Scenario("sets-several", "of several attributes that are not set", _set_several, None),
    Scenario("sets-several", "of several attributes", _set_several, 1),
    Scenario("sets-and-removes", "that sets and removes", _set_some(0)),
    Scenario("sets-and-removes", "that removes and sets", _set_some(1)),
    Scenario("many-patches", "after others", _set_one_repeatedly),
    Scenario("removes-several", "with several nulls", lambda api: [dict.fromkeys(_several(api))]),
    Scenario("replaces-array", "of an array", _each_of("array", ["another"]), all_attributes=False),
    Scenario(
        "sets-again",
        "of an attribute that was removed",
        lambda api: [_one(api)],
        first=lambda api: dict.fromkeys(_one(api)),
        all_attributes=False,
    ),
    Scenario(
        "removes-unset",
        "with null for an attribute that is not set",
        lambda api: [dict.fromkeys(_one(api))],
        None,
    ),
    Scenario(
        "disabled-contact",
        "of a disabled contact",
        lambda api: [_one(api), dict.fromkeys(_one(api))],
        disabled=True,
        all_attributes=False,
    ),
    Scenario("similar-text", _LIKE, _each_of("string", *_SIMILAR_TEXTS), None),
    Scenario("similar-number", _LIKE, _each_of("number", *_SIMILAR_NUMBERS), None),
    Scenario("similar-array", _LIKE, _each_of("array", *_SIMILAR_ARRAYS), None),
)


def _evaluates(scenario: Scenario) -> Check:
    def evaluate(api: Api) -> None:
        patches = scenario.patches(api)
        if scenario.start is None:
            contact, expected = api.new_contact(), Attributes()
        else:
            contact, found = contact_with_attributes(api, scenario.start)
            expected = found["attributes"]
        if scenario.first:
            api.prepared(api.patch(contact.md5, scenario.first(api)))
        if scenario.disabled:
            api.prepared(api.disable(contact.md5))
        sent: list[Exchange] = []
        for patch in patches:
            done = patched(api, contact, patch, when=scenario.when, enabled=not scenario.disabled)
            expected = {**own(expected, done.email_names), **patch}
            sent.append(done.exchange)
            if scenario.all_attributes:
                done.demand(expected, *sent[:-1])
            else:
                done.demand(patch, *sent[:-1], names=patch)

    return evaluate


for _scenario in SCENARIOS:
    check(f"patchContact.{_scenario.name}")(_evaluates(_scenario))


@check("patchContact.similar-text")
def _similar_white_space(api: Api) -> None:
    name, contact = api.target.attribute("string"), api.new_contact()
    api.prepared(api.patch(contact.md5, {name: "word "}))
    if read(api, contact.md5)["attributes"].get(name) == "word ":  # else the server trims
        for value in ("word", " word"):
            patched(api, contact, {name: value}, when=_LIKE).demand({name: value})


@check("patchContact.null-removes")
def _null_removes(api: Api) -> None:
    contact, _ = contact_with_attributes(api)
    not_set = _with_nulls(api.get(api.new_contact().md5))
    one_of_each_type = {kind: name for name, kind in reversed(writable(api))}
    for name in one_of_each_type.values():
        done = patched(api, contact, {name: None}, when="with null")
        for exchange in (done.exchange, api.wire.exchanges[-1]):
            shown = _with_nulls(exchange)
            # A server may return null for what was never set, but then it shows it before as well.
            demand(
                name not in shown or (shown[name] is None and name in not_set),
                f"null should remove {name}, but it is there: {actual(exchange)}",
                done.exchange,
                exchange,
            )


def _with_nulls(exchange: Exchange) -> Attributes:
    """Return the attributes in a response, with those that are null."""
    contact = exchange.json() if exchange.body else None
    attributes = cast("Attributes", contact).get("attributes") if contact else None
    return cast("Attributes", attributes) if isinstance(attributes, dict) else {}


@check("patchContact.empty-patch")
def _empty_patch(api: Api) -> None:
    _changes_nothing(api, {}, "without any attribute")


@check("patchContact.same-value")
def _same_value(api: Api) -> None:
    _changes_nothing(api, good_attributes(api), "with the current values", times=2)


def _changes_nothing(api: Api, patch: Attributes, when: str, times: int = 1) -> None:
    contact, before = contact_with_attributes(api)
    for _ in range(times):
        done = patched(api, contact, patch, when=when)
        for shown in done.shown:
            changed = differences_of_response(shown, before)
            demand(
                not changed,
                f"a patch {when} should change nothing, but changed {', '.join(changed)}",
                done.exchange,
            )


@check("patchContact.empties-array")
def _empty_array(api: Api) -> None:
    name = api.target.attribute("array")
    contact, _ = contact_with_attributes(api)
    exchange = api.patch(contact.md5, {name: []})
    not_reached_if_rejected(exchange)
    done = patched(api, contact, {name: []}, when="with an empty array", exchange=exchange)
    for shown in done.shown:
        found = shown["attributes"].get(name)
        demand(not found, f"an empty array should replace {name}, but it is {found}", done.exchange)


@check("patchContact.own-address")
def _own_address(api: Api) -> None:
    name, contact = api.target.attribute("email"), api.new_contact()
    done = patched(api, contact, {name: contact.email}, when="with the contact's own address")
    done.demand({name: contact.email}, names=[name])


@check("patchContact.derived-follow-change")
def _derived_entries_change(api: Api) -> None:
    name, address = api.target.attribute("email"), "conformance.changed@example.net"
    contact, _ = contact_with_attributes(api)
    done = patched(api, contact, {name: address})
    for shown in done.shown:
        demand_derived_values(shown, name, address, done.exchange)


@check("patchContact.derived-removed")
def _derived_entries_are_removed(api: Api) -> None:
    name = api.target.attribute("email")
    contact, before = contact_with_attributes(api)
    if not derived(before["attributes"], name):
        raise NotReached(f"{name} has no derived entries")
    done = patched(api, contact, {name: None})
    for shown in done.shown:
        left = derived(shown["attributes"], name)
        demand(
            not left,
            f"entries derived from {name} should be removed with it, but {', '.join(left)} stayed",
            done.exchange,
        )


# --- Members besides ``attributes``: whether they are rejected is not documented


def _patch_with(api: Api, md5: str, **members: object) -> Exchange:
    body: Attributes = {"attributes": {}, **members}
    return api.call("patchContact", path={"emailMd5": md5}, json=body)


@check("patchContact.identity-immutable")
def _identity_stays(api: Api) -> None:
    email = take_unused_address(api)
    contact = api.new_contact()
    exchange = _patch_with(api, contact.md5, email=email, emailMd5=md5_of(email))
    after, other = read(api, contact.md5), api.get(md5_of(email))
    demand(
        after["email"].strip().lower() == contact.email.lower()
        and after["emailMd5"] == contact.md5
        and other.status != HTTPStatus.OK,
        "a patch should not change the identity of a contact, but did",
        exchange,
        other,
    )


@check("patchContact.does-not-enable")
def _stays_disabled(api: Api) -> None:
    md5 = api.new_contact().md5
    api.prepared(api.disable(md5))
    exchange = _patch_with(api, md5, enabled=True)
    demand(
        read(api, md5)["enabled"] is False,
        "a patch with enabled should not enable a disabled contact, but did",
        exchange,
    )
