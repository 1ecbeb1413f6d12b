from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

if TYPE_CHECKING:
    from ..models.brand_summary import BrandSummary
    from ..models.pagination import Pagination


T = TypeVar("T", bound="BrandPage")


@_attrs_define
class BrandPage:
    """One page of the list of brands.

    Attributes:
        data (list[BrandSummary]): The brands of the page.
        pagination (Pagination): Where a page stands in its list.
    """

    data: list[BrandSummary]
    pagination: Pagination
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        data = list[Any]()
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)

        pagination = self.pagination.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
                "pagination": pagination,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.brand_summary import BrandSummary  # noqa: PLC0415
        from ..models.pagination import Pagination  # noqa: PLC0415

        d = dict(src_dict)
        data = list[Any]()
        _data = _take(d, "data", list, dict)
        for data_item_data in _data:
            data_item = BrandSummary.from_dict(data_item_data)

            data.append(data_item)

        pagination = Pagination.from_dict(_take(d, "pagination", dict))

        brand_page = cls(
            data=data,
            pagination=pagination,
        )

        brand_page.additional_properties = d
        return brand_page

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
