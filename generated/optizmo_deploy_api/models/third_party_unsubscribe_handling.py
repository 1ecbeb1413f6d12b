from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

T = TypeVar("T", bound="ThirdPartyUnsubscribeHandling")


@_attrs_define
class ThirdPartyUnsubscribeHandling:
    """Somebody else handles unsubscribe requests.

    Attributes:
        type_ (str): Any other kind.
        list_unsubscribe_header (str | None): A custom List-Unsubscribe header.
    """

    type_: str
    list_unsubscribe_header: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        list_unsubscribe_header = self.list_unsubscribe_header

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if list_unsubscribe_header is not None:
            field_dict["listUnsubscribeHeader"] = list_unsubscribe_header

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = _take(d, "type", str)

        list_unsubscribe_header = d.pop("listUnsubscribeHeader", None)

        third_party_unsubscribe_handling = cls(
            type_=type_,
            list_unsubscribe_header=list_unsubscribe_header,
        )

        third_party_unsubscribe_handling.additional_properties = d
        return third_party_unsubscribe_handling

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
