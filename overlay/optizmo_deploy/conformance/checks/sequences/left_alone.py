"""What a write has to leave alone: the rest of the contact, and every other contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import Seen, differences, fold
from optizmo_deploy.conformance.assertions.responses import fail
from optizmo_deploy.conformance.fixtures.write_sequence import beginning, steps
from optizmo_deploy.conformance.requirements.registry import Check, check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_LIST = "the list of subscriptions"
_MEMBERS = ("email", "emailMd5", "attributes", "brandIds", "enabled", "createdAt")

_LEFT_ALONE = {
    "patchContact.keeps-created-at": ("patchContact", ["createdAt"]),
    "patchContact.keeps-identity": ("patchContact", ["email", "emailMd5"]),
    "patchContact.keeps-brand-ids": ("patchContact", ["brandIds"]),
    "patchContact.keeps-subscription-list": ("patchContact", [_LIST]),
    "addContactSubscriptions.keeps-created-at": ("addContactSubscriptions", ["createdAt"]),
    "addContactSubscriptions.keeps-identity": ("addContactSubscriptions", ["email", "emailMd5"]),
    "addContactSubscriptions.keeps-contact-attributes": ("addContactSubscriptions", ["attributes"]),
    "removeContactSubscription.keeps-created-at": ("removeContactSubscription", ["createdAt"]),
    "removeContactSubscription.keeps-identity": (
        "removeContactSubscription",
        ["email", "emailMd5"],
    ),
    "removeContactSubscription.keeps-contact-attributes": (
        "removeContactSubscription",
        ["attributes"],
    ),
    "disableContact.keeps-created-at": ("disableContact", ["createdAt"]),
    "disableContact.keeps-identity": ("disableContact", ["email", "emailMd5"]),
    "disableContact.keeps-contact-attributes": ("disableContact", ["attributes"]),
    "disableContact.keeps-brand-ids": ("disableContact", ["brandIds"]),
    "disableContact.keeps-subscription-list": ("disableContact", [_LIST]),
}
_LEFT_ENABLED = {
    "patchContact.keeps-enabled": "patchContact",
    "addContactSubscriptions.keeps-enabled": "addContactSubscriptions",
    "removeContactSubscription.keeps-enabled": "removeContactSubscription",
}
_OTHERS_LEFT_ALONE = {
    "patchContact.keeps-other-contacts": "patchContact",
    "addContactSubscriptions.keeps-other-contacts": "addContactSubscriptions",
    "removeContactSubscription.keeps-other-contacts": "removeContactSubscription",
    "disableContact.keeps-other-contacts": "disableContact",
}
_OTHERS_STILL_SUBSCRIBED = {
    "patchContact.keeps-other-subscriptions": "patchContact",
    "addContactSubscriptions.keeps-other-subscriptions": "addContactSubscriptions",
    "removeContactSubscription.keeps-other-subscriptions": "removeContactSubscription",
    "disableContact.keeps-other-subscriptions": "disableContact",
}
_AGREEING = {
    "patchContact.readers-agree": "patchContact",
    "addContactSubscriptions.readers-agree": "addContactSubscriptions",
    "removeContactSubscription.readers-agree": "removeContactSubscription",
    "disableContact.readers-agree": "disableContact",
}


def _demand_same(
    what: str, before: Seen, after: Seen, members: tuple[str, ...] | list[str], write: Exchange
) -> None:
    changed = differences(before.contact, after.contact)
    if before.listed != after.listed:
        changed.append(_LIST)
    for member in members:
        if member in changed:
            was, is_ = _value(before, member), _value(after, member)
            fail(
                f"{write.operation} should leave {member} {what} as it was, but it went from "
                f"{was} to {is_}",
                *before.exchanges,
                write,
                *after.exchanges,
            )


def _value(seen: Seen, member: str) -> object:
    return seen.subscriptions if member == _LIST else seen.contact[member]


def _leaves(operation: str, members: list[str], *, disabled: bool | None = None) -> Check:
    def judge(api: Api) -> None:
        for step in steps(api, operation, disabled=disabled):
            _demand_same("of the contact", step.before, step.after, members, step.exchange)

    return judge


def _leaves_others(operation: str, *members: str) -> Check:
    def judge(api: Api) -> None:
        for step in steps(api, operation):
            for before, after in zip(step.others_before, step.others_after, strict=True):
                _demand_same("of another contact", before, after, members, step.exchange)

    return judge


def _demand_agreement(api: Api, seen: Seen, write: Exchange) -> None:
    account = set(fold(brand["id"] for brand in api.target.brands))
    ids, listed = set(seen.brand_ids), set(seen.listed)
    if not listed <= ids or not ids & account <= listed:
        fail(
            f"after {write.operation}, brandIds and the list of subscriptions should agree, "
            f"but are {sorted(ids)} and {sorted(listed)}",
            write,
            *seen.exchanges,
        )


def _agrees(operation: str) -> Check:
    def judge(api: Api) -> None:
        for step in steps(api, operation):
            _demand_agreement(api, step.after, step.exchange)

    return judge


for _id, (_operation, _members) in _LEFT_ALONE.items():
    check(_id)(_leaves(_operation, _members))
for _id, _operation in _LEFT_ENABLED.items():
    check(_id)(_leaves(_operation, ["enabled"], disabled=False))
for _id, _operation in _OTHERS_LEFT_ALONE.items():
    check(_id)(_leaves_others(_operation, *_MEMBERS))
for _id, _operation in _OTHERS_STILL_SUBSCRIBED.items():
    check(_id)(_leaves_others(_operation, _LIST))
for _id, _operation in _AGREEING.items():
    check(_id)(_agrees(_operation))


@check("createContact.keeps-other-contacts")
def _create_leaves_others(api: Api) -> None:
    begun = beginning(api)
    for before, after in zip(begun.others_before, begun.others_after, strict=True):
        _demand_same("of another contact", before, after, _MEMBERS, begun.exchange)


@check("createContact.keeps-other-subscriptions")
def _create_leaves_subscriptions_of_others(api: Api) -> None:
    begun = beginning(api)
    for before, after in zip(begun.others_before, begun.others_after, strict=True):
        _demand_same("of another contact", before, after, [_LIST], begun.exchange)


@check("createContact.readers-agree")
def _create_agrees(api: Api) -> None:
    begun = beginning(api)
    _demand_agreement(api, begun.after, begun.exchange)
