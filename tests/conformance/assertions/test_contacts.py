from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.conformance.assertions.contacts import (
    brand_ids,
    differences,
    differences_of_create,
    differences_of_response,
    fold,
    fraction_digits,
    listed,
    other_case,
    point_in_time,
)
from optizmo_deploy.conformance.requirements.exceptions import NotReached

CONTACT: dict[str, Any] = {
    "email": "Alice@Example.com",
    "emailMd5": "c160f8cc69a4f0bf2b0362752353d060",
    "attributes": {"age": 42},
    "brandIds": ["497f6eca-6276-4993-bfeb-53cbbbba6f08", "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"],
    "enabled": True,
    "createdAt": "2026-06-12T10:00:00.250Z",
}


def changed(**members: Any) -> dict[str, Any]:
    return {**CONTACT, **members}


@pytest.mark.parametrize(
    "freedom",
    [
        {"email": " alice@EXAMPLE.com "},
        {"brandIds": CONTACT["brandIds"][::-1]},
        {"brandIds": [brand_id.upper() for brand_id in CONTACT["brandIds"]]},
        {"attributes": {"age": 42.0}},
        {"createdAt": "2026-06-12T12:00:00.250+02:00"},
        {"createdAt": "2026-06-12t10:00:00.250z"},
        {"createdAt": "2026-06-12T10:00:00.250000Z"},
    ],
)
def test_what_is_free_makes_no_difference(freedom: dict[str, Any]) -> None:
    assert differences(CONTACT, changed(**freedom)) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("email", "bob@example.com"),
        ("emailMd5", CONTACT["emailMd5"].upper()),
        ("attributes", {}),
        ("attributes", {"age": "42"}),
        ("attributes", {"age": 42, "vip": False}),
        ("brandIds", CONTACT["brandIds"][:1]),
        ("brandIds", [*CONTACT["brandIds"], CONTACT["brandIds"][0]]),
        ("enabled", False),
        ("createdAt", "2026-06-12T10:00:00.251Z"),
        ("createdAt", "2026-06-12T10:00:00Z"),
        ("createdAt", "yesterday"),
    ],
)
def test_each_member_that_changes_is_named(member: str, value: Any) -> None:
    assert differences(CONTACT, changed(**{member: value})) == [member]


def test_an_answer_may_show_the_time_with_another_precision() -> None:
    assert differences_of_response(changed(createdAt="2026-06-12T10:00:00Z"), CONTACT) == []
    assert differences_of_response(changed(createdAt="2026-06-12T10:00:00.250417Z"), CONTACT) == []
    assert differences_of_response(changed(createdAt="2026-06-12T10:00:02Z"), CONTACT) == [
        "createdAt"
    ]
    assert differences_of_response(changed(createdAt="2026-06-12T10:00:00.260Z"), CONTACT) == [
        "createdAt"
    ]


def test_the_answer_to_a_create_may_be_off_by_what_storing_cuts() -> None:
    assert differences_of_create(changed(createdAt="2026-06-12T10:00:00.990Z"), CONTACT) == []
    assert differences_of_create(changed(createdAt="2026-06-12T10:00:02.000Z"), CONTACT) == [
        "createdAt"
    ]


@given(st.integers(0, 4 * 10**15), st.integers(-14 * 60, 14 * 60))
def test_a_moment_does_not_depend_on_the_offset(microseconds: int, minutes: int) -> None:
    aware = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    elsewhere = aware.astimezone(timezone(timedelta(minutes=minutes)))
    assert point_in_time(elsewhere.isoformat()) == aware


@pytest.mark.parametrize(
    "value", ["2026-06-12T10:00:00", "2026-06-12", "now", "", None, 1781258400]
)
def test_what_has_no_offset_is_no_moment(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        point_in_time(value)


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("2026-06-12T10:00:00Z", 0),
        ("2026-06-12T10:00:00.5Z", 1),
        ("2026-06-12T10:00:00.123456+02:00", 6),
        ("2026-06-12T10:00:00.1234567-02:30", 7),
    ],
)
def test_the_digits_of_a_second_are_counted(value: str, digits: int) -> None:
    assert fraction_digits(value) == digits


@given(st.lists(st.uuids().map(str), unique=True), st.randoms(use_true_random=False))
def test_ids_compare_in_any_order_and_case(ids: list[str], random: Any) -> None:
    shuffled = [random.choice((str.upper, str.lower))(brand_id) for brand_id in ids]
    random.shuffle(shuffled)
    assert fold(ids) == fold(shuffled)
    assert brand_ids({"brandIds": ids}) == listed([{"id": brand_id} for brand_id in shuffled])


def test_the_other_case_of_an_id_is_the_same_id_spelled_differently() -> None:
    assert other_case("ab-1") == "AB-1"
    assert other_case("AB-1") == "ab-1"
    assert other_case("Ab-1") == "AB-1"
    with pytest.raises(NotReached, match="no letters"):
        other_case("12-34")
