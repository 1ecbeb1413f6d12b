"""The account that the sandbox serves: its keys, contact schema, brands and contacts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .identity import email_md5
from .store import Contact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .attributes import Attribute

__all__ = ["ALL_RIGHTS", "Account", "Rights", "complete_brand"]

Rights = frozenset[str] | None
"""The operations that a key may call; None means all."""

ALL_RIGHTS: Rights = None
_CREATED_AT = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Account:
    """An account; brands and contacts are in the form that an account file gives them."""

    keys: Mapping[str, Rights] = field(repr=False)
    schema: tuple[Attribute, ...] = ()
    brands: tuple[Mapping[str, Any], ...] = ()
    contacts: tuple[Mapping[str, Any], ...] = ()

    @property
    def api_key(self) -> str:
        """The first key that may call every operation, or the first one at all."""
        return next(
            (key for key, rights in self.keys.items() if rights is ALL_RIGHTS),
            next(iter(self.keys)),
        )

    @property
    def forbidden_api_key(self) -> str | None:
        """The first key that is valid but may call nothing, if there is one."""
        return next((key for key, rights in self.keys.items() if rights == frozenset()), None)

    def with_api_key(self, key: str) -> Account:
        """Return the same account with another key in the place of `api_key`."""
        rights = self.keys[self.api_key]
        others = {
            other: allowed
            for other, allowed in self.keys.items()
            if other not in {self.api_key, key}
        }
        return replace(self, keys={key: rights, **others})

    def live_brands(self) -> Iterator[dict[str, Any]]:
        """Yield the brands that are not deleted, as the API returns them."""
        return (complete_brand(brand) for brand in self.brands if not brand.get("deleted"))

    def stored_contacts(self) -> Iterator[Contact]:
        """Yield the contacts as they are stored."""
        for contact in self.contacts:
            yield Contact(
                email_md5=email_md5(contact["email"]),
                email=contact["email"],
                created_at=contact.get("createdAt", _CREATED_AT),
                attributes=dict(contact.get("attributes", {})),
                brand_ids=[brand_id.lower() for brand_id in contact.get("brandIds", ())],
                enabled=contact.get("enabled", True),
            )


def complete_brand(brand: Mapping[str, Any]) -> dict[str, Any]:
    """Return a brand with the defaults of everything that the API always returns of a brand."""
    complete: dict[str, Any] = {
        "id": brand["id"].lower(),
        "name": brand["name"],
        "enabled": True,
        "esps": [],
        "verticals": [],
        "unsubscribeHandling": {"type": "Deploy", "useListUnsubscribeHeader": True},
        "createdAt": _CREATED_AT,
    }
    complete.update({name: value for name, value in brand.items() if name not in {"id", "deleted"}})
    return complete
