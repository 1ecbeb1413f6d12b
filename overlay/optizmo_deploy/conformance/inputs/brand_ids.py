"""Lists of brand ids that must be refused wherever ids are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["BRAND_LISTS", "BrandList"]

_TOO_MANY = 101


@frozen
class BrandList:
    """A value for ``brandIds`` that must be refused."""

    what: str
    make: Callable[[Api], object] = field(repr=False)


def _one(api: Api) -> str:
    return usable(api, 1)[0]


def _nearly(api: Api) -> list[str]:
    return api.target.nearly_brand_ids(_one(api))


def _many(api: Api) -> list[str]:
    usable(api, 2)
    return usable_up_to(api, _TOO_MANY - 2)


def _twice(api: Api) -> list[str]:
    return [*usable(api, 2), usable(api, 1)[0]]


def _unknown_at(place: int) -> Callable[[Api], list[str]]:
    def make(api: Api) -> list[str]:
        ids = usable(api, 2)
        return [*ids[:place], api.target.unknown_brand_id, *ids[place:]]

    return make


BRAND_LISTS: Mapping[str, Sequence[BrandList]] = {
    "too many": (BrandList("101 brands", lambda api: api.target.brand_ids(_TOO_MANY)),),
    "none": (BrandList("an empty list of brands", lambda _: []),),
    "twice": (
        BrandList("nothing but one brand twice", lambda api: [_one(api)] * 2),
        BrandList("a brand twice and another between", _twice),
        BrandList("a brand twice and many between", lambda api: [*_many(api), _one(api)]),
    ),
    "unknown": (
        BrandList("an unknown brand", lambda api: [api.target.unknown_brand_id]),
        BrandList("an id that begins like a known one", lambda api: _nearly(api)[:1]),
        BrandList("an id that ends like a known one", lambda api: _nearly(api)[1:]),
    ),
    "unknown among known": (
        BrandList("an unknown brand before known ones", _unknown_at(0)),
        BrandList("an unknown brand between known ones", _unknown_at(1)),
        BrandList("an unknown brand after known ones", _unknown_at(2)),
        BrandList(
            "an unknown brand after many known ones",
            lambda api: [*_many(api), api.target.unknown_brand_id],
        ),
    ),
    "malformed": (
        BrandList("a brand id that is no UUID", lambda _: ["not-a-uuid"]),
        BrandList(
            "a brand id with a digit too few", lambda api: [api.target.unknown_brand_id[:-1]]
        ),
        BrandList(
            "a brand id of the right length without a hex digit",
            lambda _: ["zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"],
        ),
        BrandList("a brand id of 1,000 characters", lambda _: ["a" * 1_000]),
        BrandList("a known brand id with spaces around it", lambda api: [f" {_one(api)} "]),
        BrandList("a known brand id with a line feed after it", lambda api: [f"{_one(api)}\n"]),
        BrandList("a known brand and an id that is no UUID", lambda api: [_one(api), "not-a-uuid"]),
    ),
    "no array": (
        BrandList("a string for brandIds", _one),
        BrandList("a number for brandIds", lambda _: 5),
        BrandList("an object for brandIds", lambda api: {"id": _one(api)}),
    ),
    "no strings": (
        BrandList("a number as a brand id", lambda _: [5]),
        BrandList("an object as a brand id", lambda api: [{"id": _one(api)}]),
        BrandList("a number after a known brand", lambda api: [_one(api), 5]),
    ),
}
"""By the reason to refuse them."""
