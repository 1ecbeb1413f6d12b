from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take_ids as _take_ids

T = TypeVar("T", bound="SubscriptionAdd")


@_attrs_define
class SubscriptionAdd:
    """Brands to subscribe a contact to.

    Attributes:
        brand_ids (list[str]): Ids of brands of the account, each given once.
    """

    brand_ids: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        brand_ids = list[Any]()
        for componentsschemas_brand_id_list_item_data in self.brand_ids:
            componentsschemas_brand_id_list_item = str(componentsschemas_brand_id_list_item_data)
            brand_ids.append(componentsschemas_brand_id_list_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "brandIds": brand_ids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        brand_ids = _take_ids(d, "brandIds")

        subscription_add = cls(
            brand_ids=brand_ids,
        )

        subscription_add.additional_properties = d
        return subscription_add

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
