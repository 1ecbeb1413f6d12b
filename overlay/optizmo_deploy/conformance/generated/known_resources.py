"""The resources of the account that generated requests refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.contract.facts import PREDEFINED
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Known"]

T = TypeVar("T")

_ADDRESSES = 40
_BRANDS = 8


@frozen
class Known:
    """Existing resources that generated requests may refer to."""

    contacts: tuple[str, ...]
    """The emailMd5 of existing contacts that may be changed."""
    missing_contact: str
    addresses: tuple[str, ...]
    """Addresses that no contact has yet."""
    brands: Mapping[str, bool] | None
    """Whether each brand is enabled, by its id as listed; `None` if they cannot be read."""
    missing_brand: str
    names: tuple[str, ...]
    """Some of the brands' names."""
    attributes: Mapping[str, str] | None
    """The type of each attribute by its name; `None` if the schema cannot be read."""

    @property
    def usable_brands(self) -> tuple[str, ...]:
        """A few brands that contacts can be subscribed to."""
        return tuple(id_ for id_, enabled in (self.brands or {}).items() if enabled)[:_BRANDS]

    @property
    def writable(self) -> Mapping[str, str]:
        """The type of each attribute that a contact can be given, by its name."""
        given = self.attributes or {}
        return {name: kind for name, kind in given.items() if name not in PREDEFINED}

    @classmethod
    def of(cls, api: Api) -> Known:
        """Find the resources, as far as the profile and the server allow."""
        brands = _or_none(lambda: api.target.brands)
        schema = _or_none(lambda: api.target.schema)
        writes = api.settings.profile is not Profile.READ
        contact = _or_none(lambda: api.new_contact().md5 if writes else api.some_contact)
        return cls(
            contacts=(contact,) if contact else (),
            missing_contact=api.target.unknown_md5,
            addresses=tuple(api.new_address() for _ in range(_ADDRESSES if writes else 0)),
            brands=None
            if brands is None
            else {str(brand["id"]): brand["enabled"] is True for brand in brands},
            missing_brand=_or_none(lambda: api.target.unknown_brand_id)
            or "00000000-0000-4000-8000-000000000000",
            names=tuple(str(brand["name"]) for brand in (brands or [])[:_BRANDS]),
            attributes=None
            if schema is None
            else {str(item["name"]): str(item["type"]) for item in schema},
        )


def _or_none(find: Callable[[], T]) -> T | None:
    try:
        return find()
    except NotReached:
        return None
