"""addContactSubscriptions: requests that must be rejected with 400, without an effect."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import Seen, fold, see
from optizmo_deploy.conformance.assertions.pointers import points_to
from optizmo_deploy.conformance.assertions.responses import demand, problem_of, rejection
from optizmo_deploy.conformance.fixtures.rejections import Case, Rejections, SharedContact
from optizmo_deploy.conformance.inputs.brand_ids import INVALID, UNKNOWN, brand_list
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

OPERATION = "addContactSubscriptions"
_MOST = 100


# A missing member is in no place: the object that lacks it may be pointed to instead.
_MISSING = Case("no brandIds", lambda _: {}, lambda _: ["/brandIds"], within=True, also=[""])
_NULL = brand_list("null for brandIds", lambda _: None)  # which a create may accept

_INVALID = {
    **INVALID,
    "brands-not-array": [*INVALID["brands-not-array"], _NULL],
    "no-brand-ids": [_MISSING],
}
_INVALID_CASES = [case for cases in _INVALID.values() for case in cases]
_UNKNOWN_CASES = [case for cases in UNKNOWN.values() for case in cases]
_ALL_CASES = [*_INVALID_CASES, *_UNKNOWN_CASES]


def _contact(api: Api) -> str:
    return api.new_contact(brand_ids=usable_up_to(api, 3)[-1:] or None).md5


REQUESTS = Rejections(OPERATION, SharedContact(OPERATION, _contact, see))

for _name, _cases in {**_INVALID, **UNKNOWN}.items():
    check(f"{OPERATION}.{_name}")(REQUESTS.rejects(_cases))
check(f"{OPERATION}.rejected-brands-pointer")(REQUESTS.points(_INVALID_CASES))


def _added(before: Seen, after: Seen) -> str:
    more = {*after.brand_ids, *after.listed}.difference(before.brand_ids, before.listed)
    return f"added {', '.join(sorted(more))}" if more else ""


def _removed(before: Seen, after: Seen) -> str:
    fewer = set(before.brand_ids).difference(after.brand_ids)
    fewer |= set(before.listed).difference(after.listed)
    return f"removed {', '.join(sorted(fewer))}" if fewer else ""


check(f"{OPERATION}.all-or-nothing")(REQUESTS.leaves(_UNKNOWN_CASES, _added))
check(f"{OPERATION}.rejected-removes-nothing")(REQUESTS.leaves(_ALL_CASES, _removed))


@check("addContactSubscriptions.unknown-brand-pointer")
def _unknown_brand_pointer(api: Api) -> None:
    # Without a brand to imitate, a server may not take a UUID of ours for an id.
    within = not api.target.brands
    for _, attempt in REQUESTS.rejected(api, _UNKNOWN_CASES):
        points_to(attempt.exchange, "/brandIds", within=within)
    with suppress(NotReached):  # the account has few brands
        points_to(_several_unknown(api)[0], "/brandIds")


def _several_unknown(api: Api) -> tuple[Exchange, list[str], list[str]]:
    """Send three unknown brands among two known ones; return the exchange, the known, the unknown.

    Raises:
        NotReached: The server does not reject them with 400.
    """

    def send() -> tuple[Exchange, list[str], list[str]]:
        known, unknown = usable(api, 2), api.target.unknown_brand_ids(3)
        ids = [unknown[0], known[0], unknown[1], known[1], unknown[2]]
        exchange = api.subscribe(api.new_contact().md5, ids)
        if exchange.status != HTTPStatus.BAD_REQUEST:
            raise NotReached("adding unknown brands was not rejected with status code 400")
        return exchange, known, unknown

    return api.remembered("adding several unknown brands", send)


def _detail(exchange: Exchange) -> str:
    return str(problem_of(exchange).get("detail")).lower()


@check("addContactSubscriptions.unknown-brands-in-detail")
def _unknown_brands_in_detail(api: Api) -> None:
    exchange, _, unknown = _several_unknown(api)
    _names_each(exchange, unknown)
    most = api.target.unknown_brand_ids(_MOST)
    exchange = api.subscribe(api.new_contact().md5, most)
    if exchange.status == HTTPStatus.BAD_REQUEST:  # other status codes: another requirement
        _names_each(exchange, most)


def _names_each(exchange: Exchange, unknown: Sequence[str]) -> None:
    missing = [brand_id for brand_id in fold(unknown) if brand_id not in _detail(exchange)]
    demand(
        not missing,
        f"the detail should name each of the {len(unknown)} unknown brands of the request, but "
        f"lacks {', '.join(missing[:3])}",
        exchange,
    )


@check("addContactSubscriptions.known-brands-not-in-detail")
def _known_brands_not_in_detail(api: Api) -> None:
    exchange, known, _ = _several_unknown(api)
    named = [brand_id for brand_id in fold(known) if brand_id in _detail(exchange)]
    demand(
        not named,
        f"the detail should name the unknown brands of the request only, but also names "
        f"{', '.join(named)}, which the account has",
        exchange,
    )


@check("addContactSubscriptions.rejected-for-disabled-contact")
def _rejected_for_disabled_contact(api: Api) -> None:
    md5 = api.new_contact(brand_ids=usable_up_to(api, 1) or None).md5
    api.prepared(api.disable(md5))
    lists = INVALID["empty-brands"], INVALID["repeated-brand"], INVALID["malformed-brand-id"]
    for case, *_ in (UNKNOWN["unknown-brand"], *lists):
        with suppress(NotReached):  # the account has no brand to repeat
            exchange = api.call(OPERATION, path={"emailMd5": md5}, json=case.make(api))
            when = f"for a disabled contact with {case.what}"
            rejection(exchange, HTTPStatus.BAD_REQUEST, when=when)
