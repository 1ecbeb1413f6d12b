"""removeContactSubscription: which subscriptions a contact has afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import field, frozen

from optizmo_deploy.conformance.assertions.brand_lists import demand_subscribed
from optizmo_deploy.conformance.assertions.contacts import Seen, other_case, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.checks.subscriptions._subscribed import (
    a_disabled_brand,
    brands_of_one_name,
    subscribed_contact,
)
from optizmo_deploy.conformance.fixtures.side_effects import note
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

Ids = list[str]


@frozen
class Scenario:
    """Remove some subscriptions of a contact one by one, and read it after each."""

    what: str
    """What is requested, for messages."""
    brands: Callable[[Api], Ids] = field(repr=False)
    """The brands that the contact is subscribed to."""
    removed: slice = slice(1)
    """Which of them to remove."""
    created: bool = False
    """Whether the contact is created with them, not subscribed afterwards."""
    disabled: bool = False
    """Whether the contact is disabled before."""
    added_again: int = 0
    """How often to add each brand again after it was removed."""
    written: Callable[[str], str] = str
    """How the id of the brand is written in the request."""


SCENARIOS = {
    "succeeds": Scenario("one of two brands", partial(usable, count=2)),
    "only-brand": Scenario("the only brand", partial(usable, count=1)),
    "one-after-another": Scenario(
        "one brand after the other", partial(usable, count=3), removed=slice(None)
    ),
    "add-and-remove-repeatedly": Scenario(
        "a brand that was removed before", partial(usable, count=2), added_again=3
    ),
    "disabled-contact": Scenario(
        "a brand of a disabled contact",
        partial(usable, count=2),
        removed=slice(1, 2),
        disabled=True,
    ),
    "upper-case-brand-id": Scenario(
        "a brand whose id is in the other letter case", partial(usable, count=2), written=other_case
    ),
    "disabled-brand": Scenario(
        "a disabled brand", lambda api: [a_disabled_brand(api, -1), *usable_up_to(api, 1)]
    ),
    "brand-of-same-name": Scenario("one of two brands of the same name", brands_of_one_name),
    "brands-of-create": Scenario(
        "a brand that the contact was created with",
        partial(usable, count=3),
        removed=slice(None, None, -1),
        created=True,
        added_again=1,
    ),
}


def _evaluate(scenario: Scenario, api: Api) -> None:
    ids = list(dict.fromkeys(scenario.brands(api)))
    md5 = subscribed_contact(api, ids, created=scenario.created)
    if scenario.disabled:
        api.prepared(api.disable(md5))
    for brand_id in ids[scenario.removed]:
        for _ in range(max(1, scenario.added_again)):
            done = _remove(api, md5, scenario.written(brand_id))
            success(done.exchange, when=f"of {scenario.what}")
            demand_subscribed(
                done.expected, done.after, f"after removing {scenario.what}", done.exchange
            )
            if scenario.added_again:
                exchange = api.subscribe(md5, [brand_id])
                success(exchange, when="of a brand that was removed before")
                demand_subscribed(
                    ids, see(api, md5), "after adding the removed brand again", exchange
                )


for _name, _scenario in SCENARIOS.items():
    check(f"removeContactSubscription.{_name}")(partial(_evaluate, _scenario))


@frozen
class _Removal:
    """A request to remove a subscription, and the contact before and after it."""

    brand_id: str
    before: Seen
    exchange: Exchange
    after: Seen

    @property
    def expected(self) -> Ids:
        """The brands that are left after a removal."""
        return [brand_id for brand_id in self.before.brand_ids if brand_id != self.brand_id.lower()]


def _remove(api: Api, md5: str, brand_id: str) -> _Removal:
    before = see(api, md5)
    if brand_id.lower() not in before.brand_ids:
        raise NotReached("the contact does not show the brand that it was subscribed to")
    done = _Removal(brand_id, before, api.unsubscribe(md5, brand_id), see(api, md5))
    if done.exchange.succeeded:
        note(api, done.exchange, before.contact, done.after.contact)
    return done


def _one_of_two(api: Api) -> _Removal:
    """Return the run's removal of one of two subscriptions."""

    def make() -> _Removal:
        ids = usable(api, 2)
        return _remove(api, subscribed_contact(api, ids), ids[0])

    done = api.remembered("removal of a subscription", make)
    api.prepared(done.exchange)
    return done


@check("removeContactSubscription.gone-from-contact")
def _gone_from_contact(api: Api) -> None:
    done = _one_of_two(api)
    _gone(done, done.after.brand_ids, "brandIds in getContact")


@check("removeContactSubscription.gone-from-list")
def _gone_from_list(api: Api) -> None:
    done = _one_of_two(api)
    _gone(done, done.after.listed, "the list of listContactSubscriptions")


def _gone(done: _Removal, found: Ids, place: str) -> None:
    demand(
        done.brand_id.lower() not in found,
        f"after removing the brand {done.brand_id}, {place} should not have it any more, but has",
        done.exchange,
        *done.after.exchanges,
    )


@check("removeContactSubscription.keeps-others")
def _keeps_the_others(api: Api) -> None:
    usable(api, 2)
    ids = usable_up_to(api, 150)  # many, to notice a fault that only some of them have
    md5 = subscribed_contact(api, ids[:100])
    if ids[100:]:
        api.prepared(api.subscribe(md5, ids[100:]))
    for place in (-1, 1, 0):  # the last, the second and the first of those that are left
        left = see(api, md5).contact["brandIds"]
        if len(left) < 2:  # noqa: PLR2004 - the brand to remove and one to keep
            raise NotReached("the contact does not show the brands that it was subscribed to")
        done = _remove(api, md5, left[place])
        api.prepared(done.exchange)
        demand_subscribed(
            done.expected,
            done.after,
            f"after removing one of {len(left)} brands",
            done.exchange,
            others=False,
        )
