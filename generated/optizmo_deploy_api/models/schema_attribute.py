from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.attribute_type import AttributeType
from ..types import take as _take

T = TypeVar("T", bound="SchemaAttribute")


@_attrs_define
class SchemaAttribute:
    """One attribute of the contact schema.

    Attributes:
        name (str): The attribute's name, the key under which contacts carry it.
        type_ (AttributeType): The type of an attribute's values.
        description (str | None): What the attribute means. Absent when there is no description.
    """

    name: str
    type_: AttributeType
    description: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        type_ = self.type_.value

        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "type": type_,
            }
        )
        if description is not None:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = _take(d, "name", str)

        type_ = AttributeType(_take(d, "type", str))

        description = d.pop("description", None)

        schema_attribute = cls(
            name=name,
            type_=type_,
            description=description,
        )

        schema_attribute.additional_properties = d
        return schema_attribute

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
