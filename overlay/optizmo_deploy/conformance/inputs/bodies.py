"""Request bodies that no operation can accept."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["DEPTH", "TOP_LEVEL", "broken_utf8", "deep", "deep_member", "malformed", "truncated"]

DEPTH = 20_000
"""Deeper than any parser's stack of a sensible size."""

TOP_LEVEL = (b"[]", b"[{}]", b'"text"', b"42", b"true", b"null")
"""JSON that is not an object."""


def malformed(valid: dict[str, Any]) -> list[bytes]:
    """Return texts that are no JSON, made from a valid body."""
    text = json.dumps(valid)
    return [
        b"not json",
        text.replace('"', "'").encode(),
        f"{text[:-1]},}}".encode(),
        f"{text} trailing".encode(),
        f"{text}{text}".encode(),
        f"{{{text}}}".encode(),
    ]


def truncated(valid: dict[str, Any]) -> list[bytes]:
    """Return a valid body cut off at several places."""
    text = json.dumps(valid).encode()
    return [text[:-1], text[: len(text) // 2], text[:1]]


def broken_utf8(valid: dict[str, Any]) -> list[bytes]:
    """Return a valid body with bytes that are no UTF-8, in a key, in a text and outside of both."""
    text = json.dumps(valid).encode()
    place = text.index(b'"') + 1
    return [
        text[:place] + b"\xff\xfe" + text[place:],
        text[:-1] + b', "note": "Jos\xe9"}',
        text[:-1] + b', "note": "\xc3\x28"}',
        text + b"\xff",
    ]


def deep() -> list[bytes]:
    """Return bodies that are nested deeply, and are no object or cut off as well."""
    return [b"[" * DEPTH + b"]" * DEPTH, b"[" * DEPTH, b'{"a":' * DEPTH]


def deep_member(valid: dict[str, Any]) -> bytes:
    """Return a valid body with a deeply nested member that means nothing."""
    return json.dumps(valid).encode()[:-1] + b', "note": ' + b"[" * DEPTH + b"]" * DEPTH + b"}"
