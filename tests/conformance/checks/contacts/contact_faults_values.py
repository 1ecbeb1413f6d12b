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
    "CREATE-30",
    "CREATE-41",
    "CREATE-49",
    "PATCH-01",
    "PATCH-22",
    "READBACK-04",
)


def nested(shown: Json) -> None:
    """Put what is derived from an address under the attribute's own name."""
    attributes = shown["attributes"]
    for name in [name for name in attributes if f"{name}:md5" in attributes]:
        entries = [key for key in attributes if key.startswith(f"{name}:")]
        inner = {key.partition(":")[2]: attributes.pop(key) for key in entries}
        attributes[name] = {"value": attributes[name], **inner}


FAULTS.shows("derived entries nested", nested, "CREATE-46", "CREATE-47", "GET-10", "PATCH-32")
shows("strings cut short", only(str, lambda text: text[:4]), "CREATE-30", "PATCH-16")
shows(
    "strings composed",
    only(str, lambda text: unicodedata.normalize("NFC", text)),
    "CREATE-31",
    "PATCH-17",
)
shows("strings decomposed", only(str, lambda text: unicodedata.normalize("NFD", text)), "CREATE-31")
shows(
    "strings in the basic plane",
    only(str, lambda text: "".join(c for c in text if ord(c) < 0x10000)),
    "CREATE-31",
)
shows(
    "strings escaped", only(str, lambda text: text.replace("&", "&amp;")), "CREATE-32", "PATCH-18"
)
shows(
    "strings without backslashes",
    only(str, lambda text: text.replace("\\", "")),
    "CREATE-32",
    "PATCH-18",
)
shows(
    "strings on one line", only(str, lambda text: text.replace("\n", " ")), "CREATE-32", "PATCH-18"
)
shows("strings trimmed", only(str, str.strip), "CREATE-33", "PATCH-19")
shows(
    "strings read as numbers",
    only(
        str,
        lambda text: float(text) if text.replace(".", "").isdigit() and len(text) < 20 else text,
    ),
    "CREATE-34",
    "PATCH-20",
)
shows(
    "strings read as words",
    only(str, lambda text: {"true": True}.get(text, text)),
    "CREATE-34",
    "PATCH-20",
)
shows("strings of 255", only(str, lambda text: text[:255]), "CREATE-35", "PATCH-21")
shows("numbers as strings", only(NUMBERS, str), "CREATE-36", "CREATE-37", "PATCH-22", "PATCH-23")
shows("numbers in halves", only(NUMBERS, lambda number: number / 2), "CREATE-36", "PATCH-22")
shows("numbers as integers", only(float, int), "CREATE-37", "PATCH-23")
shows(
    "numbers in two digits", only(float, lambda number: round(number, 2)), "CREATE-37", "PATCH-23"
)
shows("numbers without sign", only(NUMBERS, abs), "CREATE-38", "PATCH-24")
shows("numbers from one", only(NUMBERS, lambda number: number or 1), "CREATE-39", "PATCH-25")
shows(
    "numbers in single precision",
    only(NUMBERS, lambda number: struct.unpack("f", struct.pack("f", number))[0]),
    "CREATE-37",
    "CREATE-40",
    "PATCH-26",
)
shows(
    "numbers of 32 bits", only(int, lambda number: min(number, 2**31 - 1)), "CREATE-40", "PATCH-26"
)
shows("booleans as numbers", only(bool, int), "CREATE-41", "CREATE-42", "PATCH-27", "PATCH-28")
shows("booleans as strings", only(bool, lambda flag: str(flag).lower()), "CREATE-41", "PATCH-27")
shows("booleans never true", only(bool, lambda _: False), "CREATE-41", "PATCH-27")
shows("booleans always true", only(bool, lambda _: True), "CREATE-42", "PATCH-28")
shows("arrays sorted", only(list, sorted), "CREATE-43", "PATCH-29")
shows("arrays of ten", only(list, lambda items: items[:10]), "CREATE-43", "PATCH-29")
shows(
    "arrays without numerals",
    only(list, lambda items: [i for i in items if not i.isdigit()]),
    "CREATE-43",
)
shows(
    "arrays of one flattened",
    only(list, lambda items: items if len(items) > 1 else items[0]),
    "CREATE-44",
    "PATCH-30",
)
shows(
    "arrays joined", only(list, lambda items: ",".join(items).split(",")), "CREATE-45", "PATCH-31"
)
shows(
    "addresses reversed",
    only(str, lambda text: text[::-1] if "@" in text else text),
    "CREATE-46",
    "PATCH-32",
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


FAULTS.shows("derived entries left out", without_derived, "CREATE-47", "GET-10")
FAULTS.shows("derived from the wrong address", derived_from_identity, "CREATE-48", "PATCH-14")
FAULTS.shows("derived domain fixed", derived_domain_of_all, "CREATE-48", "PATCH-14")
