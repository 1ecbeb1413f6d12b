"""What the requests of all other checks show; the last to be evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import differences_of_create
from optizmo_deploy.conformance.assertions.responses import demand, fail, success
from optizmo_deploy.conformance.fixtures.contacts import contact_with_all_fields
from optizmo_deploy.conformance.fixtures.side_effects import PURPOSE, entries
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check, check_family

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check("any.works-in-every-state")
def _no_setup_failed(api: Api) -> None:
    if not any(exchange.operation == "createContact" for exchange in api.wire.exchanges):
        raise NotReached("no other check of the run has created a contact")
    for setback in api.setup_failures:
        rejected = [exchange for exchange in setback.exchanges if not exchange.succeeded]
        if rejected:
            fail(setback.message, *rejected)


@check("getContact.untouched-contact")
def _first_contact_is_the_same(api: Api) -> None:
    first = contact_with_all_fields(api)
    if api.wire.exchanges[-1] is first.exchange:
        raise NotReached("no other check of the run has sent a request since")
    exchange = api.get(first.md5)
    now = success(exchange, when="of a contact that was created at the start of the run")
    changed = differences_of_create(first.created, now)
    demand(
        not changed,
        f"a contact that no request has changed differs in {', '.join(changed)} at the end of the "
        "run",
        first.exchange,
        exchange,
    )


@check_family("no-side-effects")
def _no_side_effects(api: Api, operation: str) -> None:
    noted = entries(api, operation)
    if not noted:
        raise NotReached(f"no {operation} of the run succeeded")
    for entry in noted:
        demand(
            not entry.changed,
            f"{operation} should change {PURPOSE[operation]} only, but also changed "
            f"{', '.join(entry.changed)}",
            entry.write,
        )
