"""What was seen along the way of all other checks; the last to be judged."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import differences_of_create
from optizmo_deploy.conformance.assertions.responses import demand, fail, success
from optizmo_deploy.conformance.fixtures.contacts import rich
from optizmo_deploy.conformance.fixtures.side_effects import BUSINESS, entries
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import Check, check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check("any.works-in-every-state")
def _nothing_was_refused_on_the_way(api: Api) -> None:
    if not any(exchange.operation == "createContact" for exchange in api.wire.exchanges):
        raise NotReached("nothing was done on the way: no other check was made")
    for setback in api.setbacks:
        refusals = [exchange for exchange in setback.exchanges if not _succeeded(exchange.status)]
        if refusals:
            fail(setback.message, *refusals)


@check("getContact.untouched-contact")
def _the_first_is_still_the_same(api: Api) -> None:
    first = rich(api)
    if api.wire.exchanges[-1] is first.exchange:
        raise NotReached("nothing was done since: no other check was made")
    exchange = api.get(first.md5)
    now = success(exchange, when="of a contact that was created long ago")
    changed = differences_of_create(first.created, now)
    demand(
        not changed,
        f"a contact that nothing was done to has changed in {', '.join(changed)} during the run",
        first.exchange,
        exchange,
    )


_MINDING = {
    "patchContact.no-side-effects": "patchContact",
    "addContactSubscriptions.no-side-effects": "addContactSubscriptions",
    "removeContactSubscription.no-side-effects": "removeContactSubscription",
}


def _minds_its_business(operation: str) -> Check:
    def judge(api: Api) -> None:
        noted = entries(api, operation)
        if not noted:
            raise NotReached(f"no {operation} of the run succeeded")
        for entry in noted:
            demand(
                not entry.changed,
                f"{operation} should change {BUSINESS[operation]} only, but changed "
                f"{', '.join(entry.changed)} as well",
                entry.write,
            )

    return judge


for _id, _operation in _MINDING.items():
    check(_id)(_minds_its_business(_operation))


def _succeeded(status: int | None) -> bool:
    return status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
