"""What commands print: the fields of the API by their names in the contract, in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy import Brand, BrandSummary, Contact, SchemaAttribute, SubscribedBrand

__all__ = ["Record", "attribute", "brand", "contact", "disabled", "removed", "subscriptions"]

Record: TypeAlias = dict[str, Any]


def contact(model: Contact) -> Record:
    """Return a contact."""
    first = ("email", "emailMd5", "enabled", "createdAt", "brandIds", "attributes")
    return _ordered(model.to_dict(), first)


def brand(model: Brand | BrandSummary) -> Record:
    """Return a brand, as it is listed or with its sending settings."""
    return _ordered(model.to_dict(), ("id", "name", "enabled"))


def attribute(model: SchemaAttribute) -> Record:
    """Return an attribute of the contact schema."""
    return _ordered(model.to_dict(), ("name", "type", "description"))


def subscriptions(given: str, email_md5: str, brands: Iterable[SubscribedBrand]) -> Record:
    """Return the subscriptions of a contact, which is named as it was given."""
    return {
        "contact": given,
        "emailMd5": email_md5,
        "brands": [_ordered(each.to_dict(), ("id", "name")) for each in brands],
    }


def disabled(given: str, email_md5: str) -> Record:
    """Return the state of a contact after it was disabled."""
    return {"contact": given, "emailMd5": email_md5, "enabled": False}


def removed(given: str, email_md5: str, brand_id: str) -> Record:
    """Return the state of a subscription after it was removed."""
    return {"contact": given, "emailMd5": email_md5, "brandId": brand_id, "subscribed": False}


def _ordered(fields: Record, first: Iterable[str]) -> Record:
    """Put the known fields first; those that this version does not know follow."""
    record = {name: fields[name] for name in first if name in fields} | fields
    if "createdAt" in record:
        record["createdAt"] = record["createdAt"].replace("+00:00", "Z")  # as the API writes it
    return record
