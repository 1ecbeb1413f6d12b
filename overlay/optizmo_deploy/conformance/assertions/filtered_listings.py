"""Filtered lists of brands, compared with the names that the account has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.listings import Listing, read_all
from optizmo_deploy.conformance.assertions.name_filters import distinguishing, matches
from optizmo_deploy.conformance.assertions.responses import demand, fail
from optizmo_deploy.conformance.contract.facts import folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["candidates", "distinguishing_values", "listed_exactly", "named", "parameter"]

_MOST_NAMES, _MOST_TRIED = 40, 120
_LENGTHS = (3, 2, 4, 1, 6)


def parameter(operator: str) -> str:
    """Return the query parameter of a filter; the empty operator is the bare ``name``."""
    return f"name[{operator}]" if operator else "name"


def named(operator: str) -> str:
    """Return what the filter is called in the names of requirements."""
    return f"name-{operator}".replace("_", "-").strip("-")


def listed_exactly(
    api: Api,
    operator: str,
    value: str,
    *,
    further: Sequence[tuple[str, str]] = (),
    size: int | None = None,
    enabled: bool | None = None,
) -> Listing:
    """Require that a filter lists every brand that it must list and none that it must not.

    Args:
        api: The server under test.
        operator: The filter's operator, or an empty string for `name`.
        value: The filter's value.
        further: Further parameters.
        size: The page size.
        enabled: Whether the further parameters restrict the list to enabled or disabled brands.

    Raises:
        Violation: It lists other brands, or is rejected.
    """
    listing = read_all(api, ((parameter(operator), value), *further), size=size)
    question, found = f"listBrands {listing.query}", set(listing.ids)
    if len(found) != len(listing.ids):
        fail(f"{question} should list each brand once, but repeats one", *listing.exchanges)
    known = {folded(brand["id"]): brand for brand in api.target.brands}
    demand(
        found <= known.keys(),
        f"{question} should list brands that are listed without the filter as well, but lists "
        f"others: {', '.join(sorted(found - known.keys())[:3])}",
        *listing.exchanges,
    )
    for brand_id, brand in known.items():
        due = matches(operator or "equal", brand["name"], value)
        if enabled is not None and brand["enabled"] is not enabled:
            due = False
        there = brand_id in found
        if due is not None and due is not there:
            should, does = ("", "does not") if due else ("not ", "does")
            fail(
                f"{question} should {should}list the brand {brand['name']!r}, but {does}",
                *listing.exchanges,
            )
    for brand in listing.brands:
        for member in ("name", "enabled"):
            due = known[folded(brand["id"])][member]
            demand(
                brand[member] == due,
                f"{question} should give a brand the {member} {due!r}, as without the filter, but "
                f"gives {brand[member]!r}",
                *listing.exchanges,
            )
    return listing


def candidates(names: Iterable[str], operator: str) -> list[str]:
    """Return values for a filter: parts of names from the place that the operator compares."""
    sampled = _spread(list(dict.fromkeys(names)), _MOST_NAMES)
    found = [_cut(name, length, operator) for length in _LENGTHS for name in sampled]
    found += [_cut(name, len(name) - 1, operator) for name in sampled]
    if operator.endswith("equal"):  # also parts of names, which equal no name
        found += [
            _cut(name, 3, part) for part in ("starts", "ends", "contains") for name in sampled
        ]
    usable = (value for value in dict.fromkeys(found) if value and value == value.strip())
    return list(usable)


def _cut(name: str, length: int, operator: str) -> str:
    if operator.startswith("starts"):
        return name[:length]
    if operator.startswith("ends"):
        return name[-length:] if length else ""
    if operator.startswith("contains"):
        middle = max(0, (len(name) - length) // 2)
        return name[middle : middle + length]
    return name


def distinguishing_values(api: Api, operator: str) -> list[str]:
    """Return values that distinguish an operator from the others, and one that no name contains.

    Raises:
        NotReached: No name can be cut to a value.
    """
    names = api.target.names
    values = distinguishing(operator, _spread(names, _MOST_TRIED), candidates(names, operator))
    if not values:
        raise NotReached("the account has no brand with a name to filter by")
    return [*values, _absent(names)]


def _absent(names: Sequence[str]) -> str:
    value = "zqxj conformance"
    while any(value in name.lower() for name in names):
        value += "q"
    return value


def _spread(names: Sequence[str], most: int) -> list[str]:
    """Return at most `most` names, evenly spread and with the first and the last."""
    if len(names) <= most:
        return list(names)
    step = (len(names) - 1) / (most - 1)
    return [names[round(place * step)] for place in range(most)]
