"""What single values of paths and bodies deserve."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.generated.expectation import Due

if TYPE_CHECKING:
    from optizmo_deploy.conformance.generated.known_resources import Known

__all__ = ["address", "attribute", "brand", "brand_ids", "hash_", "uuid_"]

HASH = re.compile(r"[A-Fa-f0-9]{32}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLAIN_ADDRESS = re.compile(
    r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}"
)
MOST_BRANDS = 100
_EXACT_INTEGER = 2**53
_SHORT = 200


def hash_(value: str, known: Known) -> Due:
    """Return what is expected for an emailMd5 in a path."""
    if not HASH.fullmatch(value) or value.lower() not in known.contacts:
        return Due.REJECTED
    return Due.ACCEPTED


def uuid_(value: str, known: Known) -> Due:
    """Return what is expected for a brand id, which must be a brand of the account."""
    if value in (known.brands or ()):
        return Due.ACCEPTED
    if not UUID.fullmatch(value):
        try:
            uuid.UUID(value)
        except ValueError:
            return Due.REJECTED
        return Due.OPEN  # another notation of a UUID, upper case included
    if known.brands is None:
        return Due.OPEN
    return Due.OPEN if value in map(str.lower, known.brands) else Due.REJECTED


def brand(value: object, known: Known) -> Due:
    """Return what is expected for an id in a body; that disabled brands are accepted is assumed."""
    if not isinstance(value, str):
        return Due.REJECTED
    expected = uuid_(value, known)
    disabled = expected is Due.ACCEPTED and not (known.brands or {}).get(value)
    return Due.OPEN if disabled else expected


def brand_ids(value: object, known: Known) -> Due:
    """Return what is expected for the list of ids in a body."""
    if value is None:
        return Due.OPEN
    if not isinstance(value, list):
        return Due.REJECTED
    ids = cast("list[object]", value)
    texts = [id_ for id_ in ids if isinstance(id_, str)]
    if not 1 <= len(ids) <= MOST_BRANDS or len(set(texts)) < len(texts):
        return Due.REJECTED
    folded = {text.lower() for text in texts}
    repeated = Due.OPEN if len(folded) < len(texts) else Due.ACCEPTED
    return max(repeated, *(brand(id_, known) for id_ in ids))


def address(value: object) -> Due:
    """Return what is expected for the address of a new contact."""
    if value is None:
        return Due.OPEN
    if not isinstance(value, str) or "@" not in value:
        return Due.REJECTED
    return Due.ACCEPTED if PLAIN_ADDRESS.fullmatch(value) else Due.OPEN


def attribute(name: str, value: object, known: Known) -> Due:
    """Return what is expected for an attribute; that its value must have its type is assumed."""
    if name in {"Email", "Brand"} or value == "":
        return Due.REJECTED
    if known.attributes is None:
        return Due.OPEN
    if name not in known.attributes:
        alike = name.strip().lower() in {own.lower() for own in known.attributes}
        return Due.OPEN if alike else Due.REJECTED
    return Due.ACCEPTED if _is_plain(value, known.attributes[name]) else Due.OPEN


def _is_plain(value: Any, kind: str) -> bool:
    match kind:
        case "string":
            return _is_plain_text(value)
        case "email":
            return isinstance(value, str) and PLAIN_ADDRESS.fullmatch(value) is not None
        case "number":
            return type(value) is int and abs(value) < _EXACT_INTEGER
        case "boolean":
            return isinstance(value, bool)
        case "array":
            items = cast("list[object]", value) if isinstance(value, list) else []
            return items != [] and all(map(_is_plain_text, items))
        case _:
            return False


def _is_plain_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _SHORT
        and value == value.strip()
        and value.isprintable()
        and value.isascii()
    )
