from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

T = TypeVar("T", bound="DeployUnsubscribeHandling")


@_attrs_define
class DeployUnsubscribeHandling:
    """Deploy hosts the unsubscribe page.

    Attributes:
        type_ (Literal['Deploy']):
        use_list_unsubscribe_header (bool): Whether messages carry a List-Unsubscribe header.
        unsubscribe_page_id (str | None): The page that recipients are sent to.
    """

    type_: Literal["Deploy"]
    use_list_unsubscribe_header: bool
    unsubscribe_page_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        use_list_unsubscribe_header = self.use_list_unsubscribe_header

        unsubscribe_page_id: str | None = None
        if self.unsubscribe_page_id is not None:
            unsubscribe_page_id = str(self.unsubscribe_page_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "useListUnsubscribeHeader": use_list_unsubscribe_header,
            }
        )
        if unsubscribe_page_id is not None:
            field_dict["unsubscribePageId"] = unsubscribe_page_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["Deploy"], d.pop("type"))
        if type_ != "Deploy":
            raise ValueError(f"type must match const 'Deploy', got '{type_}'")

        use_list_unsubscribe_header = _take(d, "useListUnsubscribeHeader", bool)

        unsubscribe_page_id = d.pop("unsubscribePageId", None)

        deploy_unsubscribe_handling = cls(
            type_=type_,
            use_list_unsubscribe_header=use_list_unsubscribe_header,
            unsubscribe_page_id=unsubscribe_page_id,
        )

        deploy_unsubscribe_handling.additional_properties = d
        return deploy_unsubscribe_handling

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
