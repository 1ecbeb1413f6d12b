from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.conformance.assertions.values import derived, own, same_attributes, same_value
from optizmo_deploy.conformance.inputs.values import KINDS, MISFITS, SAMPLES

VALUES = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.one_of(st.none(), st.booleans(), st.text())),
)
FITS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "email": str,
    "number": (int, float),
    "boolean": bool,
    "array": list,
}


@given(VALUES)
def test_a_value_is_the_same_after_a_trip_through_json(value: Any) -> None:
    assert same_value(value, json.loads(json.dumps(value)))


@given(VALUES, VALUES)
def test_sameness_does_not_depend_on_the_order(one: Any, other: Any) -> None:
    assert same_value(one, other) == same_value(other, one)


@given(st.integers(-(2**53), 2**53))
def test_an_integer_is_the_same_with_a_point(number: int) -> None:
    assert same_value(number, float(number))


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_neighbouring_integers_differ(number: int) -> None:
    assert not same_value(number, number + 1)


@given(st.lists(st.text(), min_size=2, unique=True))
def test_an_array_in_another_order_differs(items: list[str]) -> None:
    assert not same_value(items, items[::-1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (True, 1),
        (False, 0),
        (0, ""),
        ("5", 5),
        (["a"], "a"),
        (["a"], ["a", "a"]),
        (None, ""),
        ({"value": "a"}, "a"),
        ({"value": 1}, {"value": True}),
        ({"a": 1}, {"a": 1, "b": None}),
        ({}, []),
        ("é", "e\u0301"),
        ("a", "A"),
        ("a", " a"),
        (2**53 - 1, 2**53 - 2),
        (1234.5678, 1234.57),
        (0.1, 0.10000000149),
    ],
)
def test_what_looks_alike_differs(one: Any, other: Any) -> None:
    assert not same_value(one, other)


def test_zero_has_no_sign_and_large_numbers_may_lose_digits_that_json_readers_lose() -> None:
    assert same_value(-0.0, 0)
    assert same_value(2**63, float(2**63))
    assert same_value(2**60 + 1, 2**60)


def test_attributes_with_another_key_differ() -> None:
    assert same_attributes({"a": 1, "b": [True]}, {"b": [True], "a": 1.0})
    assert not same_attributes({"a": 1}, {"a": 1, "b": 2})
    assert not same_attributes({"a": 1}, {"b": 1})
    assert not same_attributes({"a": 1}, {"a": 2})


def test_derived_entries_are_told_from_attributes() -> None:
    attributes = {
        "work": "a@example.org",
        "work:md5": "0",
        "work:domain": "example.org",
        "workshop": 1,
        "note:md5": "no address",
    }
    assert own(attributes, ["work"]) == {
        "work": "a@example.org",
        "workshop": 1,
        "note:md5": "no address",
    }
    assert derived(attributes, "work") == {"md5": "0", "domain": "example.org"}
    assert derived(attributes, "shop") == {}


def test_an_attribute_whose_name_holds_a_colon_is_its_own() -> None:
    assert own({"work": "a", "work:2": "b", "work:2:md5": "0"}, ["work", "work:2"]) == {
        "work": "a",
        "work:2": "b",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_has_samples_that_fit_and_values_that_do_not(kind: str) -> None:
    samples = [value for sample in SAMPLES if sample.kind == kind for value in sample.values]
    assert samples
    for value in samples:
        assert isinstance(value, FITS[kind])
        assert isinstance(value, bool) == (kind == "boolean")
        assert value != ""
    for value in MISFITS[kind]:
        assert not isinstance(value, FITS[kind]) or (kind == "number" and isinstance(value, bool))


def test_samples_survive_the_way_they_are_sent() -> None:
    for sample in SAMPLES:
        for value in sample.values:
            assert same_value(value, json.loads(json.dumps(value, ensure_ascii=False).encode()))
