from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

if TYPE_CHECKING:
    from ..models.attributes_patch import AttributesPatch


T = TypeVar("T", bound="ContactPatch")


@_attrs_define
class ContactPatch:
    """A change to a contact.

    Attributes:
        attributes (AttributesPatch): Attributes of the contact schema to change, merged as RFC 7386 defines: a value
            sets, `null` removes. Empty strings
            and the predefined `Email` and `Brand` are refused.
    """

    attributes: AttributesPatch
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        attributes = self.attributes.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attributes": attributes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attributes_patch import AttributesPatch  # noqa: PLC0415

        d = dict(src_dict)
        attributes = AttributesPatch.from_dict(_take(d, "attributes", dict))

        contact_patch = cls(
            attributes=attributes,
        )

        contact_patch.additional_properties = d
        return contact_patch

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
