"""Subscribing contacts to brands."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import Seen, fold, listed, other_case, see
from optizmo_deploy.conformance.assertions.responses import demand, success
from optizmo_deploy.conformance.fixtures.side_effects import note
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api, Disposable

_MOST = 100


@frozen
class _Subscribed:
    """A subscribing that succeeded."""

    answer: list[dict[str, Any]]
    exchange: Exchange
    after: Seen


def _subscribed(
    api: Api, contact: Disposable, ids: Sequence[str], *, when: str = "", enabled: bool = True
) -> _Subscribed:
    exchange = api.subscribe(contact.md5, ids)
    answer = success(exchange, when=when)["brands"]
    after = see(api, contact.md5)
    note(api, exchange, {**contact.created, "enabled": enabled}, after.contact)
    return _Subscribed(answer, exchange, after)


def _demand_brands(done: _Subscribed, ids: Sequence[str]) -> None:
    expected = fold(set(fold(ids)))
    for what, found in (
        ("the answer", listed(done.answer)),
        ("brandIds", done.after.brand_ids),
        ("the list of subscriptions", done.after.listed),
    ):
        demand(
            found == expected,
            f"{what} should have these {len(expected)} brands: {_some(expected)}, "
            f"but has these {len(found)}: {_some(found)}",
            done.exchange,
            *done.after.exchanges,
        )


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:6]) + (", …" if len(ids) > 6 else "")  # noqa: PLR2004 - readable


def _twice(api: Api) -> tuple[list[str], _Subscribed, _Subscribed]:
    """Subscribe a contact to two brands and then to another two."""

    def make() -> tuple[list[str], _Subscribed, _Subscribed]:
        ids, contact = usable(api, 4), api.new_contact()
        first = api.subscribe(contact.md5, ids[:2])
        begun = _Subscribed(api.prepared(first)["brands"], first, see(api, contact.md5))
        if begun.after.brand_ids != fold(ids[:2]):
            raise NotReached("a contact could not be subscribed to two brands")
        return ids, begun, _subscribed(api, contact, ids[2:])

    return api.remembered("two subscribings", make)


@check("addContactSubscriptions.one-brand")
def _one(api: Api) -> None:
    ids = usable(api, 1)
    _demand_brands(_subscribed(api, api.new_contact(), ids, when="to one brand"), ids)


@check("addContactSubscriptions.several-brands")
def _several(api: Api) -> None:
    ids = usable(api, 5)
    _demand_brands(_subscribed(api, api.new_contact(), ids, when="to several brands"), ids)


@check("addContactSubscriptions.100-brands")
def _hundred(api: Api) -> None:
    ids = usable(api, _MOST)
    _demand_brands(_subscribed(api, api.new_contact(), ids, when="to 100 brands"), ids)


@check("addContactSubscriptions.more-than-100-brands")
def _more_than_hundred(api: Api) -> None:
    ids = usable_up_to(api, 120)
    if len(ids) <= _MOST:
        raise NotReached(f"this needs more than 100 brands, and the account has {len(ids)}")
    contact = api.new_contact()
    api.prepared(api.subscribe(contact.md5, ids[:_MOST]))
    done = _subscribed(api, contact, ids[_MOST:], when="to more brands than 100 in all")
    _demand_brands(done, ids)


@check("addContactSubscriptions.keeps-others")
def _keeps_earlier(api: Api) -> None:
    ids, _, done = _twice(api)
    earlier = set(fold(ids[:2]))
    demand(
        earlier <= set(done.after.brand_ids) and earlier <= set(done.after.listed),
        f"subscribing should keep the earlier brands {_some(sorted(earlier))}, "
        f"but left {_some(done.after.brand_ids)}",
        done.exchange,
        *done.after.exchanges,
    )


@check("addContactSubscriptions.returns-all")
def _answers_whole_list(api: Api) -> None:
    ids, _, done = _twice(api)
    missing = set(fold(ids)) - set(listed(done.answer))
    demand(
        not missing,
        f"the answer to subscribing should be the whole list, but lacks {_some(sorted(missing))}",
        done.exchange,
    )


@check("addContactSubscriptions.brand-names")
def _names_brands(api: Api) -> None:
    names = {str(brand["id"]).lower(): brand["name"] for brand in api.target.brands}
    ids = usable(api, 1) and usable_up_to(api, _MOST)
    done = _subscribed(api, api.new_contact(), ids)
    for brand in done.answer:
        name = names.get(str(brand["id"]).lower(), brand["name"])
        demand(
            brand["name"] == name,
            f"the brand {brand['id']} should be answered as {name}, but is {brand['name']}",
            done.exchange,
        )


@check("addContactSubscriptions.again")
def _can_be_repeated(api: Api) -> None:
    ids, contact = usable(api, 3), api.new_contact()
    api.prepared(api.subscribe(contact.md5, ids))
    for _ in range(2):
        _demand_brands(_subscribed(api, contact, ids, when="to the same brands again"), ids)
    done = _subscribed(api, contact, ids[1:2], when="to one of the same brands again")
    _demand_brands(done, ids)


@check("addContactSubscriptions.new-and-existing")
def _takes_old_and_new(api: Api) -> None:
    ids, contact = usable(api, 5), api.new_contact()
    api.prepared(api.subscribe(contact.md5, ids[:3]))
    mixed = [ids[3], ids[0], ids[4], ids[2]]
    _demand_brands(_subscribed(api, contact, mixed, when="to a mix of old and new brands"), ids)


@check("addContactSubscriptions.disabled-contact")
def _works_on_disabled(api: Api) -> None:
    ids, contact = usable(api, 3), api.new_contact()
    api.prepared(api.subscribe(contact.md5, ids[:1]))
    api.prepared(api.disable(contact.md5))
    _demand_brands(
        _subscribed(api, contact, ids[1:], when="of a disabled contact", enabled=False), ids
    )


@check("addContactSubscriptions.disabled-brand")
def _takes_disabled_brand(api: Api) -> None:
    disabled = api.target.disabled_brands
    if not disabled:
        raise NotReached("the account has no disabled brand")
    ids = [disabled[0]["id"]]
    _demand_brands(_subscribed(api, api.new_contact(), ids, when="to a disabled brand"), ids)


@check("addContactSubscriptions.upper-case-brand-id")
def _takes_other_case(api: Api) -> None:
    brand_id, contact = usable(api, 1)[0], api.new_contact()
    spelled = [other_case(brand_id)]
    _demand_brands(_subscribed(api, contact, spelled, when="to an id in another case"), [brand_id])
    _demand_brands(_subscribed(api, contact, [brand_id], when="to the same id"), [brand_id])


@check("addContactSubscriptions.brand-in-two-cases")
def _subscribes_once_in_any_case(api: Api) -> None:
    brand_id, md5 = usable(api, 1)[0], api.new_contact().md5
    api.prepared(api.subscribe(md5, [brand_id]))
    again = api.subscribe(md5, [other_case(brand_id)])
    both = api.subscribe(api.new_contact().md5, [brand_id, other_case(brand_id)])
    for exchange in (again, both):
        # Whether another case is understood is open; that a brand is subscribed to once is not.
        found = listed(exchange.json()["brands"]) if exchange.status == HTTPStatus.OK else []
        demand(
            len(found) <= 1,
            f"an id in two cases should be one subscription, but the answer has {found}",
            exchange,
        )
    after = see(api, md5)
    demand(
        after.brand_ids == after.listed == fold([brand_id]),
        f"an id in two cases should be one subscription, but brandIds is {after.brand_ids}",
        again,
        *after.exchanges,
    )
