"""Only orders that every collation agrees on are judged, and all of those are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optizmo_deploy.conformance.assertions.name_order import (
    certain_order,
    contradiction,
    misplaced,
    surely_differ,
)

NAMES = st.lists(st.text("abAB019 é-日", max_size=5), max_size=8)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("apple", "banana"),
        ("APPLE", "BANANA"),
        ("Acme Alpha", "Acme Beta"),
        ("Acme", "Acme Corp"),
        ("Brand 1", "Brand 10"),
        ("Brand 07", "Brand 10"),
        ("Édouard A", "Édouard B"),
    ],
)
def test_order_is_certain_both_ways(first: str, second: str) -> None:
    assert certain_order(first, second) == -1
    assert certain_order(second, first) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("same", "same"),
        ("apple", "Banana"),  # by code point capitals come first, in a dictionary they do not
        ("Brand 9", "Brand 10"),  # by digits or by number
        ("a b", "a-b"),
        ("z", "é"),
        ("日", "本"),
        ("trail", "trail "),
        ("1x", "ax"),
    ],
)
def test_order_is_open(one: str, other: str) -> None:
    assert certain_order(one, other) == 0
    assert certain_order(other, one) == 0


@settings(deadline=None, max_examples=60)
@given(NAMES, st.booleans())
def test_one_pass_finds_what_a_look_at_every_pair_finds(names: list[str], descending: bool) -> None:
    sign = -1 if descending else 1
    pairs = [(a, b) for place, b in enumerate(names) for a in names[:place]]
    wrong = {pair for pair in pairs if certain_order(*pair) * sign > 0}
    found = misplaced(names, descending=descending)
    assert (found in wrong) if wrong else (found is None)


@settings(deadline=None, max_examples=60)
@given(NAMES)
@pytest.mark.parametrize(
    "key",
    [
        lambda name: name,
        lambda name: name.casefold(),
        lambda name: (name.casefold(), name.swapcase()),
        lambda name: name.replace("é", "e").replace("-", "").lower().strip(),
    ],
    ids=["code point", "no case", "lower first", "letters only"],
)
def test_no_usual_collation_is_blamed(key: object, names: list[str]) -> None:
    ordered = sorted(names, key=key)  # type: ignore[call-overload]
    if key("a-b") != key("ab"):  # type: ignore[operator]
        assert misplaced(ordered) is None
        assert misplaced(ordered[::-1], descending=True) is None


@pytest.mark.parametrize(
    ("one", "other", "certain"),
    [
        ("a", "b", True),
        ("Acme", "ACME", False),
        ("a-b", "ab", False),
        ("7", "007", False),
        ("日本", "日木", True),
        ("かめら", "カメラ", False),
        ("é", "f", False),
    ],
)
def test_names_that_no_collation_takes_for_equal(one: str, other: str, certain: bool) -> None:
    assert surely_differ(one, other) is certain


def test_contradiction_between_two_listings() -> None:
    names = {"1": "a", "2": "b", "3": "B"}
    assert contradiction(["1", "2", "3"], ["2", "1", "3"], names) == ("a", "b")
    assert contradiction(["1", "2", "3"], ["1", "3", "2"], names) is None, "b and B may be equal"
    assert contradiction(["1", "2", "3"], ["3", "2", "1"], names, reversed_=True) is None
    assert contradiction(["1", "2"], ["1", "2"], names, reversed_=True) == ("a", "b")
