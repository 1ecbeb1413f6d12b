"""One contact led through every write while others stand by, all of them read around each step."""

from __future__ import annotations

import time
from itertools import cycle
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, frozen

from optizmo_deploy.conformance.checks._attributes import good_attributes
from optizmo_deploy.conformance.checks._contacts import Seen, let_clock_move, see
from optizmo_deploy.conformance.checks._creates import take_vacant_address
from optizmo_deploy.conformance.checks._subjects import full_contact, full_members
from optizmo_deploy.conformance.expect import said
from optizmo_deploy.conformance.subscribable import usable_up_to
from optizmo_deploy.conformance.target import md5_of
from optizmo_deploy.conformance.verdict import NotReached, Violation
from optizmo_deploy.conformance.wire import answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.api import Api
    from optizmo_deploy.conformance.exchange import Exchange

__all__ = ["Beginning", "Step", "beginning", "steps"]

_ROUTE = (
    *("patch", "subscribe", "unsubscribe", "disable"),
    # Of a disabled contact, every write comes once after every other.
    *("patch", "subscribe", "unsubscribe", "patch", "unsubscribe", "subscribe", "patch"),
    "disable",
)


@frozen
class Step:
    """A write that succeeded, and what all the contacts were before and after it."""

    operation: str
    exchange: Exchange
    before: Seen
    after: Seen
    others_before: list[Seen]
    others_after: list[Seen]
    sent: Any = None
    """The attributes of a patch, the ids of a subscribing, the id of an unsubscribing."""

    @property
    def evidence(self) -> tuple[Exchange, ...]:
        """The write and the reads around it."""
        return (*self.before.exchanges, self.exchange, *self.after.exchanges)


@frozen
class Beginning:
    """The create of the contact."""

    exchange: Exchange
    after: Seen
    others_before: list[Seen]
    others_after: list[Seen]


@define
class _Traveller:
    md5: str
    bystanders: list[str]
    """One that was there before, one that came later, one that is the same in all but name, and the
    account's newest.
    """
    begun: Beginning
    brands: list[str]
    seen: Seen
    others: list[Seen]
    steps: list[Step] = Factory(list[Step])
    setbacks: list[str] = Factory(list[str])


def beginning(api: Api) -> Beginning:
    """Return how the contact of the journey was created.

    Raises:
        NotReached: It was not.
    """
    return _traveller(api).begun


def steps(api: Api, operation: str, *, disabled: bool | None = None) -> list[Step]:
    """Return the steps with an operation.

    Args:
        api: The run.
        operation: The operationId.
        disabled: Whether the contact was disabled before the step; ``None`` means either.

    Raises:
        NotReached: There are none.
    """
    traveller = api.remembered("journey", lambda: _journey(api))
    found = [
        step
        for step in traveller.steps
        if step.operation == operation
        and (disabled is None or step.before.contact["enabled"] is not disabled)
    ]
    if not found:
        raise NotReached(next(iter(traveller.setbacks), f"{operation} was not reached"))
    return found


def _traveller(api: Api) -> _Traveller:
    return api.remembered("start of the journey", lambda: _start(api))


def _start(api: Api) -> _Traveller:
    earlier = full_contact(api, 1).md5
    others_before = [see(api, earlier)]
    email = take_vacant_address(api)
    started = time.monotonic()
    exchange = api.create({"email": email, **full_members(api)})
    api.prepared(exchange)
    seen = see(api, md5_of(email))
    begun = Beginning(exchange, seen, others_before, [see(api, earlier)])
    later, twin = full_contact(api, 2).md5, full_contact(api).md5
    let_clock_move(seen.contact, started)
    others = [*begun.others_after, see(api, later), see(api, twin)]
    brands = usable_up_to(api, 9)
    return _Traveller(md5_of(email), [earlier, later, twin], begun, brands, seen, others)


def _journey(api: Api) -> _Traveller:
    here = _traveller(api)
    # Where there are few brands, the contact is subscribed to some that it has already.
    newest = full_contact(api).md5
    here.bystanders.append(newest)
    here.others.append(see(api, newest))
    changes = cycle(_changes(api))
    added = cycle((here.brands[5:8] or here.brands[-1:], here.brands[6:9] or here.brands))
    for step in _ROUTE:
        match step:
            case "patch":
                _patch(api, here, next(changes))
            case "subscribe":
                _subscribe(api, here, next(added))
            case "unsubscribe":
                _unsubscribe(api, here)
            case _:
                _step(api, here, "disableContact", lambda: api.disable(here.md5), None)
    return here


def _changes(api: Api) -> list[dict[str, Any]]:
    try:
        names = list(good_attributes(api))
    except NotReached:
        return [{}]  # patches with no attributes are patches as well
    return [
        {**good_attributes(api, 3), names[0]: None},
        {names[0]: good_attributes(api, 4)[names[0]]},
        {**good_attributes(api, 6), names[-1]: None},
    ]


def _patch(api: Api, here: _Traveller, change: dict[str, Any]) -> None:
    _step(api, here, "patchContact", lambda: api.patch(here.md5, change), change)


def _subscribe(api: Api, here: _Traveller, brands: list[str]) -> None:
    if brands:
        _step(api, here, "addContactSubscriptions", lambda: api.subscribe(here.md5, brands), brands)


def _unsubscribe(api: Api, here: _Traveller) -> None:
    if here.seen.subscriptions:
        ids = [brand["id"] for brand in here.seen.subscriptions]
        shared = [brand_id for brand_id in ids if brand_id.lower() in here.others[0].brand_ids]
        brand = (shared or ids)[0]
        _step(
            api,
            here,
            "removeContactSubscription",
            lambda: api.unsubscribe(here.md5, brand),
            brand,
        )
    else:
        here.setbacks.append("the contact has no subscription to end")


def _step(
    api: Api, here: _Traveller, operation: str, write: Callable[[], Exchange], sent: object
) -> None:
    try:
        exchange = write()
        status = answered(exchange).status or 0
        before, others = here.seen, here.others
        here.seen, here.others = see(api, here.md5), [see(api, md5) for md5 in here.bystanders]
    except (NotReached, Violation) as verdict:
        here.setbacks.append(f"a step before this failed: {verdict}")
        return
    if not 200 <= status < 300:  # noqa: PLR2004 - the class of successes
        here.setbacks.append(f"a step before this failed: {operation} got {said(exchange)}")
        return
    here.steps.append(Step(operation, exchange, before, here.seen, others, here.others, sent))
