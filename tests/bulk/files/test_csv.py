"""CSV as other programs write it: delimiters, encodings, quotes, and the lines of rows."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from optizmo_deploy.bulk.files.delimiter import check_delimiter
from optizmo_deploy.bulk.files.encoding import check_encoding
from optizmo_deploy.bulk.files.errors import InputError

from tests.bulk.files.reading import read

DELIMITERS = [",", ";", "\t", "|"]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter: str, newline: str) -> None:
    lines = [["name", "email"], ["Ann", "ann@example.com"], ["Bob", "bob@example.com"]]
    done = read("".join(delimiter.join(cells) + newline for cells in lines))
    assert done.delimiter == delimiter
    assert done.header == ["name", "email"]
    assert done.contacts == [(2, "ann@example.com"), (3, "bob@example.com")]


def test_a_file_without_a_line_end_at_its_end_loses_nothing() -> None:
    assert read("email\nann@example.com").contacts == [(2, "ann@example.com")]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_separator_line_tells_the_delimiter_and_counts_as_a_line(delimiter: str) -> None:
    # The header has other delimiters in it, so that only the line can tell.
    table = [["email", '"a,b;c|d e"'], ["ann@example.com", "x"]]
    lines = [f"sep={delimiter}", *(delimiter.join(cells) for cells in table)]
    done = read("\r\n".join(lines))
    assert done.delimiter == delimiter
    assert done.contacts == [(3, "ann@example.com")]


def test_a_separator_line_with_another_character_asks_for_the_option() -> None:
    with pytest.raises(InputError, match=r"line 1 says that '#' .*--delimiter"):
        read("sep=#\nemail#name\n")


def test_the_option_wins_over_a_separator_line() -> None:
    done = read("sep=;\nemail,name\nann@example.com,Ann\n", delimiter=",")
    assert done.contacts == [(3, "ann@example.com")]


def test_a_delimiter_within_a_quoted_name_does_not_mislead() -> None:
    done = read('email;"name, first, middle, last"\nann@example.com;x\n')
    assert done.delimiter == ";"
    assert done.header == ["email", "name, first, middle, last"]


def test_the_column_of_contacts_settles_which_delimiter_it_is() -> None:
    done = read("id|email|note, with, commas, in, it\n1|ann@example.com|x\n")
    assert (done.delimiter, done.contacts) == ("|", [(2, "ann@example.com")])


def test_a_header_that_two_delimiters_split_alike_asks_for_the_option() -> None:
    with pytest.raises(InputError, match="comma or semicolon"):
        read("a,b;c\n1,2;3\n")


@pytest.mark.parametrize(("word", "char"), [("tab", "\t"), ("\\t", "\t"), ("bar", "|"), (";", ";")])
def test_a_delimiter_can_be_given_as_a_word(word: str, char: str) -> None:
    assert check_delimiter(word) == char


@pytest.mark.parametrize("text", ["", ",,", "a", '"', "\n", "\0", " ", "tabs"])
def test_what_cannot_be_a_delimiter_is_rejected(text: str) -> None:
    with pytest.raises(InputError, match="delimiter"):
        check_delimiter(text)


def test_lines_are_physical_ones_whatever_is_quoted() -> None:
    done = read(
        "\n"
        "email,note\n"
        'ann@example.com,"one\ntwo\r\nthree"\n'
        "\n"
        'bob@example.com,"a ""quoted"" word"\n'
        "carl@example.com,\n"
    )
    assert done.contacts == [
        (3, "ann@example.com"),
        (7, "bob@example.com"),
        (8, "carl@example.com"),
    ]


def test_a_header_of_several_lines_counts_as_such() -> None:
    done = read('"e\nmail",name\nann@example.com,Ann\n', email_column="e\nmail")
    assert done.contacts == [(3, "ann@example.com")]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_header(
    encoding: str, mark: bytes
) -> None:
    done = read(mark + "email;Größe\nann@example.com;é\n".encode(encoding))
    assert (done.encoding, done.header) == (encoding, ["email", "Größe"])
    assert done.contacts == [(2, "ann@example.com")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf8"])
def test_a_byte_order_mark_may_be_there_when_the_encoding_is_given(encoding: str) -> None:
    done = read(b"\xef\xbb\xbfemail\nann@example.com\n", encoding=check_encoding(encoding))
    assert done.header == ["email"]


def test_a_byte_order_mark_that_contradicts_the_option_is_an_error() -> None:
    with pytest.raises(InputError, match=r"byte order mark of utf-8, and cp1252 was asked for"):
        read(b"\xef\xbb\xbfemail\n", encoding="cp1252")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251", "shift_jis", "utf-16", "gbk"])
def test_an_encoding_can_be_given(encoding: str) -> None:
    data = "email,name\nann@example.com,x\n".encode(encoding)
    done = read(data, encoding=check_encoding(encoding))
    assert done.contacts == [(2, "ann@example.com")]


def test_utf_16_without_a_mark_is_recognised_as_what_it_may_be() -> None:
    with pytest.raises(InputError, match="--encoding utf-16-le"):
        read("email,name\nann@example.com,x\n".encode("utf-16-le"))


def test_a_header_in_another_encoding_asks_for_it() -> None:
    with pytest.raises(InputError, match=r"0xF6 .* not utf-8; .*--encoding"):
        read("email,Größe\nann@example.com,x\n".encode("cp1252"))


@pytest.mark.parametrize("name", ["nope", "base64", "rot13", ""])
def test_an_encoding_that_is_none_of_text_is_rejected(name: str) -> None:
    with pytest.raises(InputError, match="no text encoding"):
        check_encoding(name)


def test_undecodable_bytes_matter_only_where_they_are_used() -> None:
    done = read(b"email,name\nann@example.com,Ren\xe9\nb\xe9@example.com,x\n")
    assert done.contacts == [(2, "ann@example.com")]
    assert done.bad == [
        (3, "the contact is not text: the byte 0xE9 is not of the file's encoding; see --encoding")
    ]


def test_a_row_with_missing_or_extra_cells_is_bad_and_stops_nothing() -> None:
    done = read("email,name\nann@example.com\nbob@example.com,x,y\ncarl@example.com,x\n")
    assert done.bad == [
        (2, "the row has 1 cell, and the header has 2 cells"),
        (3, "the row has 3 cells, and the header has 2 cells"),
    ]
    assert done.contacts == [(4, "carl@example.com")]


def test_empty_cells_beyond_the_header_are_what_spreadsheets_leave_behind() -> None:
    assert read("email\nann@example.com,,\n").contacts == [(2, "ann@example.com")]


def test_a_row_of_rejects_that_was_mended_by_hand_may_lack_the_added_cells() -> None:
    done = read("email,name,_line,_status,_code,_reason\nann@example.com,Ann\n")
    assert done.contacts == [(2, "ann@example.com")]


def test_a_wrong_quote_within_a_line_is_a_bad_row() -> None:
    done = read('email,name\nann@example.com,"Ann" B\nbob@example.com,"x"\n')
    assert [line for line, _ in done.bad] == [2]
    assert done.contacts == [(3, "bob@example.com")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('email,name\nann@example.com,"Ann\nbob@example.com,b\n', 2),
        ('email,name\nx@example.com,"a\nb"\nann@example.com,"Ann\nbob@example.com,"Bob"\n', 4),
        ('email,a,b\nx@example.com,"1\n2","3\nann@example.com,1,2\n', 3),
    ],
)
def test_a_quote_that_is_not_closed_stops_before_anything_and_names_its_line(
    text: str, line: int
) -> None:
    with pytest.raises(InputError, match=f"beyond line {line}: a quote"):
        read(text)


def test_an_unclosed_quote_does_not_take_the_whole_file_into_memory() -> None:
    with pytest.raises(InputError, match="beyond line 2: a quote"):
        read('email,name\nann@example.com,"' + "x" * 500 + "\n" + "bob@example.com,b\n" * 100_000)


def test_long_cells_are_read_and_endless_ones_are_bad_rows() -> None:
    done = read(
        f"email,name\nann@example.com,{'x' * 10_000}\nbob@example.com,{'x' * 1_100_000}\n"
        f"{'y' * 10_000}@example.com,x\n"
    )
    assert [line for line, _ in done.contacts] == [2, 4]
    assert done.bad == [(3, "a cell is longer than 1,048,576 characters")]


def test_a_line_without_end_is_an_error() -> None:
    with pytest.raises(InputError, match="line 2 is longer"):
        read("email\n" + "x" * (17 * 1024 * 1024))


def test_a_nul_in_a_contact_makes_a_bad_row() -> None:
    done = read("email\na\0nn@example.com\nbob@example.com\n")
    assert done.bad == [
        (2, "the contact holds the character U+0000, which is no part of an address; remove it")
    ]
    assert done.contacts == [(3, "bob@example.com")]


@pytest.mark.parametrize("text", ["", "\n\n", "\r\n"])
def test_an_empty_file_has_no_header(text: str) -> None:
    with pytest.raises(InputError, match="no header"):
        read(text)


def test_a_header_alone_is_a_list_of_nobody() -> None:
    assert read("email\n").records == []


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6),
    delimiter=st.sampled_from(DELIMITERS),
    newline=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[["a\rb", '"']], delimiter=";", newline="\n")
def test_what_the_csv_module_writes_is_read_back_cell_by_cell(
    rows: list[list[str]], delimiter: str, newline: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerow(["email", "note"])
    starts = []
    for row in rows:
        written = text.getvalue()
        ends = written.count("\n") + written.count("\r") - written.count("\r\n")
        starts.append(ends + 1)
        writer.writerow(row)
    done = read(text.getvalue(), delimiter=delimiter)
    assert [list((record.values or {}).values()) for record in done.records] == rows
    assert [record.line for record in done.records] == starts
