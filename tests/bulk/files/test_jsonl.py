"""JSON Lines: an object or a string in each line, and what is neither."""

from __future__ import annotations

from typing import Any

import pytest
from optizmo_deploy.bulk.files.formats import Format

from tests.bulk.files.reading import Read, read


def jsonl(data: bytes | str, **options: Any) -> Read:
    return read(data, form=Format.JSONL, **options)


def test_objects_and_strings_are_rows_and_empty_lines_are_none() -> None:
    done = jsonl(
        '\ufeff{"email": "ann@example.com"}\r\n\r\n  \n "bob@example.com"\n{"E-Mail":"c@d"}'
    )
    assert done.contacts == [(1, "ann@example.com"), (4, "bob@example.com"), (5, "c@d")]


def test_only_a_line_feed_ends_a_line() -> None:
    done = jsonl('{"email": "ann@example.com",\r "note": "a\u2028b\x85c"}\n"bob@example.com"\n')
    assert done.contacts == [(1, "ann@example.com"), (2, "bob@example.com")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_encodings_are_those_of_text(encoding: str) -> None:
    done = jsonl('{"email": "ann@example.com"}\n'.encode(encoding), encoding=encoding)
    assert done.contacts == [(1, "ann@example.com")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nope", "not valid JSON"),
        ('{"email": "ann@example.com"', "not valid JSON"),
        ("{'email': 'ann@example.com'}", "not valid JSON"),
        ('{"email": "ann@example.com"} {}', "not valid JSON"),
        ('{"email": "ann@example.com", "email": "bob@example.com"}', "more than once"),
        ('{"email": "ann@example.com", "a": {"b": 1, "b": 2}}', "more than once"),
        ('{"email": "ann@example.com", "a": NaN}', "NaN is not a JSON value"),
        ('{"email": "ann@example.com", "a": -Infinity}', "not a JSON value"),
        ('{"email": "ann@example.com", "a": 1e999}', "too large"),
        (f'{{"email": "ann@example.com", "a": {"9" * 5000}}}', "too large"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "must be a JSON object or a string"),
        ("5", "must be a JSON object or a string"),
        ("null", "must be a JSON object or a string"),
        ("{}", "no column is called email"),
        ('{"mail": "ann@example.com"}', "no column is called email"),
        ('{"email": null}', "the contact is empty"),
        ('{"email": 5}', "of the type int"),
        ('{"email": ["ann@example.com"]}', "of the type list"),
        ('{"email": "ann@example.com\\u0000"}', "U+0000"),
        ('{"email": "\\ud800@example.com"}', "half of a surrogate pair"),
    ],
)
def test_a_line_that_cannot_be_used_is_a_bad_row_and_stops_nothing(line: str, reason: str) -> None:
    done = jsonl(f'{line}\n"bob@example.com"\n')
    assert [number for number, _ in done.bad] == [1]
    assert reason in done.bad[0][1]
    assert done.contacts == [(2, "bob@example.com")]


def test_undecodable_bytes_make_a_bad_row_and_stay_what_they_are() -> None:
    data = b'{"email": "\xe9@example.com"}\n"bob@example.com"\n'
    done = jsonl(data)
    assert done.bad == [(1, "the byte 0xE9 is not utf-8; the file may have another --encoding")]
    assert done.contacts == [(2, "bob@example.com")]
