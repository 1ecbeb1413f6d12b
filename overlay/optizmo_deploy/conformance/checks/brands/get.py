"""getBrand: the same as in the list, and ids that must be rejected."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from attrs import field, frozen

from optizmo_deploy.conformance.assertions.responses import demand, fail, rejection, success
from optizmo_deploy.conformance.contract.facts import NIL, folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_MOST = 144
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EITHER = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})


def _get(api: Api, brand_id: str) -> Exchange:
    return api.call("getBrand", path={"brandId": brand_id})


def _exchanges(api: Api) -> list[tuple[dict[str, Any], Exchange]]:
    """Read all brands, or many from all over the list, and return each with its entry there."""

    def read() -> list[tuple[dict[str, Any], Exchange]]:
        brands = api.target.brands
        if not brands:
            raise NotReached("the account has no brands")
        step = ceil(len(brands) / _MOST)
        chosen = [*brands[::step], brands[-1], *api.target.disabled_brands[:4]]
        unique = {folded(brand["id"]): brand for brand in chosen}
        return [(brand, _get(api, brand["id"])) for brand in unique.values()]

    return api.remembered("brands read", read)


def _readable(api: Api) -> Iterator[tuple[dict[str, Any], dict[str, Any], Exchange]]:
    """Yield the brands as listed and as read, without those that cannot be read."""
    reasons: list[str] = []
    for listed, exchange in _exchanges(api):
        try:
            brand = success(exchange)
        except (NotReached, Violation) as reason:  # a requirement of its own
            reasons.append(str(reason))
        else:
            yield listed, brand, exchange
    if len(reasons) == len(_exchanges(api)):
        raise NotReached(reasons[0])


@check("getBrand.listed-brands-readable")
def _listed_brands_readable(api: Api) -> None:
    for brand, exchange in _exchanges(api):
        with suppress(NotReached):  # other requirements are about the body
            success(exchange, when=f"of the listed brand {brand['name']!r}")


@check("getBrand.disabled-brands-readable")
def _disabled_brands_readable(api: Api) -> None:
    brands = api.target.disabled_brands
    if not brands:
        raise NotReached("the account has no disabled brand")
    for brand in (brands[0], brands[-1]):
        success(_get(api, brand["id"]), when="of a disabled brand")


def _as_listed(member: str, api: Api) -> None:
    for listed, read, exchange in _readable(api):
        demand(
            listed[member] == read[member],
            f"the {member} of the brand {read['id']} should be {listed[member]!r}, as in "
            f"listBrands, but is {read[member]!r}",
            exchange,
        )


for _member in ("name", "enabled"):
    check(f"getBrand.{_member}-as-listed")(partial(_as_listed, _member))


@frozen
class BadIds:
    """Values of `brandId` that must be rejected."""

    name: str
    """The requirement."""
    what: str
    """What is wrong with them, for messages."""
    make: Callable[[Api], Sequence[str]] = field(repr=False)
    """Makes them; none when the account has no brand that they could be made of."""
    statuses: Collection[int] = _EITHER
    """What is accepted; which error comes first is not documented for an id of the wrong form."""


def _first_id(api: Api) -> str:
    return api.target.brand_ids(1)[0]


def _unknown(api: Api) -> Sequence[str]:
    return api.target.unknown_brand_ids(2) if api.target.brands else ()


def _perhaps_no_ids(api: Api) -> Sequence[str]:
    # Without a brand to imitate, a server may not take a UUID of ours for an id.
    unknown = () if api.target.brands else api.target.unknown_brand_ids(2)
    nil = () if NIL in {folded(brand["id"]) for brand in api.target.brands} else (NIL,)
    return (*unknown, *nil)


def _not_uuids(api: Api) -> Sequence[str]:
    names = [name for name in api.target.names if name.strip(".") and "/" not in name]
    return ("not-a-uuid", "1", "a" * 40, *names[:1])


BAD_IDS = (
    BadIds("unknown-brand", "that is not a brand", _unknown, {HTTPStatus.NOT_FOUND}),
    BadIds("unknown-brand", "that is not a brand", _perhaps_no_ids),
    BadIds(
        "near-miss-id",
        "that differs from a brand's in one digit",
        lambda api: api.target.nearly_brand_ids(_first_id(api)),
        {HTTPStatus.NOT_FOUND},
    ),
    BadIds("not-uuid", "that is not a UUID", _not_uuids),
    BadIds(
        "wrong-length",
        "of the wrong length",
        lambda api: (_first_id(api)[:-1], f"{_first_id(api)}0"),
    ),
    BadIds(
        "non-hexadecimal-id",
        "with a character that is not a hexadecimal digit",
        lambda api: (f"{_first_id(api)[:-1]}g", f"z{_first_id(api)[1:]}"),
    ),
    BadIds("id-with-line-feed", "that ends with a line feed", lambda api: (f"{_first_id(api)}\n",)),
)


def _rejects(bad: BadIds, api: Api) -> None:
    ids = bad.make(api)
    if not ids:
        raise NotReached("the account has no brand to make such an id of")
    for brand_id in ids:
        rejection(_get(api, brand_id), bad.statuses, when=f"with the id {brand_id!r} {bad.what}")


for _bad in BAD_IDS:
    check(f"getBrand.{_bad.name}")(partial(_rejects, _bad))


@check("getBrand.id-in-either-case")
def _id_in_either_case(api: Api) -> None:
    brand_id = _first_id(api)
    other = brand_id.lower() if brand_id != brand_id.lower() else brand_id.upper()
    success(_get(api, other), when="with a brandId in the other letter case")


@check("getBrand.unsubscribe-handling")
def _unsubscribe_handling(api: Api) -> None:
    reached = False
    for _, exchange in _exchanges(api):
        brand: object = exchange.json() if exchange.status == HTTPStatus.OK else None
        if isinstance(brand, dict) and "unsubscribeHandling" in brand:
            _demand_documented(cast("dict[str, Any]", brand)["unsubscribeHandling"], exchange)
            reached = True
    if not reached:
        raise NotReached("no brand could be read that has an unsubscribeHandling")


def _demand_documented(handling: Any, exchange: Exchange) -> None:
    if not isinstance(handling, dict):
        fail(f"unsubscribeHandling should be an object, but is {handling!r}", exchange)
    members = cast("dict[str, Any]", handling)
    kind = members.get("type")
    hosted = {"useListUnsubscribeHeader", "unsubscribePageId"}
    if kind != "Deploy" and not members.keys() & hosted:
        return  # the members of a third party's handling are not documented, its type included
    header, page = members.get("useListUnsubscribeHeader"), members.get("unsubscribePageId", NIL)
    for name, value, valid, expected in (
        ("type", kind, kind == "Deploy", "Deploy, as the other members show"),
        ("useListUnsubscribeHeader", header, isinstance(header, bool), "a boolean"),
        ("unsubscribePageId", page, _is_uuid(page), "a UUID or absent"),
    ):
        message = f"unsubscribeHandling.{name} should be {expected}, but is {value!r}"
        demand(valid, message, exchange)


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value.lower()) is not None


@check("getBrand.stable")
def _stable(api: Api) -> None:
    for _, before, exchange in list(_readable(api))[:2]:
        again = _get(api, before["id"])
        now = success(again, when="for the second time")
        for member in ("id", "name", "enabled", "createdAt"):
            demand(
                before[member] == now[member],
                f"the {member} of a brand should still be {before[member]!r} when it is read again,"
                f" but is {now[member]!r}",
                exchange,
                again,
            )
