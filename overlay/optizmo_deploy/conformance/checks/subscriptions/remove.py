"""Ending subscriptions of contacts."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import Seen, fold, other_case, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.side_effects import note
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


@frozen
class _Ended:
    """A subscription that was asked to end, whatever came of it."""

    brand_id: str
    before: Seen
    exchange: Exchange
    after: Seen

    @property
    def expected(self) -> list[str]:
        """The brands that are left when it ended."""
        return [brand_id for brand_id in self.before.brand_ids if brand_id != self.brand_id.lower()]

    @property
    def evidence(self) -> tuple[Exchange, ...]:
        """The write and the reads around it."""
        return (*self.before.exchanges, self.exchange, *self.after.exchanges)


def _subscribed_to(api: Api, ids: Sequence[str]) -> str:
    md5 = api.new_contact().md5
    api.prepared(api.subscribe(md5, ids))
    return md5


def _end(api: Api, md5: str, brand_id: str) -> _Ended:
    before = see(api, md5)
    if brand_id.lower() not in before.brand_ids:
        raise NotReached("the contact is not subscribed to the brand it was subscribed to")
    done = _Ended(brand_id, before, api.unsubscribe(md5, brand_id), see(api, md5))
    if done.exchange.status is not None and done.exchange.status < HTTPStatus.MULTIPLE_CHOICES:
        note(api, done.exchange, before.contact, done.after.contact)
    return done


def _first(api: Api) -> _Ended:
    """Return the run's end of one of two subscriptions."""

    def make() -> _Ended:
        ids = usable(api, 2)
        return _end(api, _subscribed_to(api, ids), ids[0])

    return api.remembered("end of a subscription", make)


def _demand_left(done: _Ended) -> None:
    for what, found in (
        ("brandIds", done.after.brand_ids),
        ("the list of subscriptions", done.after.listed),
    ):
        demand(
            found == done.expected,
            f"after unsubscribing from {done.brand_id}, {what} should be {done.expected}, "
            f"but is {found}",
            *done.evidence,
        )


@check("removeContactSubscription.succeeds")
def _succeeds(api: Api) -> None:
    success(_first(api).exchange)


@check("removeContactSubscription.gone-from-contact")
def _is_gone_from_contact(api: Api) -> None:
    done = _first(api)
    api.prepared(done.exchange)
    demand(
        done.brand_id.lower() not in done.after.brand_ids,
        f"after unsubscribing from {done.brand_id}, it should be gone from brandIds, but is not",
        *done.evidence,
    )


@check("removeContactSubscription.gone-from-list")
def _is_gone_from_list(api: Api) -> None:
    done = _first(api)
    api.prepared(done.exchange)
    demand(
        done.brand_id.lower() not in done.after.listed,
        f"after unsubscribing from {done.brand_id}, it should not be listed, but is",
        *done.evidence,
    )


@check("removeContactSubscription.keeps-others")
def _keeps_the_others(api: Api) -> None:
    usable(api, 2)
    ids = usable_up_to(api, 150)  # many, for what befalls only some of them
    md5 = _subscribed_to(api, ids[:100])
    if ids[100:]:
        api.prepared(api.subscribe(md5, ids[100:]))
    for place in (-1, 1, 0):  # the last, the second and the first of those that are left
        left = see(api, md5).contact["brandIds"]
        if len(left) < 2:  # noqa: PLR2004 - the brand to end and one to keep
            raise NotReached("the contact does not have the brands it was subscribed to")
        done = _end(api, md5, left[place])
        api.prepared(done.exchange)
        kept = set(done.expected)
        demand(
            kept <= set(done.after.brand_ids) and kept <= set(done.after.listed),
            f"after unsubscribing from {done.brand_id}, the {len(kept)} others should stay, but "
            f"{len(kept - set(done.after.brand_ids))} left brandIds and "
            f"{len(kept - set(done.after.listed))} the list of subscriptions",
            *done.evidence,
        )


@check("removeContactSubscription.only-brand")
def _ends_the_only_one(api: Api) -> None:
    ids = usable(api, 1)
    done = _end(api, _subscribed_to(api, ids), ids[0])
    success(done.exchange, when="from the only brand")
    _demand_left(done)


@check("removeContactSubscription.one-after-another")
def _ends_one_after_the_other(api: Api) -> None:
    ids = usable(api, 3)
    md5 = _subscribed_to(api, ids)
    for brand_id in ids:
        done = _end(api, md5, brand_id)
        success(done.exchange, when="from one brand after the other")
        _demand_left(done)


@check("removeContactSubscription.add-and-remove-repeatedly")
def _takes_turns(api: Api) -> None:
    ids = usable(api, 2)
    md5 = _subscribed_to(api, ids[1:])
    api.prepared(api.subscribe(md5, ids[:1]))
    for _ in range(3):
        done = _end(api, md5, ids[0])
        success(done.exchange, when="from a brand it was subscribed to again")
        _demand_left(done)
        exchange = api.subscribe(md5, ids[:1])
        success(exchange, when="to a brand it was unsubscribed from")
        after = see(api, md5)
        demand(
            after.brand_ids == after.listed == fold(ids),
            f"a contact subscribed again should have {fold(ids)}, but has {after.brand_ids} "
            f"and lists {after.listed}",
            exchange,
            *after.exchanges,
        )


@check("removeContactSubscription.disabled-contact")
def _works_on_disabled(api: Api) -> None:
    ids = usable(api, 2)
    md5 = _subscribed_to(api, ids)
    api.prepared(api.disable(md5))
    done = _end(api, md5, ids[1])
    success(done.exchange, when="of a disabled contact")
    _demand_left(done)


@check("removeContactSubscription.disabled-brand")
def _ends_disabled_brand(api: Api) -> None:
    disabled = api.target.disabled_brands
    if not disabled:
        raise NotReached("the account has no disabled brand")
    brand_id, md5 = disabled[-1]["id"], api.new_contact(brand_ids=usable_up_to(api, 1) or None).md5
    if (
        api.subscribe(md5, [brand_id]).status != HTTPStatus.OK
    ):  # nothing states that it must be possible
        raise NotReached("a contact could not be subscribed to a disabled brand")
    done = _end(api, md5, brand_id)
    success(done.exchange, when="from a disabled brand")
    _demand_left(done)


@check("removeContactSubscription.brands-of-create")
def _ends_those_of_the_create(api: Api) -> None:
    ids = usable(api, 3)
    md5 = api.new_contact(brand_ids=ids).md5
    for brand_id in reversed(ids):
        done = _end(api, md5, brand_id)
        success(done.exchange, when="from a brand that the contact was created with")
        _demand_left(done)
        exchange = api.subscribe(md5, [brand_id])
        success(exchange, when="to a brand that the contact was created with")
        after = see(api, md5)
        demand(
            after.brand_ids == after.listed == fold(ids),
            f"a contact subscribed again should have {fold(ids)}, but has {after.brand_ids} "
            f"and lists {after.listed}",
            exchange,
            *after.exchanges,
        )


@check("removeContactSubscription.brand-of-same-name")
def _keeps_namesake(api: Api) -> None:
    twins = _namesakes(api)
    md5 = api.new_contact().md5
    if (
        api.subscribe(md5, twins).status != HTTPStatus.OK
    ):  # nothing states that disabled ones can be had
        raise NotReached("a contact could not be subscribed to two brands of the same name")
    done = _end(api, md5, twins[0])
    success(done.exchange, when="from one of two brands of the same name")
    _demand_left(done)


def _namesakes(api: Api) -> list[str]:
    by_name: dict[str, list[str]] = {}
    for brand in api.target.brands:
        by_name.setdefault(brand["name"].strip().lower(), []).append(brand["id"])
    for ids in by_name.values():
        if len(ids) > 1:
            return ids[:2]
    raise NotReached("no two brands have the same name")


@check("removeContactSubscription.upper-case-brand-id")
def _takes_other_case(api: Api) -> None:
    ids = usable(api, 2)
    spelled = other_case(ids[0])
    done = _end(api, _subscribed_to(api, ids), spelled)
    success(done.exchange, when="from an id in another case")
    _demand_left(done)
