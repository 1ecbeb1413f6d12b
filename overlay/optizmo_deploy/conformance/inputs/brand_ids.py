"""Lists of brand ids that every operation with brand ids rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.inputs.cases import Case
from optizmo_deploy.conformance.server.usable_brands import usable, usable_up_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["INVALID", "UNKNOWN", "brand_list"]

_TOO_MANY = 101


def brand_list(what: str, make: Callable[[Api], object]) -> Case:
    """Return the case of a value for ``brandIds`` that must be rejected."""
    return Case(what, lambda api: {"brandIds": make(api)}, lambda _: ["/brandIds"], within=True)


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


INVALID: Mapping[str, Sequence[Case]] = {
    "101-brands": (brand_list("101 brands", lambda api: api.target.brand_ids(_TOO_MANY)),),
    "empty-brands": (brand_list("an empty list of brands", lambda _: []),),
    "repeated-brand": (
        brand_list("nothing but one brand twice", lambda api: [_one(api)] * 2),
        brand_list("a brand twice and another between", _twice),
        brand_list("a brand twice and many between", lambda api: [*_many(api), _one(api)]),
    ),
    "brands-not-array": (
        brand_list("a string for brandIds", _one),
        brand_list("a number for brandIds", lambda _: 5),
        brand_list("an object for brandIds", lambda api: {"id": _one(api)}),
    ),
    "brands-not-strings": (
        brand_list("a number as a brand id", lambda _: [5]),
        brand_list("an object as a brand id", lambda api: [{"id": _one(api)}]),
        brand_list("a number after a known brand", lambda api: [_one(api), 5]),
    ),
    "malformed-brand-id": (
        brand_list("a brand id that is not a UUID", lambda _: ["not-a-uuid"]),
        brand_list(
            "a brand id with one digit less", lambda api: [api.target.unknown_brand_id[:-1]]
        ),
        brand_list(
            "a brand id of the right length without a hex digit",
            lambda _: ["zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"],
        ),
        brand_list("a brand id of 1,000 characters", lambda _: ["a" * 1_000]),
        brand_list("a known brand id with spaces around it", lambda api: [f" {_one(api)} "]),
        brand_list("a known brand id with a line feed after it", lambda api: [f"{_one(api)}\n"]),
        brand_list(
            "a known brand and an id that is not a UUID", lambda api: [_one(api), "not-a-uuid"]
        ),
    ),
}
"""Lists that break the contract, by the name of the requirement that they are rejected."""

UNKNOWN: Mapping[str, Sequence[Case]] = {
    "unknown-brand": (
        brand_list("an unknown brand", lambda api: [api.target.unknown_brand_id]),
        brand_list("an id that begins like a known one", lambda api: _nearly(api)[:1]),
        brand_list("an id that ends like a known one", lambda api: _nearly(api)[1:]),
    ),
    "unknown-brand-among-known": (
        brand_list("an unknown brand before known ones", _unknown_at(0)),
        brand_list("an unknown brand between known ones", _unknown_at(1)),
        brand_list("an unknown brand after known ones", _unknown_at(2)),
        brand_list(
            "an unknown brand after many known ones",
            lambda api: [*_many(api), api.target.unknown_brand_id],
        ),
    ),
}
"""Lists with ids that the account does not have, in the same way."""
