"""One brand: the same as in the list, and refusals of ids that are none."""

from __future__ import annotations

import re
from contextlib import suppress
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.assertions.responses import demand, fail, refused, said, success
from optizmo_deploy.conformance.contract.facts import NIL, folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_MOST = 144


def _sample(api: Api) -> list[dict[str, Any]]:
    """Return every brand, for few may be of a kind; of very many, some from all over the list."""
    brands = api.target.brands
    if not brands:
        raise NotReached("the account has no brands")
    step = ceil(len(brands) / _MOST)
    chosen = [*brands[::step], brands[-1], *api.target.disabled_brands[:4]]
    return list({folded(brand["id"]): brand for brand in chosen}.values())


def _get(api: Api, brand_id: str) -> Exchange:
    return api.call("getBrand", path={"brandId": brand_id})


def _exchanges(api: Api) -> list[tuple[dict[str, Any], Exchange]]:
    """Return the brands of the sample as listed, each with the exchange that read it."""
    return api.remembered(
        "brands read", lambda: [(brand, _get(api, brand["id"])) for brand in _sample(api)]
    )


def _read(api: Api) -> Iterator[tuple[dict[str, Any], dict[str, Any], Exchange]]:
    """Yield the brands of the sample as listed and as read, those aside that cannot be read."""
    reasons: list[str] = []
    for listed, exchange in _exchanges(api):
        try:
            brand = success(exchange)
        except (NotReached, Violation) as verdict:  # requirements of their own judge that
            reasons.append(str(verdict))
        else:
            yield listed, brand, exchange
    if len(reasons) == len(_exchanges(api)):
        raise NotReached(reasons[0])


@check("getBrand.listed-brands-readable")
def readable(api: Api) -> None:
    """Read brands that are listed."""
    for brand, exchange in _exchanges(api):
        with suppress(NotReached):  # the shapes of answers are judged for themselves
            success(exchange, when=f"of the listed brand {brand['name']!r}")


@check("getBrand.disabled-brands-readable")
def disabled(api: Api) -> None:
    """Read disabled brands."""
    brands = api.target.disabled_brands
    if not brands:
        raise NotReached("the account has no disabled brand")
    for brand in (brands[0], brands[-1]):
        success(_get(api, brand["id"]), when="of a disabled brand")


def _same(api: Api, member: str) -> None:
    for listed, read, exchange in _read(api):
        one, other = listed[member], read[member]
        if member == "id":
            one, other = folded(one), folded(other)
        message = (
            f"{member} must be {listed[member]!r} as in the list of brands, not {read[member]!r}"
        )
        demand(one == other, message, exchange)


@check("getBrand.name-as-listed")
def same_name(api: Api) -> None:
    """Compare the name with the list."""
    _same(api, "name")


@check("getBrand.enabled-as-listed")
def same_enabled(api: Api) -> None:
    """Compare ``enabled`` with the list."""
    _same(api, "enabled")


@check("getBrand.unknown-brand")
def unknown(api: Api) -> None:
    """Read a brand that does not exist."""
    # Where there is no brand, nobody knows which UUIDs the target takes for ids.
    allowed = {404} if api.target.brands else {400, 404}
    for brand_id in api.target.unknown_brand_ids(2):
        refused(_get(api, brand_id), allowed, when="with an unknown brandId")
    if NIL not in {folded(brand["id"]) for brand in api.target.brands}:
        refused(_get(api, NIL), {400, 404}, when="with the nil UUID")  # which may count as no id


def _malformed(api: Api, texts: Iterable[str]) -> None:
    # What is no id is not the id of a brand either, and which error wins is not stated.
    for text in texts:
        refused(_get(api, text), {400, 404}, when=f"with the brandId {text!r}, which is no UUID")


@check("getBrand.near-miss-id")
def nearly_known(api: Api) -> None:
    """Read with ids that differ from a brand's in one digit."""
    for brand_id in api.target.brand_ids(1):
        for near in api.target.nearly_brand_ids(brand_id):
            refused(_get(api, near), 404, when=f"with a brandId much like {brand_id}")


@check("getBrand.not-uuid")
def no_uuid(api: Api) -> None:
    """Read with what is not like an id at all."""
    names = [name for name in api.target.names if name.strip(".") and "/" not in name]
    _malformed(api, ("not-a-uuid", "1", "a" * 40, *names[:1]))


@check("getBrand.wrong-length")
def wrong_length(api: Api) -> None:
    """Read with an id that lacks a digit, or has one too many."""
    brand_id = api.target.brand_ids(1)[0]
    _malformed(api, (brand_id[:-1], f"{brand_id}0"))


@check("getBrand.non-hexadecimal-id")
def no_digits(api: Api) -> None:
    """Read with an id that has another character than hex digits."""
    brand_id = api.target.brand_ids(1)[0]
    _malformed(api, (f"{brand_id[:-1]}g", f"z{brand_id[1:]}"))


@check("getBrand.id-with-line-feed")
def line_feed(api: Api) -> None:
    """Read with an id that ends with a line feed."""
    _malformed(api, (f"{api.target.brand_ids(1)[0]}\n",))


@check("getBrand.id-in-either-case")
def upper_case(api: Api) -> None:
    """Read with the id in the other case."""
    for brand_id in api.target.brand_ids(1):
        other = brand_id.lower() if brand_id != brand_id.lower() else brand_id.upper()
        exchange = _get(api, other)
        brand = success(exchange, when="with the brandId in the other case")
        same = folded(brand["id"]) == folded(brand_id)
        demand(same, f"another brand was answered: {said(exchange)}", exchange)


@check("getBrand.unsubscribe-handling")
def unsubscribe_handling(api: Api) -> None:
    """Look at ``unsubscribeHandling``."""
    judged = False
    for _, exchange in _exchanges(api):
        brand: object = exchange.json() if exchange.status == HTTPStatus.OK else None
        if isinstance(brand, dict) and "unsubscribeHandling" in brand:
            _is_a_handling(cast("dict[str, Any]", brand)["unsubscribeHandling"], exchange)
            judged = True
    if not judged:
        raise NotReached("no brand could be read that has an unsubscribeHandling")


def _is_a_handling(handling: Any, exchange: Exchange) -> None:
    if not isinstance(handling, dict):
        fail(f"unsubscribeHandling must be an object, not {handling!r}", exchange)
    members = cast("dict[str, Any]", handling)
    kind = members.get("type")
    # The members of a third party's handling are not known, its type included.
    if kind == "Deploy" or members.keys() & {"useListUnsubscribeHeader", "unsubscribePageId"}:
        message = f"Deploy's own handling has the type Deploy, not {kind!r}"
        demand(kind == "Deploy", message, exchange)
        header = members.get("useListUnsubscribeHeader")
        message = f"Deploy's own handling needs a boolean useListUnsubscribeHeader, not {header!r}"
        demand(isinstance(header, bool), message, exchange)
        page = members.get("unsubscribePageId")
        message = f"unsubscribePageId must be a UUID where it is given, not {page!r}"
        demand("unsubscribePageId" not in members or _is_uuid(page), message, exchange)


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value.lower()) is not None


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@check("getBrand.stable")
def stable(api: Api) -> None:
    """Read a brand twice."""
    for _, before, exchange in list(_read(api))[:2]:
        again = _get(api, before["id"])
        now = success(again, when="a second time")
        for member in ("id", "name", "enabled", "createdAt"):
            message = f"{member} has changed from {before[member]!r} to {now[member]!r}"
            demand(before[member] == now[member], message, exchange, again)
