"""What an exchange shows that later exchanges are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.observed.contacts import contact_of, path_md5, subscriptions_of

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Memory, Observation

__all__ = ["remember"]


def remember(seen: Observation, memory: Memory) -> None:
    """Add what an exchange shows to the memory, and remove what it may have changed."""
    if seen.exchange.method != "GET":
        _forget(seen, memory)
        return
    if seen.operation is None or not seen.succeeded or seen.mapping is None:
        return
    md5 = path_md5(seen)
    contact, subscriptions = contact_of(seen), subscriptions_of(seen)
    if md5 and contact is not None and isinstance(contact.get("brandIds"), list):
        memory.subscribed[md5] = frozenset(str(id_).lower() for id_ in contact["brandIds"])
    elif md5 and subscriptions is not None:
        memory.listed[md5] = frozenset(str(entry.get("id")).lower() for entry in subscriptions)
    elif seen.operation.id == "listBrands":
        memory.brand_ids.update(
            str(brand["id"]).lower()
            for brand in _entries(seen.mapping.get("data"))
            if "id" in brand
        )
    elif seen.operation.id == "getContactSchema":
        memory.attribute_types = {
            str(entry.get("name")): str(entry.get("type"))
            for entry in _entries(seen.mapping.get("attributes"))
        }


def _forget(seen: Observation, memory: Memory) -> None:
    md5 = path_md5(seen)
    if md5 is None:
        memory.subscribed.clear()
        memory.listed.clear()
    else:
        memory.subscribed.pop(md5, None)
        memory.listed.pop(md5, None)


def _entries(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return []
    entries = cast("list[object]", value)
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]
