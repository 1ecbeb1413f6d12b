"""Rules about contacts and subscriptions: what agrees in an answer, and with those before."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from optizmo_deploy.conformance.observed.rule import NOTHING_TO_SEE, Judgement
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Sight

__all__ = ["contact_of", "md5_of", "path_md5", "subscriptions_of"]

RETURNS_CONTACT = frozenset({"createContact", "getContact", "patchContact"})
RETURNS_SUBSCRIPTIONS = frozenset({"listContactSubscriptions", "addContactSubscriptions"})
PREDEFINED = frozenset({"Email", "Brand"})
HASH = re.compile(r"[a-f0-9]{32}")


def contact_of(sight: Sight) -> dict[str, Any] | None:
    """Return the contact in the answer, or ``None`` when there is none."""
    if sight.operation is None or not sight.succeeded or sight.operation.id not in RETURNS_CONTACT:
        return None
    return sight.mapping


def subscriptions_of(sight: Sight) -> list[dict[str, Any]] | None:
    """Return the subscriptions in the answer, or ``None`` when there are none."""
    wanted = sight.operation is not None and sight.operation.id in RETURNS_SUBSCRIPTIONS
    if not wanted or not sight.succeeded or sight.mapping is None:
        return None
    brands = sight.mapping.get("brands")
    if not isinstance(brands, list):
        return None
    entries = cast("list[object]", brands)
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def path_md5(sight: Sight) -> str | None:
    """Return the emailMd5 that the path names, in lower case."""
    value = (sight.parameters or {}).get("emailMd5")
    return None if value is None else unquote(value, errors="replace").lower()


def md5_of(text: str) -> str:
    """Return the MD5 of a text as hex digits."""
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


@rule("md5-lower-case")
def has_lower_case_hash(sight: Sight) -> Judgement:
    """Judge that ``emailMd5`` is 32 lower-case hex digits."""
    contact = contact_of(sight)
    if contact is None:
        return NOTHING_TO_SEE
    given = contact.get("emailMd5")
    if isinstance(given, str) and HASH.fullmatch(given):
        return None
    return f"{sight.said} with the emailMd5 {given!r}, which is not 32 lower-case hex digits"


@rule("md5-of-email")
def has_hash_of_its_address(sight: Sight) -> Judgement:
    """Judge that ``emailMd5`` is the MD5 of the lower-cased ``email``."""
    contact = contact_of(sight)
    email, given = (contact or {}).get("email"), (contact or {}).get("emailMd5")
    if not isinstance(email, str) or not isinstance(given, str) or not email.isascii():
        return NOTHING_TO_SEE
    if given.lower() in {md5_of(email.lower()), md5_of(email.strip().lower())}:
        return None
    return f"{sight.said} with the emailMd5 {given}, which is not the MD5 of its lower-cased email"


@rule("contact-of-path")
def is_the_one_asked_for(sight: Sight) -> Judgement:
    """Judge that the answer is about the contact in the path."""
    contact, asked = contact_of(sight), path_md5(sight)
    given = (contact or {}).get("emailMd5")
    if asked is None or not isinstance(given, str):
        return NOTHING_TO_SEE
    if given.lower() == asked:
        return None
    return f"{sight.said} with the contact {given}, another than the path names"


@rule("no-predefined-attributes")
def hides_the_predefined_attributes(sight: Sight) -> Judgement:
    """Judge that neither the identity nor the brands are among the attributes."""
    attributes = _attributes(sight)
    if attributes is None:
        return NOTHING_TO_SEE
    shown = [name for name in attributes if name.partition(":")[0] in PREDEFINED]
    return f"{sight.said} with {', '.join(shown)} among the attributes" if shown else None


@rule("attributes-in-schema")
def has_attributes_of_the_schema(sight: Sight) -> Judgement:
    """Judge that every attribute is in the contact schema, or derived from one of type email."""
    attributes, types = _attributes(sight), sight.memory.attribute_types
    if not attributes or types is None:
        return NOTHING_TO_SEE
    for name in attributes:
        base, colon, _ = name.partition(":")
        if name in types or (colon and types.get(base) == "email") or base in PREDEFINED:
            continue
        return f"{sight.said} with the attribute {name!r}, which the contact schema does not have"
    return None


@rule("derived-attributes")
def has_derived_entries(sight: Sight) -> Judgement:
    """Judge that an attribute of type email comes with its derived entries, and right ones."""
    attributes, types = _attributes(sight), sight.memory.attribute_types
    if attributes is None or types is None:
        return NOTHING_TO_SEE
    emails = {
        name: value
        for name, value in attributes.items()
        if types.get(name) == "email" and _is_set(value)
    }
    if not emails:
        return NOTHING_TO_SEE
    for name, value in emails.items():
        wrong = _wrongly_derived(name, value, attributes)
        if wrong:
            return f"{sight.said}; {wrong}"
    return None


@rule("brands-unique")
def lists_each_brand_once(sight: Sight) -> Judgement:
    """Judge that no brand occurs twice in ``brandIds`` or in the subscriptions."""
    ids = _ids(sight)
    if ids is None:
        return NOTHING_TO_SEE
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    return f"{sight.said} with the brand {twice[0]} more than once" if twice else None


@rule("agrees-with-other-reader")
def agrees_on_the_brands(sight: Sight) -> Judgement:
    """Judge that ``brandIds`` and the subscriptions agree, as far as brands still exist."""
    ids, md5 = _ids(sight), path_md5(sight)
    if ids is None or md5 is None:
        return NOTHING_TO_SEE
    seen = frozenset(ids)
    listed: frozenset[str] | None
    subscribed: frozenset[str] | None
    if subscriptions_of(sight) is not None:
        listed, subscribed = seen, sight.memory.subscribed.get(md5)
    else:
        listed, subscribed = sight.memory.listed.get(md5), seen
    if listed is None or subscribed is None or not _is_settled(sight):
        return NOTHING_TO_SEE
    surplus = sorted(listed - subscribed)
    if surplus:
        return f"{sight.said}: {surplus[0]} is in the subscriptions, but not in brandIds"
    missing = sorted((subscribed - listed) & sight.memory.brand_ids)
    if missing:
        return (
            f"{sight.said}: {missing[0]} is in brandIds and a brand, but not in the subscriptions"
        )
    return None


def _is_settled(sight: Sight) -> bool:
    # An answer to a change shows what comes after it, so it is compared with nothing from before.
    return sight.exchange.method == "GET"


def _attributes(sight: Sight) -> dict[str, Any] | None:
    given = (contact_of(sight) or {}).get("attributes")
    return cast("dict[str, Any]", given) if isinstance(given, dict) else None


def _ids(sight: Sight) -> list[str] | None:
    entries = subscriptions_of(sight)
    if entries is not None:
        return [str(entry.get("id")).lower() for entry in entries]
    given = (contact_of(sight) or {}).get("brandIds")
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
        return f"the attribute {name!r} of type email has no derived entries such as {name}:md5"
    if not isinstance(value, str):
        return None  # another requirement's matter
    md5, domain = derived.get(f"{name}:md5"), derived.get(f"{name}:domain")
    if isinstance(md5, str) and md5.lower() not in {md5_of(value), md5_of(value.strip().lower())}:
        return f"{name}:md5 is {md5}, which is not the MD5 of the address"
    own = value.strip().rpartition("@")[2].lower()
    if isinstance(domain, str) and own.isascii() and domain.lower() != own:
        return f"{name}:domain is {domain!r}, which is not the domain of the address"
    return None
