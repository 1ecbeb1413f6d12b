"""Reads with an upper-case emailMd5, after writes with a lower-case and an upper-case one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import differences, see
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.fixtures.contacts import full_contact
from optizmo_deploy.conformance.inputs.attributes import good_attributes
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


@check("any.upper-case-md5-after-writes")
def _reads_agree_after_writes(api: Api) -> None:
    for formatted in (str.lower, str.upper):
        md5 = full_contact(api).md5
        see(api, md5)
        for write in _writes(api, formatted(md5)):
            see(api, md5.upper())
            exchange = write()
            upper, lower = see(api, md5.upper()), see(api, md5)
            demand(
                not differences(upper.contact, lower.contact) and upper.listed == lower.listed,
                f"after {exchange.operation}, an upper-case emailMd5 should show the same contact "
                "as a lower-case one, but does not",
                exchange,
                *upper.exchanges,
                *lower.exchanges,
            )


def _writes(api: Api, md5: str) -> list[Callable[[], Exchange]]:
    ids = usable_up_to(api, 4)
    attributes: dict[str, Any] = {}
    with suppress(NotReached):
        attributes = good_attributes(api, 1)
    return [
        lambda: api.patch(md5, attributes),
        *([lambda: api.subscribe(md5, ids), lambda: api.unsubscribe(md5, ids[0])] if ids else []),
        lambda: api.disable(md5),
    ]
