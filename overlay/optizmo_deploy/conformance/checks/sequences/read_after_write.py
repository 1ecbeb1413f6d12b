"""Every write is seen by every reader, at once and as it was answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import (
    differences_of_answer,
    differences_of_create,
    email_names,
    fold,
)
from optizmo_deploy.conformance.assertions.responses import demand, said, success
from optizmo_deploy.conformance.assertions.stored_attributes import demand_stored
from optizmo_deploy.conformance.assertions.values import own
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import take_vacant_address
from optizmo_deploy.conformance.fixtures.write_sequence import beginning, steps
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.fixtures.write_sequence import Step
    from optizmo_deploy.conformance.server.client import Api


@check("createContact.returns-stored-contact")
def _create_answers_what_is_stored(api: Api) -> None:
    begun = beginning(api)
    changed = differences_of_create(api.prepared(begun.exchange), begun.after.contact)
    demand(
        not changed,
        f"the answer to a create should be the stored contact, but differs in {', '.join(changed)}",
        begun.exchange,
        *begun.after.exchanges,
    )


@check("patchContact.returns-stored-contact")
def _patch_answers_what_is_stored(api: Api) -> None:
    for step in steps(api, "patchContact"):
        answer = success(step.exchange)
        if answer is None:
            continue
        changed = differences_of_answer(answer, step.after.contact)
        demand(
            not changed,
            "the answer to a patch should be the stored contact, but differs in "
            f"{', '.join(changed)}",
            *step.evidence,
        )


@check("addContactSubscriptions.returns-stored-list")
def _subscribing_answers_what_is_stored(api: Api) -> None:
    for step in steps(api, "addContactSubscriptions"):
        answer = success(step.exchange)["brands"]
        demand(
            _named(answer) == _named(step.after.subscriptions),
            "the answer to subscribing should be the list that is read afterwards, but is "
            f"{answer} before {step.after.subscriptions}",
            *step.evidence,
        )


@check("patchContact.seen-at-once")
def _patch_is_seen(api: Api) -> None:
    names = email_names(api)
    for step in steps(api, "patchContact"):
        merged = {**own(step.before.contact["attributes"], names), **step.sent}
        expected = {name: value for name, value in merged.items() if value is not None}
        demand_stored(expected, step.after.contact, names, *step.evidence)


def _demand_added(step: Step, before: list[str], after: list[str]) -> None:
    expected = sorted({*before, *fold(step.sent)})
    demand(
        after == expected,
        f"after subscribing to {step.sent}, the brands should be {expected}, but are {after}",
        *step.evidence,
    )


@check("addContactSubscriptions.seen-by-get-contact")
def _subscribing_is_seen_in_contact(api: Api) -> None:
    for step in steps(api, "addContactSubscriptions"):
        _demand_added(step, step.before.brand_ids, step.after.brand_ids)


@check("addContactSubscriptions.seen-by-list")
def _subscribing_is_seen_in_list(api: Api) -> None:
    for step in steps(api, "addContactSubscriptions"):
        _demand_added(step, step.before.listed, step.after.listed)


def _demand_removed(step: Step, before: list[str], after: list[str]) -> None:
    expected = [brand_id for brand_id in before if brand_id != str(step.sent).lower()]
    demand(
        after == expected,
        f"after unsubscribing from {step.sent}, the brands should be {expected}, but are {after}",
        *step.evidence,
    )


@check("removeContactSubscription.seen-by-get-contact")
def _unsubscribing_is_seen_in_contact(api: Api) -> None:
    for step in steps(api, "removeContactSubscription"):
        _demand_removed(step, step.before.brand_ids, step.after.brand_ids)


@check("removeContactSubscription.seen-by-list")
def _unsubscribing_is_seen_in_list(api: Api) -> None:
    for step in steps(api, "removeContactSubscription"):
        _demand_removed(step, step.before.listed, step.after.listed)


@check("disableContact.seen-at-once")
def _disabling_is_seen(api: Api) -> None:
    for step in steps(api, "disableContact"):
        demand(
            step.after.contact["enabled"] is False,
            "after disabling, enabled should be false, but is true",
            *step.evidence,
        )


@check("createContact.seen-at-once")
def _create_is_seen(api: Api) -> None:
    email = take_vacant_address(api)
    missing = api.get(md5_of(email))
    created = api.create({"email": email})
    api.prepared(created)
    exchange = api.get(md5_of(email))
    demand(
        exchange.status == HTTPStatus.OK,
        f"a contact that was just created should be there, but getContact got {said(exchange)}",
        missing,
        created,
        exchange,
    )


def _named(brands: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((brand["id"].lower(), brand["name"]) for brand in brands)
