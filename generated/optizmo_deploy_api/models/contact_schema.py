from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

if TYPE_CHECKING:
    from ..models.schema_attribute import SchemaAttribute


T = TypeVar("T", bound="ContactSchema")


@_attrs_define
class ContactSchema:
    """The attributes that contacts of the account may carry.

    Attributes:
        attributes (list[SchemaAttribute]): The attributes in the order of the schema, the two predefined ones among
            them.
    """

    attributes: list[SchemaAttribute]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        attributes = list[Any]()
        for attributes_item_data in self.attributes:
            attributes_item = attributes_item_data.to_dict()
            attributes.append(attributes_item)

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
        from ..models.schema_attribute import SchemaAttribute  # noqa: PLC0415

        d = dict(src_dict)
        attributes = list[Any]()
        _attributes = _take(d, "attributes", list, dict)
        for attributes_item_data in _attributes:
            attributes_item = SchemaAttribute.from_dict(attributes_item_data)

            attributes.append(attributes_item)

        contact_schema = cls(
            attributes=attributes,
        )

        contact_schema.additional_properties = d
        return contact_schema

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
