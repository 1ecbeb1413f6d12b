"""Whatever is in a file: it is read, or a single kind of error says why not."""

from __future__ import annotations

import gzip

from hypothesis import example, given, settings
from hypothesis import strategies as st
from optizmo_deploy.bulk.files.errors import InputError
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.model import Operation

from tests.bulk.files.reading import read

_LINES_AND_CELLS = [
    b"email", b"first_name", b",", b";", b"\t", b"|", b'"', b'""', b"\n", b"\r\n", b"\r", b" ",
    b"ann@example.com", b"93942e96f5acd83e2e047ad8fe03114d", b"sep=;\n", b"=1+1", b"'", b"\\",
]  # fmt: skip
_JSON = [b"{", b"}", b":", b"[", b"]", b'"email":', b"null", b"1e999", b"\\ud800"]
_BYTES = [b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\xa9", b"\xe2\x80\xa8", b"\x1f\x8b"]
PIECES = st.sampled_from([*_LINES_AND_CELLS, *_JSON, *_BYTES])
CONTENT = st.lists(PIECES | st.binary(max_size=3), max_size=25).map(b"".join)


def try_to_read(data: bytes, form: Format, operation: Operation, encoding: str | None) -> None:
    try:
        done = read(data, form=form, operation=operation, encoding=encoding)
    except InputError:
        return
    lines = [record.line for record in done.records]
    assert lines == sorted(set(lines))
    assert len(done.rows) + len(done.bad) == len(lines)
    for _, row in done.rows:
        assert isinstance(row.contact, str)
        assert row.contact.isprintable()


@settings(max_examples=300, deadline=None)
@given(
    data=CONTENT | CONTENT.map(lambda content: b"email,first_name\n" + content),
    form=st.sampled_from([Format.CSV, Format.JSONL]),
    operation=st.sampled_from([Operation.UPSERT, Operation.DISABLE]),
    encoding=st.sampled_from([None, "utf-8", "cp1252", "utf-16", "shift_jis", "gb18030"]),
)
@example(data=b'email,first_name\n"', form=Format.CSV, operation=Operation.UPSERT, encoding=None)
@example(data=b"\xff\xfe\0", form=Format.CSV, operation=Operation.UPSERT, encoding=None)
def test_any_bytes_are_read_or_reported(
    data: bytes, form: Format, operation: Operation, encoding: str | None
) -> None:
    try_to_read(data, form, operation, encoding)


@settings(deadline=None)
@given(content=CONTENT, cut=st.integers(0, 60), flipped=st.integers(0, 60))
def test_damaged_gzip_is_read_or_reported(content: bytes, cut: int, flipped: int) -> None:
    data = bytearray(gzip.compress(b"email\n" + content))
    if flipped < len(data):
        data[flipped] ^= 0xFF
    try_to_read(bytes(data[: len(data) - cut]), Format.CSV, Operation.DISABLE, None)
