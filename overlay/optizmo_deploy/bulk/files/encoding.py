"""Text from bytes in any encoding, with every byte that does not belong to it kept apart.

A byte that cannot be decoded becomes a character from U+DC00 to U+DCFF, its value added to U+DC00.
No valid text holds such a character alone, so that rows with undecodable bytes can be found, and
written again byte for byte. Python's `surrogateescape` does the same for ASCII-compatible encodings
only; here it has to work for UTF-16 and the East Asian ones too.
"""

from __future__ import annotations

import codecs
import re

from optizmo_deploy.bulk.files.errors import InputError

__all__ = ["KEEP_BYTES", "check_encoding", "detect_encoding", "undecodable"]

KEEP_BYTES = "optizmo_deploy.keep_bytes"
"""The name of the error handler, for `open` and `io.TextIOWrapper`."""

_MARK = 0xDC00
_SURROGATES = re.compile("[\ud800-\udfff]")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _keep_bytes(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        wrong = error.object[error.start : error.end]
        return "".join(chr(_MARK + byte) for byte in wrong), error.end
    if isinstance(error, UnicodeEncodeError):
        wrong_text = error.object[error.start : error.end]
        offsets = [ord(char) - _MARK for char in wrong_text]
        if all(0 <= offset <= 0xFF for offset in offsets):  # noqa: PLR2004 - the values of a byte
            return bytes(offsets), error.end
        return wrong_text.encode("ascii", "backslashreplace").decode("ascii"), error.end
    raise error


codecs.register_error(KEEP_BYTES, _keep_bytes)


def detect_encoding(start: bytes) -> tuple[str, bytes] | None:
    """Return the encoding that a byte order mark tells, and the mark; None when there is none."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding, mark
    return None


def check_encoding(name: str) -> str:
    """Return the normal name of an encoding of text.

    Raises:
        InputError: Python knows no encoding of text with this name.
    """
    try:
        info = codecs.lookup(name)
        "a".encode(info.name)  # which codecs such as base64, that are not for text, do not do
    except (LookupError, ValueError):
        raise InputError(
            f"there is no text encoding {name!r}; try utf-8, cp1252, latin-1 or utf-16"
        ) from None
    return {"utf-8-sig": "utf-8"}.get(info.name, info.name)


def undecodable(text: str) -> str | None:
    """Return what of a text could not be decoded, for a message; None when all could."""
    found = _SURROGATES.search(text)
    if found is None:
        return None
    value = ord(found[0]) - _MARK
    if 0 <= value <= 0xFF:  # noqa: PLR2004 - the values of a byte
        return f"the byte 0x{value:02X}"
    return f"half of a surrogate pair, U+{ord(found[0]):04X},"
