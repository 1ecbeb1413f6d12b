"""Rules about contacts and subscriptions: consistency within a response and with earlier ones."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from optizmo_deploy.conformance.observed.rule import NOT_APPLICABLE, Finding
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Observation

__all__ = ["contact_of", "md5_of", "path_md5", "subscriptions_of"]

RETURNS_CONTACT = frozenset({"createContact", "getContact", "patchContact"})
RETURNS_SUBSCRIPTIONS = frozenset({"listContactSubscriptions", "addContactSubscriptions"})
PREDEFINED = frozenset({"Email", "Brand"})
HASH = re.compile(r"[a-f0-9]{32}")


def contact_of(seen: Observation) -> dict[str, Any] | None:
    """Return the contact in the response, or `None` when there is none."""
    if seen.operation is None or not seen.succeeded or seen.operation.id not in RETURNS_CONTACT:
        return None
    return seen.mapping


def subscriptions_of(seen: Observation) -> list[dict[str, Any]] | None:
    """Return the subscriptions in the response, or `None` when there are none."""
    wanted = seen.operation is not None and seen.operation.id in RETURNS_SUBSCRIPTIONS
    if not wanted or not seen.succeeded or seen.mapping is None:
        return None
    brands = seen.mapping.get("brands")
    if not isinstance(brands, list):
        return None
    entries = cast("list[object]", brands)
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def path_md5(seen: Observation) -> str | None:
    """Return the emailMd5 that the path names, in lower case."""
    value = (seen.parameters or {}).get("emailMd5")
    return None if value is None else unquote(value, errors="replace").lower()


def md5_of(text: str) -> str:
    """Return the MD5 of a text as hex digits."""
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


@rule("md5-lower-case")
def has_lower_case_hash(seen: Observation) -> Finding:
    """Require that ``emailMd5`` is 32 lower-case hex digits."""
    contact = contact_of(seen)
    if contact is None:
        return NOT_APPLICABLE
    given = contact.get("emailMd5")
    if isinstance(given, str) and HASH.fullmatch(given):
        return None
    return (
        f"{seen.shown} with the emailMd5 {given!r}, which should be 32 lower-case hexadecimal "
        "digits"
    )


@rule("md5-of-email")
def has_hash_of_its_address(seen: Observation) -> Finding:
    """Require that ``emailMd5`` is the MD5 of the lower-cased ``email``."""
    contact = contact_of(seen)
    email, given = (contact or {}).get("email"), (contact or {}).get("emailMd5")
    if not isinstance(email, str) or not isinstance(given, str) or not email.isascii():
        return NOT_APPLICABLE
    if given.lower() in {md5_of(email.lower()), md5_of(email.strip().lower())}:
        return None
    return (
        f"{seen.shown} with the emailMd5 {given}, which should be the MD5 of the lower-cased email"
    )


@rule("contact-of-path")
def is_the_one_asked_for(seen: Observation) -> Finding:
    """Require that the response is about the contact in the path."""
    contact, asked = contact_of(seen), path_md5(seen)
    given = (contact or {}).get("emailMd5")
    if asked is None or not isinstance(given, str):
        return NOT_APPLICABLE
    if given.lower() == asked:
        return None
    return f"{seen.shown} with the contact {given}, which should be the one in the path"


@rule("no-predefined-attributes")
def hides_the_predefined_attributes(seen: Observation) -> Finding:
    """Require that neither the identity nor the brands are among the attributes."""
    attributes = _attributes(seen)
    if attributes is None:
        return NOT_APPLICABLE
    shown = [name for name in attributes if name.partition(":")[0] in PREDEFINED]
    if not shown:
        return None
    return f"{seen.shown} with {', '.join(shown)} in attributes, which should not have it"


@rule("attributes-in-schema")
def has_attributes_of_the_schema(seen: Observation) -> Finding:
    """Require that every attribute is in the contact schema, or derived from one of type email."""
    attributes, types = _attributes(seen), seen.memory.attribute_types
    if not attributes or types is None:
        return NOT_APPLICABLE
    for name in attributes:
        base, colon, _ = name.partition(":")
        if name in types or (colon and types.get(base) == "email") or base in PREDEFINED:
            continue
        return (
            f"{seen.shown} with the attribute {name!r}, which should be in the contact "
            "schema, but is not"
        )
    return None


@rule("derived-attributes")
def has_derived_entries(seen: Observation) -> Finding:
    """Require that an attribute of type email has derived entries, with the right values."""
    attributes, types = _attributes(seen), seen.memory.attribute_types
    if attributes is None or types is None:
        return NOT_APPLICABLE
    emails = {
        name: value
        for name, value in attributes.items()
        if types.get(name) == "email" and _is_set(value)
    }
    if not emails:
        return NOT_APPLICABLE
    for name, value in emails.items():
        wrong = _wrongly_derived(name, value, attributes)
        if wrong:
            return f"{seen.shown}; {wrong}"
    return None


@rule("brands-unique")
def lists_each_brand_once(seen: Observation) -> Finding:
    """Require that no brand occurs twice in ``brandIds`` or in the subscriptions."""
    ids = _ids(seen)
    if ids is None:
        return NOT_APPLICABLE
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    return f"{seen.shown} with the brand {twice[0]} more than once" if twice else None


@rule("agrees-with-other-reader")
def agrees_on_the_brands(seen: Observation) -> Finding:
    """Require that ``brandIds`` and the subscriptions agree, as far as brands still exist."""
    ids, md5 = _ids(seen), path_md5(seen)
    if ids is None or md5 is None:
        return NOT_APPLICABLE
    shown = frozenset(ids)
    listed: frozenset[str] | None
    subscribed: frozenset[str] | None
    if subscriptions_of(seen) is not None:
        listed, subscribed = shown, seen.memory.subscribed.get(md5)
    else:
        listed, subscribed = seen.memory.listed.get(md5), shown
    if listed is None or subscribed is None or not _is_settled(seen):
        return NOT_APPLICABLE
    surplus = sorted(listed - subscribed)
    if surplus:
        return (
            f"{seen.shown}, and the brand {surplus[0]} is in the subscriptions, but not in "
            "brandIds; "
            "both should have it"
        )
    missing = sorted((subscribed - listed) & seen.memory.brand_ids)
    if missing:
        return (
            f"{seen.shown}, and the brand {missing[0]} is in brandIds, but not in the "
            "subscriptions; "
            "both should have it"
        )
    return None


def _is_settled(seen: Observation) -> bool:
    # A response to a write shows the state after it, so it is not compared with earlier ones.
    return seen.exchange.method == "GET"


def _attributes(seen: Observation) -> dict[str, Any] | None:
    given = (contact_of(seen) or {}).get("attributes")
    return cast("dict[str, Any]", given) if isinstance(given, dict) else None


def _ids(seen: Observation) -> list[str] | None:
    entries = subscriptions_of(seen)
    if entries is not None:
        return [str(entry.get("id")).lower() for entry in entries]
    given = (contact_of(seen) or {}).get("brandIds")
    return (
        [str(id_).lower() for id_ in cast("list[object]", given)]
        if isinstance(given, list)
        else None
    )


def _is_set(value: object) -> bool:
    return "@" in value if isinstance(value, str) else isinstance(value, dict)


def _wrongly_derived(name: str, value: object, attributes: dict[str, Any]) -> str | None:
    derived = {key: entry for key, entry in attributes.items() if key.startswith(name + ":")}
    if not derived:
        return (
            f"the attribute {name!r} of type email should have derived entries such as {name}:md5"
        )
    if not isinstance(value, str):
        return None  # a requirement of its own
    md5, domain = derived.get(f"{name}:md5"), derived.get(f"{name}:domain")
    if isinstance(md5, str) and md5.lower() not in {md5_of(value), md5_of(value.strip().lower())}:
        return f"{name}:md5 should be the MD5 of the address, but is {md5}"
    own = value.strip().rpartition("@")[2].lower()
    if isinstance(domain, str) and own.isascii() and domain.lower() != own:
        return f"{name}:domain should be the domain of the address, but is {domain!r}"
    return None
