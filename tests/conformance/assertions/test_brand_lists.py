"""Lists of brands are compared as sets without repeats, and differences are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.requirements.exceptions import Violation

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.mark.parametrize(
    ("expected", "found"),
    [([], []), (["a", "b"], ["b", "a"]), (["A"], ["a"])],
)
def test_order_and_letter_case_of_brand_ids_do_not_matter(
    expected: Sequence[str], found: Sequence[str]
) -> None:
    demand_brands(expected, found, "the list")


@pytest.mark.parametrize(
    ("expected", "found", "message"),
    [
        (["a", "b"], ["a"], "should have exactly the 2 expected brands, but lacks b"),
        (["a"], ["a", "b"], "should have exactly the expected brand, but also has b"),
        (["a"], ["a", "a"], "should have exactly the expected brand, but also has a"),
        (["a"], ["b"], "but lacks a and also has b"),
        ([], ["a"], "should have no brands, but has a"),
        (list("abcde"), [], "but lacks a, b, c and 2 more"),
    ],
)
def test_missing_additional_and_repeated_brands_are_named(
    expected: Sequence[str], found: Sequence[str], message: str
) -> None:
    with pytest.raises(Violation, match=message):
        demand_brands(expected, found, "the list")


def test_additional_brands_are_accepted_where_only_missing_ones_matter() -> None:
    demand_brands(["a"], ["a", "b"], "the list", others=False)

    with pytest.raises(Violation, match="should have the expected brand, but lacks a"):
        demand_brands(["a"], ["b"], "the list", others=False)
