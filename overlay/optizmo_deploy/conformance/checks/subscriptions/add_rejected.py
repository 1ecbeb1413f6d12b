"""Subscribings that must be refused."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import fold, see
from optizmo_deploy.conformance.assertions.pointers import points_to
from optizmo_deploy.conformance.assertions.responses import demand, problem_of, refused
from optizmo_deploy.conformance.fixtures.rejections import Case, Rejections, SharedContact
from optizmo_deploy.conformance.inputs.brand_ids import BRAND_LISTS, BrandList
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_MOST = 100


def _case(brands: BrandList) -> Case:
    return Case(
        brands.what,
        lambda api: {"brandIds": brands.make(api)},
        lambda _: ["/brandIds"],
        within=True,
    )


# What is missing is nowhere: the object that lacks it may be pointed to instead.
_MISSING = Case("no brandIds", lambda _: {}, lambda _: ["/brandIds"], within=True, also=[""])
_NULL = Case(  # a create alone may allow it
    "null for brandIds", lambda _: {"brandIds": None}, lambda _: ["/brandIds"], within=True
)
_CASES = {
    "addContactSubscriptions.101-brands": [_case(brands) for brands in BRAND_LISTS["too many"]],
    "addContactSubscriptions.empty-brands": [_case(brands) for brands in BRAND_LISTS["none"]],
    "addContactSubscriptions.repeated-brand": [_case(brands) for brands in BRAND_LISTS["twice"]],
    "addContactSubscriptions.no-brand-ids": [_MISSING],
    "addContactSubscriptions.brands-not-array": [
        *(_case(brands) for brands in BRAND_LISTS["no array"]),
        _NULL,
    ],
    "addContactSubscriptions.brands-not-strings": [
        _case(brands) for brands in BRAND_LISTS["no strings"]
    ],
    "addContactSubscriptions.malformed-brand-id": [
        _case(brands) for brands in BRAND_LISTS["malformed"]
    ],
    "addContactSubscriptions.unknown-brand": [_case(brands) for brands in BRAND_LISTS["unknown"]],
    "addContactSubscriptions.unknown-brand-among-known": [
        _case(brands) for brands in BRAND_LISTS["unknown among known"]
    ],
}
_INVALID = [
    case
    for id_, cases in _CASES.items()
    for case in cases
    if id_
    not in {
        "addContactSubscriptions.unknown-brand",
        "addContactSubscriptions.unknown-brand-among-known",
    }
]
_UNKNOWN = [
    *_CASES["addContactSubscriptions.unknown-brand"],
    *_CASES["addContactSubscriptions.unknown-brand-among-known"],
]


def _contact(api: Api) -> str:
    return api.new_contact(brand_ids=usable_up_to(api, 3)[-1:] or None).md5


_SUBSCRIBINGS = Rejections("subscribing", SharedContact("addContactSubscriptions", _contact, see))

for _id, _cases in _CASES.items():
    check(_id)(_SUBSCRIBINGS.rejects(_cases))
check("addContactSubscriptions.rejected-brands-pointer")(_SUBSCRIBINGS.points(_INVALID))


@check("addContactSubscriptions.unknown-brand-pointer")
def _points_to_all_brands(api: Api) -> None:
    unspelled = not api.target.brands  # then nobody knows which UUIDs the target takes for ids
    for _, tried in _SUBSCRIBINGS.rejected(api, _UNKNOWN):
        points_to(tried.exchange, "/brandIds", within=unspelled)
    with suppress(NotReached):  # the account has few brands
        points_to(_with_several_unknown(api)[0], "/brandIds")


def _with_several_unknown(api: Api) -> tuple[Exchange, list[str], list[str]]:
    """Subscribe a contact to three unknown brands among two known ones."""

    def make() -> tuple[Exchange, list[str], list[str]]:
        known, unknown = usable(api, 2), api.target.unknown_brand_ids(3)
        ids = [unknown[0], known[0], unknown[1], known[1], unknown[2]]
        exchange = api.subscribe(api.new_contact().md5, ids)
        if exchange.status != HTTPStatus.BAD_REQUEST:
            raise NotReached("subscribing to unknown brands was not refused with status 400")
        return exchange, known, unknown

    return api.remembered("subscribing to several unknown brands", make)


@check("addContactSubscriptions.unknown-brands-in-detail")
def _names_unknown_brands(api: Api) -> None:
    exchange, _, unknown = _with_several_unknown(api)
    _names_all(exchange, unknown)
    most = api.target.unknown_brand_ids(_MOST)
    exchange = api.subscribe(api.new_contact().md5, most)
    if exchange.status == HTTPStatus.BAD_REQUEST:  # another requirement judges other answers
        _names_all(exchange, most)


def _names_all(exchange: Exchange, unknown: Sequence[str]) -> None:
    detail = str(problem_of(exchange).get("detail")).lower()
    missing = [brand_id for brand_id in fold(unknown) if brand_id not in detail]
    demand(
        not missing,
        f"the detail should name each of {len(unknown)} unknown brands, but lacks "
        f"{', '.join(missing[:3])}",
        exchange,
    )


@check("addContactSubscriptions.known-brands-not-in-detail")
def _names_no_known_brand(api: Api) -> None:
    exchange, known, _ = _with_several_unknown(api)
    detail = str(problem_of(exchange).get("detail")).lower()
    named = [brand_id for brand_id in fold(known) if brand_id in detail]
    demand(
        not named,
        f"the detail should name unknown brands only, but names {', '.join(named)}",
        exchange,
    )


@check("addContactSubscriptions.all-or-nothing")
def _adds_nothing(api: Api) -> None:
    for case, tried in _SUBSCRIBINGS.rejected(api, _UNKNOWN):
        if tried.after is None:
            raise NotReached(f"after subscribing with {case.what}, the contact cannot be read")
        added = set(tried.after.brand_ids) - set(tried.before.brand_ids)
        demand(
            not added and set(tried.after.listed) <= set(tried.before.listed),
            f"subscribing refused for {case.what} should add nothing, but added "
            f"{', '.join(sorted(added))}",
            tried.exchange,
            *tried.after.exchanges,
        )


@check("addContactSubscriptions.rejected-removes-nothing")
def _takes_nothing_away(api: Api) -> None:
    for case, tried in _SUBSCRIBINGS.rejected(api, [*_INVALID, *_UNKNOWN]):
        if tried.after is None:
            raise NotReached(f"after subscribing with {case.what}, the contact cannot be read")
        demand(
            set(tried.before.brand_ids) <= set(tried.after.brand_ids)
            and set(tried.before.listed) <= set(tried.after.listed),
            f"subscribing refused for {case.what} should take no brand away, but did",
            tried.exchange,
            *tried.after.exchanges,
        )


@check("addContactSubscriptions.rejected-for-disabled-contact")
def _refuses_for_disabled(api: Api) -> None:
    md5 = api.new_contact(brand_ids=usable_up_to(api, 1) or None).md5
    api.prepared(api.disable(md5))
    for brands in (BRAND_LISTS[why][0] for why in ("unknown", "none", "twice", "malformed")):
        with suppress(NotReached):  # the target has no brands to repeat
            exchange = api.call(
                "addContactSubscriptions",
                path={"emailMd5": md5},
                json={"brandIds": brands.make(api)},
            )
            refused(
                exchange, HTTPStatus.BAD_REQUEST, when=f"of a disabled contact with {brands.what}"
            )
