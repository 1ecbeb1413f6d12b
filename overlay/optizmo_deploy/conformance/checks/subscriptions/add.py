"""addContactSubscriptions: which subscriptions a contact has afterwards."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from optizmo_deploy.conformance.assertions.brand_lists import (
    demand_brands,
    demand_known_names,
    demand_subscribed,
)
from optizmo_deploy.conformance.assertions.contacts import Seen, fold, listed, other_case, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.checks.subscriptions._subscribed import a_disabled_brand
from optizmo_deploy.conformance.fixtures.side_effects import note
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api, Disposable

Ids = list[str]
_MOST = 100


def _other_brands(ids: Ids, existing: int) -> list[Ids]:
    return [ids[existing:]]


@frozen
class Scenario:
    """Add brands to a contact, and look for all of its brands in the response and in both reads."""

    what: str
    """What is requested, for messages."""
    brands: Callable[[Api], Ids] = field(repr=False)
    """All brands that the contact has in the end."""
    existing: int = 0
    """How many of them it is subscribed to before."""
    disabled: bool = False
    """Whether the contact is disabled before."""
    requests: Callable[[Ids, int], Sequence[Ids]] = field(default=_other_brands, repr=False)
    """The ids to send in each request; by default in one request those that do not exist yet."""


def _more_than_100(api: Api) -> Ids:
    ids = usable_up_to(api, 120)
    if len(ids) <= _MOST:
        raise NotReached(f"this needs more than 100 brands, and the account has {len(ids)}")
    return ids


SCENARIOS = {
    "one-brand": Scenario("one brand", partial(usable, count=1)),
    "several-brands": Scenario("several brands", partial(usable, count=5)),
    "100-brands": Scenario("100 brands", partial(usable, count=_MOST)),
    "more-than-100-brands": Scenario(
        "brands to a contact that has 100", _more_than_100, existing=_MOST
    ),
    "disabled-contact": Scenario(
        "brands to a disabled contact", partial(usable, count=3), existing=1, disabled=True
    ),
    "disabled-brand": Scenario("a disabled brand", lambda api: [a_disabled_brand(api, 0)]),
    "again": Scenario(
        "brands that the contact has already",
        partial(usable, count=3),
        existing=3,
        requests=lambda ids, _: [ids, ids, ids[1:2]],
    ),
    "new-and-existing": Scenario(
        "a mix of new and existing brands",
        partial(usable, count=5),
        existing=3,
        requests=lambda ids, _: [[ids[3], ids[0], ids[4], ids[2]]],
    ),
    "upper-case-brand-id": Scenario(
        "a brand whose id is in the other letter case",
        partial(usable, count=1),
        requests=lambda ids, _: [[other_case(ids[0])], ids],
    ),
}


def _evaluate(scenario: Scenario, api: Api) -> None:
    ids, contact = scenario.brands(api), api.new_contact()
    if scenario.existing:
        api.prepared(api.subscribe(contact.md5, ids[: scenario.existing]))
    if scenario.disabled:
        api.prepared(api.disable(contact.md5))
    for sent in scenario.requests(ids, scenario.existing):
        done = _add(api, contact, sent, what=scenario.what, enabled=not scenario.disabled)
        when = f"after adding {scenario.what}"
        demand_brands(ids, listed(done.brands), f"{when}, the response", done.exchange)
        demand_subscribed(ids, done.after, when, done.exchange)


for _name, _scenario in SCENARIOS.items():
    check(f"addContactSubscriptions.{_name}")(partial(_evaluate, _scenario))


@frozen
class _Addition:
    """A successful request to add brands, and the contact after it."""

    brands: list[dict[str, Any]]
    """The brands in the response."""
    exchange: Exchange
    after: Seen


def _add(
    api: Api, contact: Disposable, ids: Ids, *, what: str = "brands", enabled: bool = True
) -> _Addition:
    exchange = api.subscribe(contact.md5, ids)
    brands = success(exchange, when=f"of {what}")["brands"]
    after = see(api, contact.md5)
    note(api, exchange, {**contact.created, "enabled": enabled}, after.contact)
    return _Addition(brands, exchange, after)


def _two_after_two(api: Api) -> tuple[Ids, _Addition]:
    """Return four brands, the first two of which a contact had before the others were added."""

    def make() -> tuple[Ids, _Addition]:
        ids, contact = usable(api, 4), api.new_contact()
        api.prepared(api.subscribe(contact.md5, ids[:2]))
        if see(api, contact.md5).brand_ids != fold(ids[:2]):
            raise NotReached("a contact does not show the two brands that it was subscribed to")
        return ids, _add(api, contact, ids[2:])

    return api.remembered("two additions of brands", make)


@check("addContactSubscriptions.keeps-others")
def _keeps_others(api: Api) -> None:
    ids, done = _two_after_two(api)
    when = "after adding two brands to a contact that has two others"
    demand_subscribed(ids[:2], done.after, when, done.exchange, others=False)


@check("addContactSubscriptions.returns-all")
def _returns_all(api: Api) -> None:
    ids, done = _two_after_two(api)
    place = "the response to adding two brands to a contact that has two others"
    demand_brands(ids, listed(done.brands), place, done.exchange, others=False)


@check("addContactSubscriptions.brand-names")
def _brand_names(api: Api) -> None:
    usable(api, 1)
    done = _add(api, api.new_contact(), usable_up_to(api, _MOST))
    demand_known_names(api, done.brands, done.exchange)


@check("addContactSubscriptions.brand-in-two-cases")
def _brand_in_two_cases(api: Api) -> None:
    brand_id, md5 = usable(api, 1)[0], api.new_contact().md5
    api.prepared(api.subscribe(md5, [brand_id]))
    again = api.subscribe(md5, [other_case(brand_id)])
    both = api.subscribe(api.new_contact().md5, [brand_id, other_case(brand_id)])
    for exchange in (again, both):
        # Whether the other letter case is accepted is open; that a brand is listed once is not.
        found = listed(exchange.json()["brands"]) if exchange.status == HTTPStatus.OK else []
        demand(
            len(found) <= 1,
            f"an id in two letter cases should be one subscription, but the response has {found}",
            exchange,
        )
    demand_subscribed([brand_id], see(api, md5), "after adding an id in both letter cases", again)
