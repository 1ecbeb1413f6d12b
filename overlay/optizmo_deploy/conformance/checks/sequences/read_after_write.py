"""Every write is seen by every read after it, as its response showed it."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import (
    Seen,
    differences_of_create,
    differences_of_response,
    email_names,
    fold,
)
from optizmo_deploy.conformance.assertions.responses import actual, demand, success
from optizmo_deploy.conformance.assertions.stored_attributes import demand_stored
from optizmo_deploy.conformance.assertions.values import own
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import take_unused_address
from optizmo_deploy.conformance.fixtures.write_sequence import beginning, steps
from optizmo_deploy.conformance.requirements.registry import check, check_family

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.server.client import Api


# --- The response to a write is what is read afterwards


@check("createContact.returns-stored-contact")
def _create_returns_stored_contact(api: Api) -> None:
    create = beginning(api)
    changed = differences_of_create(api.prepared(create.exchange), create.after.contact)
    demand(
        not changed,
        "the response to a create should be the stored contact, but differs in "
        f"{', '.join(changed)}",
        create.exchange,
        *create.after.exchanges,
    )


@check("patchContact.returns-stored-contact")
def _patch_returns_stored_contact(api: Api) -> None:
    for step in steps(api, "patchContact"):
        returned = success(step.exchange)
        changed = returned and differences_of_response(returned, step.after.contact)
        demand(
            not changed,
            "the response to a patch should be the stored contact, but differs in "
            f"{', '.join(changed or [])}",
            *step.evidence,
        )


@check("addContactSubscriptions.returns-stored-list")
def _add_returns_stored_list(api: Api) -> None:
    for step in steps(api, "addContactSubscriptions"):
        returned = success(step.exchange)["brands"]
        demand(
            _ids_and_names(returned) == _ids_and_names(step.after.subscriptions),
            "the response to adding subscriptions should be the list that is read afterwards, but "
            f"is {returned} before {step.after.subscriptions}",
            *step.evidence,
        )


def _ids_and_names(brands: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((brand["id"].lower(), brand["name"]) for brand in brands)


# --- What is read afterwards is what was written


@check("createContact.seen-at-once")
def _create_is_seen(api: Api) -> None:
    email = take_unused_address(api)
    missing = api.get(md5_of(email))
    created = api.create({"email": email})
    api.prepared(created)
    exchange = api.get(md5_of(email))
    demand(
        exchange.status == HTTPStatus.OK,
        f"a contact that was just created should be found, but getContact got {actual(exchange)}",
        missing,
        created,
        exchange,
    )


@check("patchContact.seen-at-once")
def _patch_is_seen(api: Api) -> None:
    names = email_names(api)
    for step in steps(api, "patchContact"):
        expected = {**own(step.before.contact["attributes"], names), **step.sent}
        demand_stored(expected, step.after.contact, names, *step.evidence)


@check("disableContact.seen-at-once")
def _disable_is_seen(api: Api) -> None:
    for step in steps(api, "disableContact"):
        demand(
            step.after.contact["enabled"] is False,
            "after disabling, enabled should be false, but is true",
            *step.evidence,
        )


_READERS: dict[str, Callable[[Seen], list[str]]] = {
    "seen-by-get-contact": lambda seen: seen.brand_ids,
    "seen-by-list": lambda seen: seen.listed,
}


def _subscriptions_are_seen(
    shown_by: Callable[[Seen], list[str]], api: Api, operation: str
) -> None:
    for step in steps(api, operation):
        before, after = set(shown_by(step.before)), shown_by(step.after)
        if operation == "addContactSubscriptions":
            expected = sorted(before | set(fold(step.sent)))
        else:
            expected = sorted(before - {str(step.sent).lower()})
        demand(
            after == expected,
            f"after {operation} with {step.sent}, the brands should be {expected}, but are {after}",
            *step.evidence,
        )


for _name, _shown_by in _READERS.items():
    check_family(_name)(partial(_subscriptions_are_seen, _shown_by))
