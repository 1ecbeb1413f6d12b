"""Name filters put to the target and their answers compared with the account's own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.listings import Listing, read_all
from optizmo_deploy.conformance.assertions.name_filters import matches, witnesses
from optizmo_deploy.conformance.assertions.responses import demand, fail
from optizmo_deploy.conformance.contract.facts import folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["candidates", "listed_exactly", "named", "parameter", "telling_values"]

_MOST_NAMES, _MOST_TRIED = 40, 120
_LENGTHS = (3, 2, 4, 1, 6)


def parameter(operator: str) -> str:
    """Return the query parameter of a filter; the empty operator is the bare ``name``."""
    return f"name[{operator}]" if operator else "name"


def named(operator: str) -> str:
    """Return how the filter is called in the names of requirements."""
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
        api: The target.
        operator: The filter's operator, or nothing for the bare ``name``.
        value: The filter's value.
        further: Further parameters.
        size: The page size.
        enabled: Which brands the further parameters leave, unless all.

    Raises:
        Violation: It lists other brands, or is refused.
    """
    listing = read_all(api, ((parameter(operator), value), *further), size=size)
    found = set(listing.ids)
    question = f"{parameter(operator)}={value!r}"
    if len(found) != len(listing.ids):
        fail(f"{question} lists a brand twice", *listing.exchanges)
    known = {brand["id"].lower() for brand in api.target.brands}
    demand(found <= known, f"{question} lists brands that the account has not", *listing.exchanges)
    for brand in api.target.brands:
        left = enabled is None or brand["enabled"] is enabled
        due = matches(operator or "equal", brand["name"], value) if left else False
        there = brand["id"].lower() in found
        if due is not None and due is not there:
            must = "must list" if due else "must not list"
            fail(f"{question} {must} the brand {brand['name']!r}", *listing.exchanges)
    _as_without_filter(api, listing, question)
    return listing


def _as_without_filter(api: Api, listing: Listing, question: str) -> None:
    known = {folded(brand["id"]): brand for brand in api.target.brands}
    for brand in listing.brands:
        for member in ("name", "enabled"):
            due = known[folded(brand["id"])][member]
            message = f"{question} gives a brand the {member} {brand[member]!r} instead of {due!r}"
            demand(brand[member] == due, message, *listing.exchanges)


def candidates(names: Iterable[str], operator: str) -> list[str]:
    """Return values to put to a filter, cut from names at the place the operator looks at."""
    sampled = _spread(list(dict.fromkeys(names)), _MOST_NAMES)
    found = [_cut(name, length, operator) for length in _LENGTHS for name in sampled]
    found += [_cut(name, len(name) - 1, operator) for name in sampled]
    if operator.endswith("equal"):  # parts of names, which are equal to none
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


def telling_values(api: Api, operator: str) -> list[str]:
    """Return values that tell an operator from the others, and one that is found in no name.

    Raises:
        NotReached: No name can be cut to a value.
    """
    names = api.target.names
    telling = witnesses(operator, _spread(names, _MOST_TRIED), candidates(names, operator))
    if not telling:
        raise NotReached("the account has no brand whose name a filter could find")
    return [*telling, _absent(names)]


def _absent(names: Sequence[str]) -> str:
    value = "zqxj conformance"
    while any(value in name.lower() for name in names):
        value += "q"
    return value


def _spread(names: Sequence[str], most: int) -> list[str]:
    """Return at most so many names from all over the list, the first and the last among them."""
    if len(names) <= most:
        return list(names)
    step = (len(names) - 1) / (most - 1)
    return [names[round(place * step)] for place in range(most)]
