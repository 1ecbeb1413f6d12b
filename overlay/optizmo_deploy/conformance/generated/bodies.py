"""Whether the body of a request is to be accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.generated import values
from optizmo_deploy.conformance.generated.expectation import Due

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.generated.known_resources import Known

__all__ = ["body", "is_harmless"]


def body(operation: str, sent: bytes, media_type: str | None, known: Known) -> Due:
    """Return what is expected for the body of a request."""
    if media_type is None or media_type.partition(";")[0].strip().lower() != "application/json":
        return Due.OPEN
    try:
        value = json.loads(sent)
    except (ValueError, RecursionError):
        return Due.REJECTED
    if value is None:
        return Due.OPEN
    if not isinstance(value, dict):
        return Due.REJECTED
    return _MEMBERS[operation](cast("dict[str, Any]", value), known)


def is_harmless(operation: str | None, sent: bytes | None, known: Known) -> bool:
    """Return whether a body cannot create a contact with an address that is not the run's own."""
    if operation != "createContact":
        return True
    try:
        value = json.loads(sent or b"")
    except (ValueError, RecursionError):
        return True
    address = cast("dict[str, Any]", value).get("email") if isinstance(value, dict) else None
    return not isinstance(address, str) or "@" not in address or address in known.addresses


def _create(value: dict[str, Any], known: Known) -> Due:
    expected = [values.address(value["email"]) if "email" in value else Due.REJECTED]
    if "brandIds" in value:
        expected.append(values.brand_ids(value["brandIds"], known))
    if "attributes" in value:
        expected.append(_attributes(value["attributes"], known, removable=False))
    return max(*expected, _members(value, {"email", "brandIds", "attributes"}))


def _patch(value: dict[str, Any], known: Known) -> Due:
    if not value.get("attributes"):
        return Due.OPEN if value.get("attributes") in (None, {}) else Due.REJECTED
    expected = _attributes(value["attributes"], known, removable=True)
    return max(expected, _members(value, {"attributes"}))


def _subscribe(value: dict[str, Any], known: Known) -> Due:
    if "brandIds" not in value:
        return Due.REJECTED
    return max(values.brand_ids(value["brandIds"], known), _members(value, {"brandIds"}))


def _attributes(value: object, known: Known, *, removable: bool) -> Due:
    if value is None:
        return Due.OPEN
    if not isinstance(value, dict):
        return Due.REJECTED
    return max(
        [Due.ACCEPTED]
        + [
            _attribute(name, given, known, removable=removable)
            for name, given in cast("dict[str, object]", value).items()
        ]
    )


def _attribute(name: str, value: object, known: Known, *, removable: bool) -> Due:
    expected = values.attribute(name, value, known)
    if value is not None:
        return expected
    # What null means in a create is not documented; that a patch may remove what is not set is only
    # assumed.
    return max(expected, Due.OPEN) if removable else Due.OPEN


def _members(value: dict[str, Any], documented: set[str]) -> Due:
    return Due.ACCEPTED if set(value) <= documented else Due.OPEN


_MEMBERS: dict[str, Callable[[dict[str, Any], Known], Due]] = {
    "createContact": _create,
    "patchContact": _patch,
    "addContactSubscriptions": _subscribe,
}
