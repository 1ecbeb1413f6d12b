"""Servers that damage the values of attributes on their way."""

from __future__ import annotations

import struct
import unicodedata
from typing import Any

from tests.conformance.checks.contacts.contact_servers import Faults, Json

FAULTS = Faults()
shows = FAULTS.shows_values


def only(kind: type | tuple[type, ...], edit: Any) -> Any:
    """Edit values of exactly these types."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return lambda value: edit(value) if type(value) in kinds else value


NUMBERS = (int, float)

shows(
    "values wrapped",
    lambda value: {"value": value},
    "createContact.stores-plain-text",
    "createContact.stores-true",
    "createContact.stores-all-types",
    "patchContact.sets",
    "patchContact.stores-integer",
    "patchContact.seen-at-once",
)


def nested(shown: Json) -> None:
    """Put what is derived from an address under the attribute's own name."""
    attributes = shown["attributes"]
    for name in [name for name in attributes if f"{name}:md5" in attributes]:
        entries = [key for key in attributes if key.startswith(f"{name}:")]
        inner = {key.partition(":")[2]: attributes.pop(key) for key in entries}
        attributes[name] = {"value": attributes[name], **inner}


FAULTS.shows(
    "derived entries nested",
    nested,
    "createContact.stores-email",
    "createContact.derived-attributes",
    "getContact.derived-attributes",
    "patchContact.stores-email",
)
shows(
    "strings cut short",
    only(str, lambda text: text[:4]),
    "createContact.stores-plain-text",
    "patchContact.stores-plain-text",
)
shows(
    "strings composed",
    only(str, lambda text: unicodedata.normalize("NFC", text)),
    "createContact.stores-non-ascii-text",
    "patchContact.stores-non-ascii-text",
)
shows(
    "strings decomposed",
    only(str, lambda text: unicodedata.normalize("NFD", text)),
    "createContact.stores-non-ascii-text",
)
shows(
    "strings in the basic plane",
    only(str, lambda text: "".join(c for c in text if ord(c) < 0x10000)),
    "createContact.stores-non-ascii-text",
)
shows(
    "strings escaped",
    only(str, lambda text: text.replace("&", "&amp;")),
    "createContact.stores-special-text",
    "patchContact.stores-special-text",
)
shows(
    "strings without backslashes",
    only(str, lambda text: text.replace("\\", "")),
    "createContact.stores-special-text",
    "patchContact.stores-special-text",
)
shows(
    "strings on one line",
    only(str, lambda text: text.replace("\n", " ")),
    "createContact.stores-special-text",
    "patchContact.stores-special-text",
)
shows(
    "strings trimmed",
    only(str, str.strip),
    "createContact.stores-padded-text",
    "patchContact.stores-padded-text",
)
shows(
    "strings read as numbers",
    only(
        str,
        lambda text: float(text) if text.replace(".", "").isdigit() and len(text) < 20 else text,
    ),
    "createContact.stores-ambiguous-text",
    "patchContact.stores-ambiguous-text",
)
shows(
    "strings read as words",
    only(str, lambda text: {"true": True}.get(text, text)),
    "createContact.stores-ambiguous-text",
    "patchContact.stores-ambiguous-text",
)
shows(
    "strings of 255",
    only(str, lambda text: text[:255]),
    "createContact.stores-long-text",
    "patchContact.stores-long-text",
)
shows(
    "numbers as strings",
    only(NUMBERS, str),
    "createContact.stores-integer",
    "createContact.stores-fraction",
    "patchContact.stores-integer",
    "patchContact.stores-fraction",
)
shows(
    "numbers in halves",
    only(NUMBERS, lambda number: number / 2),
    "createContact.stores-integer",
    "patchContact.stores-integer",
)
shows(
    "numbers as integers",
    only(float, int),
    "createContact.stores-fraction",
    "patchContact.stores-fraction",
)
shows(
    "numbers in two digits",
    only(float, lambda number: round(number, 2)),
    "createContact.stores-fraction",
    "patchContact.stores-fraction",
)
shows(
    "numbers without sign",
    only(NUMBERS, abs),
    "createContact.stores-negative-number",
    "patchContact.stores-negative-number",
)
shows(
    "numbers from one",
    only(NUMBERS, lambda number: number or 1),
    "createContact.stores-zero",
    "patchContact.stores-zero",
)
shows(
    "numbers in single precision",
    only(NUMBERS, lambda number: struct.unpack("f", struct.pack("f", number))[0]),
    "createContact.stores-fraction",
    "createContact.stores-large-integer",
    "patchContact.stores-large-integer",
)
shows(
    "numbers of 32 bits",
    only(int, lambda number: min(number, 2**31 - 1)),
    "createContact.stores-large-integer",
    "patchContact.stores-large-integer",
)
shows(
    "booleans as numbers",
    only(bool, int),
    "createContact.stores-true",
    "createContact.stores-false",
    "patchContact.stores-true",
    "patchContact.stores-false",
)
shows(
    "booleans as strings",
    only(bool, lambda flag: str(flag).lower()),
    "createContact.stores-true",
    "patchContact.stores-true",
)
shows(
    "booleans never true",
    only(bool, lambda _: False),
    "createContact.stores-true",
    "patchContact.stores-true",
)
shows(
    "booleans always true",
    only(bool, lambda _: True),
    "createContact.stores-false",
    "patchContact.stores-false",
)
shows(
    "arrays sorted", only(list, sorted), "createContact.stores-array", "patchContact.stores-array"
)
shows(
    "arrays of ten",
    only(list, lambda items: items[:10]),
    "createContact.stores-array",
    "patchContact.stores-array",
)
shows(
    "arrays without numerals",
    only(list, lambda items: [i for i in items if not i.isdigit()]),
    "createContact.stores-array",
)
shows(
    "arrays of one flattened",
    only(list, lambda items: items if len(items) > 1 else items[0]),
    "createContact.stores-array-of-one",
    "patchContact.stores-array-of-one",
)
shows(
    "arrays joined",
    only(list, lambda items: ",".join(items).split(",")),
    "createContact.stores-array-of-texts",
    "patchContact.stores-array-of-texts",
)
shows(
    "addresses reversed",
    only(str, lambda text: text[::-1] if "@" in text else text),
    "createContact.stores-email",
    "patchContact.stores-email",
)


def without_derived(shown: dict[str, Any]) -> None:
    shown["attributes"] = {k: v for k, v in shown["attributes"].items() if ":" not in k}


def derived_from_identity(shown: dict[str, Any]) -> None:
    for key in shown["attributes"]:
        if key.endswith(":md5"):
            shown["attributes"][key] = shown["emailMd5"]


def derived_domain_of_all(shown: dict[str, Any]) -> None:
    for key in shown["attributes"]:
        if key.endswith(":domain"):
            shown["attributes"][key] = "example.com"


FAULTS.shows(
    "derived entries left out",
    without_derived,
    "createContact.derived-attributes",
    "getContact.derived-attributes",
)
FAULTS.shows(
    "derived from the wrong address",
    derived_from_identity,
    "createContact.derived-attributes",
    "patchContact.derived-follow-change",
)
FAULTS.shows(
    "derived domain fixed",
    derived_domain_of_all,
    "createContact.derived-attributes",
    "patchContact.derived-follow-change",
)
