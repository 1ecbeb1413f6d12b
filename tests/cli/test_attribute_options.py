"""`--attribute` against contact schemas of every kind."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optizmo_deploy import AttributeType, ContactSchema, SchemaAttribute
from optizmo_deploy.cli._attribute_options import AttributeOptions
from optizmo_deploy.cli._errors import InputError

if TYPE_CHECKING:
    from optizmo_deploy import DeployClient


def client(**types: str) -> DeployClient:
    """Return what stands for a client of an account with these attributes."""
    schema = ContactSchema(
        [SchemaAttribute(name, AttributeType(each)) for name, each in types.items()]
    )
    fake = SimpleNamespace(contact_schema=SimpleNamespace(get=lambda: schema))
    return cast("DeployClient", fake)


def read(*pairs: str, **types: str) -> dict[str, Any]:
    return AttributeOptions(pairs).read(client(**types))


@settings(deadline=None)
@given(st.text(min_size=1).filter(lambda text: "\0" not in text and text.isprintable()))
def test_a_string_is_taken_as_it_is(text: str) -> None:
    assert read(f"a={text}", a="string") == {"a": text}


@settings(deadline=None)
@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_stays_whole(number: int) -> None:
    value = read(f"a={number}", a="number")["a"]
    assert (value, type(value)) == (number, int)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_with_a_fraction_or_an_exponent_is_the_same_number(number: float) -> None:
    assert read(f"a={number!r}", a="number") == {"a": number}


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "1e999",
        "0x10",
        "1_000",
        "1,5",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "--1",
        "9" * 5000,
    ],
)
def test_what_json_has_no_number_for_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="number"):
        read(f"a={text}", a="number")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("FALSE", False), ("yes", True)])
def test_booleans_in_any_case(text: str, value: bool) -> None:
    assert read(f"a={text}", a="boolean") == {"a": value}


@settings(deadline=None)
@given(st.lists(st.text("ab=@,]", min_size=1), min_size=1))
def test_an_array_is_its_items_in_order_whatever_is_in_them(items: list[str]) -> None:
    assert read(*(f"a={item}" for item in items), a="array") == {"a": items}


def test_an_array_can_be_a_single_json_array() -> None:
    assert read('a=["x", "y"]', a="array") == {"a": ["x", "y"]}
    assert read("a=[]", a="array") == {"a": []}
    for wrong in ("a=[x", "a=[1]"):
        with pytest.raises(InputError, match="JSON array of strings"):
            read(wrong, a="array")


def test_an_attribute_of_a_type_that_this_version_does_not_know_is_sent_as_text() -> None:
    assert read("a=2026-01-01", a="date") == {"a": "2026-01-01"}


@pytest.mark.parametrize(
    ("pair", "names", "expected"),
    [
        ("a=b=c", ["a"], {"a": "b=c"}),
        ("a=b=c", ["a", "a=b"], {"a": "b=c"}),
        ("a=b=c", ["a=b"], {"a=b": "c"}),
        ("a=b=c=d", ["a=b", "a=b=c"], {"a=b=c": "d"}),
        ("a:b=c", ["a:b"], {"a:b": "c"}),
        ("a=@file", ["a"], {"a": "@file"}),
        ("a= ", ["a"], {"a": " "}),
    ],
)
def test_a_name_ends_at_the_first_equals_sign_unless_only_a_longer_one_is_known(
    pair: str, names: list[str], expected: dict[str, str]
) -> None:
    assert read(pair, **dict.fromkeys(names, "string")) == expected


def test_no_attributes_ask_for_no_schema() -> None:
    nobody = cast("DeployClient", None)
    assert AttributeOptions().read(nobody) == {}
    assert AttributeOptions(whole='{"a": 1}', unset=["b"]).read(nobody) == {"a": 1, "b": None}
