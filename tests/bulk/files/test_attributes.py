"""Attribute columns: what a cell becomes by the type of the contact schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optizmo_deploy.bulk.files.attribute_cell import convert
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.formats import Format

from tests.bulk.files.reading import read, upsert


def row(column: str, cell: str, **options: Any) -> dict[str, Any]:
    """Return the attributes that a single cell gives."""
    done = upsert(f"email|{column}\nann@example.com|{cell}\n", delimiter="|", **options)
    assert done.bad == []
    return dict(done.rows[0][1].attributes or {})


def complaint(column: str, cell: str, **options: Any) -> str:
    """Return what is wrong with a single cell."""
    done = upsert(f"email|{column}\nann@example.com|{cell}\n", delimiter="|", **options)
    assert done.rows == []
    return done.bad[0][1]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("first_name", "  Ann\t", "Ann"),
        ("first_name", "00123", "00123"),
        ("first_name", "true", "true"),
        ("first_name", "\u00a0Ann", "\u00a0Ann"),
        ("first_name", "e\u0301", "e\u0301"),
        ("first_name", "=1+1", "=1+1"),
        ("first_name", "x" * 10_000, "x" * 10_000),
        ("age", "42", 42),
        ("age", " -3.5 ", -3.5),
        ("age", "1e3", 1000.0),
        ("age", "12345678901234567890", 12345678901234567890),
        ("vip", "true", True),
        ("vip", "FALSE", False),
        ("vip", "1", True),
        ("vip", "no", False),
        ("interests", '["a","b;c"]', ["a", "b;c"]),
        ("interests", "[]", []),
        ("work_email", "Ann@Example.com", "Ann@Example.com"),
    ],
)
def test_cells_are_converted_by_the_type_of_their_attribute(
    column: str, cell: str, value: object
) -> None:
    found = row(column, cell.replace('"', '""').join('""') if '"' in cell else cell)[column]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("column", "cell", "hint"),
    [
        ("age", "old", "is not a number"),
        ("age", "1,5", "with a point, not a comma"),
        ("age", "1_000", "is not a number"),
        ("age", "0x10", "is not a number"),
        ("age", "NaN", "is not a number"),
        ("age", "inf", "is not a number"),
        ("age", "١٢", "is not a number"),
        ("age", "1e999", "too large"),
        ("age", "9" * 5000, "is not a number"),
        ("vip", "maybe", "write true or false"),
        ("vip", "2", "write true or false"),
        ("interests", "red", "is not a JSON array"),
        ("interests", "red;blue", "--array-separator"),
        ("interests", "[red, blue]", "is not a JSON array of strings"),
        ("interests", "[1, 2]", "is not a JSON array of strings"),
        ("interests", "[", "is not a JSON array of strings"),
        ("work_email", "nobody", "must be an e-mail address"),
        ("first_name", "A\0nn", "NUL"),
    ],
)
def test_a_cell_that_does_not_fit_makes_a_bad_row_that_names_the_column(
    column: str, cell: str, hint: str
) -> None:
    found = complaint(column, cell)
    assert hint in found
    assert column in found


def test_an_array_can_be_split_by_a_separator_but_brackets_are_never_text() -> None:
    assert row("interests", " red; blue ;;", array_separator=";") == {"interests": ["red", "blue"]}
    assert row("interests", "red", array_separator=";") == {"interests": ["red"]}
    assert row("interests", '"[""a;b""]"', array_separator=";") == {"interests": ["a;b"]}
    assert "is not a JSON array" in complaint("interests", "[a;b]", array_separator=";")


def test_an_empty_cell_leaves_the_attribute_alone_or_removes_it() -> None:
    assert row("age", " \t") == {}
    assert row("age", " \t", empty="unset") == {"age": None}


def test_json_null_removes_and_types_are_those_of_json() -> None:
    lines = (
        '{"email": "ann@example.com", "age": null, "first_name": " Ann ", "interests": ["a"]}\n'
        '{"email": "bob@example.com", "attributes": {"vip": true, "age": 1.5}}\n'
        '{"email": "carl@example.com", "age": true}\n'
        '{"email": "dan@example.com", "first_name": 5}\n'
        '{"email": "eve@example.com", "interests": [1]}\n'
        '{"email": "fay@example.com", "first_name": {"a": 1}}\n'
        '{"email": "gus@example.com", "first_name": "\\ud800"}\n'
    )
    done = upsert(lines, form=Format.JSONL)
    assert [dict(row.attributes or {}) for _, row in done.rows] == [
        {"age": None, "first_name": "Ann", "interests": ["a"]},
        {"vip": True, "age": 1.5},
    ]
    assert [line for line, _ in done.bad] == [3, 4, 5, 6, 7]


def test_a_json_row_may_name_brands_as_the_api_does() -> None:
    brand = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
    done = upsert(
        f'{{"email": "ann@example.com", "brandIds": ["{brand}"]}}\n'
        '{"email": "bob@example.com", "brandIds": ["nope"]}\n',
        form=Format.JSONL,
    )
    assert [str(each) for each in done.rows[0][1].brand_ids] == [brand]
    assert done.bad == [(2, "a brand id is not a UUID")]


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("email,nickname", "'nickname' is not an attribute"),
        ("email,First_Name", "did you mean 'first_name'?"),
        ("email,first_name,first_name", "'first_name' is there more than once"),
        ("email,Brand", "'Brand' is not an attribute"),
        ("email,work_email:md5", "'work_email:md5' is not an attribute"),
        ("email,first_name,", "a column without a name"),
        ("first_name,age", "no column is called email"),
        ("email,E-Mail", "could all hold the contact"),
        ("email,email", "'email' is there more than once"),
        ("ann@example.com,Ann", "a header line such as 'email' is needed"),
    ],
)
def test_columns_that_cannot_be_used_stop_the_job(header: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        upsert(f"{header}\n")
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    "name", ["email", "EMAIL", "E-Mail", "Email Address", "email_address", "emailMd5", "MD5"]
)
def test_the_column_of_contacts_is_found_by_its_usual_names(name: str) -> None:
    assert len(read(f"id,{name}\n1,ann@example.com\n").rows) == 1


def test_an_address_column_is_preferred_to_one_of_md5s() -> None:
    done = read("email_md5,email\n93942e96f5acd83e2e047ad8fe03114d,ann@example.com\n")
    assert done.contacts == [(2, "ann@example.com")]


def test_columns_can_be_left_out_and_named() -> None:
    done = upsert(
        "who,nickname,nickname,age\nann@example.com,x,y,4\n",
        email_column="who",
        ignored=frozenset({"nickname"}),
    )
    assert done.rows[0][1].attributes == {"age": 4}
    with pytest.raises(InputError, match="no column 'nick' to ignore; did you mean 'nickname'"):
        upsert("email,nickname\n", ignored=frozenset({"nick"}))
    with pytest.raises(InputError, match="no column 'mail'"):
        upsert("email,age\n", email_column="mail")
    with pytest.raises(InputError, match="cannot be ignored"):
        upsert("email,age\n", email_column="email", ignored=frozenset({"email"}))


def test_the_added_columns_are_ignored_when_a_file_with_them_comes_back() -> None:
    done = upsert("email,age,_line,_status,_code,_reason\nann@example.com,4,9,failed,x,y\n")
    assert done.rows[0][1].attributes == {"age": 4}


def test_other_operations_leave_other_columns_out() -> None:
    done = read("id,email,whatever,\n1,ann@example.com,x,\n")
    assert done.contacts == [(2, "ann@example.com")]
    with pytest.raises(InputError, match="more than once"):
        read("email,x,x\n")


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_text_of_a_string_attribute_is_never_changed(text: str) -> None:
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return
    assert convert(text, "string") == text


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30))
def test_numbers_as_json_writes_them_are_read_back(number: float) -> None:
    assert convert(json.dumps(number), "number") == number


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)))
def test_arrays_as_json_writes_them_are_read_back(values: list[str]) -> None:
    assert convert(json.dumps(values), "array") == values
