"""Addresses in every form: plain ones and MD5s are taken as they are, all else is a bad row."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optizmo_deploy import email_md5
from optizmo_deploy.bulk.files.contact_cell import read_contact
from optizmo_deploy.client.arguments.identity import contact_md5

MD5 = email_md5("ann@example.com")


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com",
        "Ann.O'Neil+news@Example.COM",
        "a@b",
        "x_y-z%9@sub.example.co.uk",
        "jürgen@exämple.de",
        "!#$&*/?^_`{|}~-@example.com".replace("{", "").replace("}", ""),
        f"{'a' * 10_000}@example.com",
        MD5,
        MD5.upper(),
    ],
)
def test_plain_addresses_and_md5s_are_taken_as_they_are(text: str) -> None:
    assert read_contact(text) == text
    assert read_contact(f" \t{text}\t ") == text


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("", "is empty"),
        ("  \t", "is empty"),
        (None, "is empty"),
        (5, "of the type int"),
        (["ann@example.com"], "of the type list"),
        ("ann", "neither an e-mail address nor"),
        ("Ann <ann@example.com>", "give the address alone"),
        ("<ann@example.com>", "give the address alone"),
        ("mailto:ann@example.com", "is a mailto: link"),
        ("MAILTO:ann@example.com", "is a mailto: link"),
        ('"ann@example.com"', "has quotes around it"),
        ("'ann@example.com", "has quotes around it"),
        ("ann@example.com;bob@example.com", "several addresses"),
        ("ann@example.com, bob@example.com", "several addresses"),
        ("ann@example.com/bob@example.com", "several addresses"),
        ("ann@@example.com", "several addresses"),
        ("ann @example.com", "holds a space"),
        ("ann@example.com (work)", "holds a space"),
        ("ann(work)@example.com", "not a plain e-mail address"),
        ("ann@[127.0.0.1]", "not a plain e-mail address"),
        ("ann@example.com?subject=x", "not a plain e-mail address"),
        ("@example.com", "not a plain e-mail address"),
        ("ann@", "not a plain e-mail address"),
        ("ann%40example.com", "percent-encoded"),
        ("ann\uff20example.com", "U+FF20"),
        ('=HYPERLINK("mailto:ann@example.com")', "is a formula"),
        ("=ann@example.com", "is a formula"),
        ("\u00a0ann@example.com", "U+00A0 (no-break space)"),
        ("ann@example.com\u200b", "U+200B (zero width space)"),
        ("\ufeffann@example.com", "U+FEFF"),
        ("ann\n@example.com", "U+000A"),
        ("ann@example.com\0", "U+0000"),
        ("ann@exam\u00adple.com", "U+00AD (soft hyphen)"),
        ("https://ann@example.com/", "not a plain e-mail address"),
        (hashlib.sha1(b"x").hexdigest(), "a SHA-1 hash"),
        (hashlib.sha256(b"x").hexdigest(), "a SHA-256 hash"),
        (hashlib.sha512(b"x").hexdigest().upper(), "a SHA-512 hash"),
        (MD5[:-1], "neither an e-mail address nor"),
        (f"md5:{MD5}", "neither an e-mail address nor"),
        (f"{MD5[:8]}-{MD5[8:]}", "neither an e-mail address nor"),
    ],
)
def test_anything_else_is_rejected_with_a_hint_that_does_not_quote_it(
    value: object, hint: str
) -> None:
    with pytest.raises(ValueError, match="contact") as caught:
        read_contact(value)
    assert hint in str(caught.value)
    assert "ann@" not in str(caught.value)


def test_an_md5_is_not_enough_to_create_a_contact() -> None:
    with pytest.raises(ValueError, match="takes its address"):
        read_contact(MD5, md5_allowed=False)


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r".{0,8}@.{0,8}"))
def test_what_is_taken_is_the_cell_itself_and_names_one_contact(text: str) -> None:
    try:
        contact = read_contact(text)
    except ValueError:
        return
    assert contact == text.strip(" \t")
    assert contact_md5(contact)  # the client takes it, too
    assert contact.count("@") == 1 or len(contact) == 32
    assert contact.isprintable()
