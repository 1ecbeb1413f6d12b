"""Requires that a list of brands, or the subscriptions of a contact, are certain brands."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import fold
from optizmo_deploy.conformance.assertions.responses import demand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optizmo_deploy.conformance.assertions.contacts import Seen
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["demand_brands", "demand_known_names", "demand_subscribed"]

_SHOWN = 3


def demand_subscribed(
    expected: Iterable[str], seen: Seen, when: str, *evidence: Exchange, others: bool = True
) -> None:
    """Require that both getContact and listContactSubscriptions show exactly these brands.

    Args:
        expected: The ids of the brands.
        seen: The contact as it was read.
        when: What was done before, for the message; for example `after adding one brand`.
        *evidence: The requests before the reads.
        others: Whether further brands are a violation.

    Raises:
        Violation: They do not.
    """
    expected = fold(expected)
    for place, found in (
        ("brandIds in getContact", seen.brand_ids),
        ("the list of listContactSubscriptions", seen.listed),
    ):
        demand_brands(
            expected, found, f"{when}, {place}", *evidence, *seen.exchanges, others=others
        )


def demand_brands(
    expected: Iterable[str],
    found: Iterable[str],
    place: str,
    *exchanges: Exchange,
    others: bool = True,
) -> None:
    """Require that a list holds exactly these brands, each once.

    Args:
        expected: The ids of the brands.
        found: The ids in the list.
        place: What the list is, for the message.
        *exchanges: What shows it.
        others: Whether further brands are a violation.

    Raises:
        Violation: It holds others.
    """
    due, there = Counter(fold(expected)), Counter(fold(found))
    wrong = [
        f"{word} {_some(ids)}"
        for word, ids, counts in (
            ("lacks", due - there, True),
            ("also has" if due else "has", there - due, others),
        )
        if ids and counts
    ]
    number = due.total()
    which = {0: "no brands", 1: "the expected brand"}.get(number, f"the {number} expected brands")
    exactly = "exactly " if due and others else ""
    demand(
        not wrong,
        f"{place} should have {exactly}{which}, but {' and '.join(wrong)}",
        *exchanges,
    )


def demand_known_names(api: Api, brands: Iterable[Mapping[str, Any]], exchange: Exchange) -> None:
    """Require that a response gives brands the names that listBrands gives them.

    Raises:
        Violation: It gives one another name.
    """
    names = {str(brand["id"]).lower(): brand["name"] for brand in api.target.brands}
    for brand in brands:
        name = names.get(str(brand["id"]).lower(), brand["name"])
        demand(
            brand["name"] == name,
            f"{exchange.operation} should name the brand {brand['id']} {name!r}, as listBrands "
            f"does, but names it {brand['name']!r}",
            exchange,
        )


def _some(ids: Counter[str]) -> str:
    every = sorted(ids.elements())
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more
