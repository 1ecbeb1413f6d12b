"""Creating contacts with brands."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import brand_ids, fold, listed, other_case, read
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.creates import attempt
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.server.client import Api

_MOST = 100


def _created_with(api: Api, ids: Sequence[str]) -> None:
    """Create a contact with these brands and require that it has them, at once and later."""
    made = attempt(api, {"brandIds": list(ids)})
    contact = success(made.exchange, when=f"with {len(ids)} brands")
    for shown in (contact, read(api, made.md5)):
        demand(
            brand_ids(shown) == fold(ids),
            f"a contact created with {len(ids)} brands should have exactly these, "
            f"but has {len(shown['brandIds'])}: {shown['brandIds']}",
            made.exchange,
        )


@check("createContact.one-brand")
def _one(api: Api) -> None:
    _created_with(api, usable(api, 1))


@check("createContact.several-brands")
def _several(api: Api) -> None:
    _created_with(api, usable(api, 3))


@check("createContact.100-brands")
def _hundred(api: Api) -> None:
    _created_with(api, usable(api, _MOST))


@check("createContact.brands-listed")
def _are_listed(api: Api) -> None:
    ids = usable(api, 3)
    made = attempt(api, {"brandIds": ids})
    api.prepared(made.exchange)
    exchange = api.list_subscriptions(made.md5)
    brands = success(exchange, when="of a new contact")["brands"]
    demand(
        listed(brands) == fold(ids),
        f"the subscriptions of a contact created with 3 brands should be these, but are {brands}",
        made.exchange,
        exchange,
    )


@check("createContact.disabled-brand")
def _disabled_brand(api: Api) -> None:
    disabled = api.target.disabled_brands
    if not disabled:
        raise NotReached("the account has no disabled brand")
    _created_with(api, [disabled[0]["id"]])


@check("createContact.upper-case-brand-id")
def _other_case(api: Api) -> None:
    _created_with(api, [other_case(usable(api, 1)[0])])


@check("createContact.brand-in-two-cases")
def _one_subscription_in_two_cases(api: Api) -> None:
    brand_id = usable(api, 1)[0]
    made = attempt(api, {"brandIds": [brand_id, other_case(brand_id)]})
    if made.exchange.status is None or made.exchange.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise NotReached("the target refuses an id in two cases, which nothing forbids")
    found = brand_ids(read(api, made.md5))
    demand(
        len(found) <= 1,
        f"an id in two cases should be one subscription, but brandIds is {found}",
        made.exchange,
    )
