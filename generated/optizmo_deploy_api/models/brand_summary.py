from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take
from ..types import take_id as _take_id

T = TypeVar("T", bound="BrandSummary")


@_attrs_define
class BrandSummary:
    """A brand as it is listed.

    Attributes:
        id (str): The brand's id.
        name (str): The brand's name.
        enabled (bool): Whether the brand is enabled.
    """

    id: str
    name: str
    enabled: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        enabled = self.enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "enabled": enabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = _take_id(d, "id")

        name = _take(d, "name", str)

        enabled = _take(d, "enabled", bool)

        brand_summary = cls(
            id=id,
            name=name,
            enabled=enabled,
        )

        brand_summary.additional_properties = d
        return brand_summary

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
