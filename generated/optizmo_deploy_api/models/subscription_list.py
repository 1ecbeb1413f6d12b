from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

if TYPE_CHECKING:
    from ..models.subscribed_brand import SubscribedBrand


T = TypeVar("T", bound="SubscriptionList")


@_attrs_define
class SubscriptionList:
    """The subscriptions of a contact.

    Attributes:
        brands (list[SubscribedBrand]): The subscriptions, in no documented order.
    """

    brands: list[SubscribedBrand]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        brands = list[Any]()
        for brands_item_data in self.brands:
            brands_item = brands_item_data.to_dict()
            brands.append(brands_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "brands": brands,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.subscribed_brand import SubscribedBrand  # noqa: PLC0415

        d = dict(src_dict)
        brands = list[Any]()
        _brands = _take(d, "brands", list, dict)
        for brands_item_data in _brands:
            brands_item = SubscribedBrand.from_dict(brands_item_data)

            brands.append(brands_item)

        subscription_list = cls(
            brands=brands,
        )

        subscription_list.additional_properties = d
        return subscription_list

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
