from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

if TYPE_CHECKING:
    from ..models.attributes_create import AttributesCreate


T = TypeVar("T", bound="ContactCreate")


@_attrs_define
class ContactCreate:
    """A contact to add.

    Attributes:
        email (str): The contact's e-mail address. It cannot be changed later.
        brand_ids (list[str] | None): Ids of brands of the account, each given once.
        attributes (AttributesCreate | None): Attributes of the contact schema and their values. Empty strings and the
            predefined `Email` and `Brand` are refused.
    """

    email: str
    brand_ids: list[str] | None = None
    attributes: AttributesCreate | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        brand_ids: list[str] | None = None
        if self.brand_ids is not None:
            brand_ids = list[Any]()
            for componentsschemas_brand_id_list_item_data in self.brand_ids:
                componentsschemas_brand_id_list_item = str(componentsschemas_brand_id_list_item_data)
                brand_ids.append(componentsschemas_brand_id_list_item)

        attributes: dict[str, Any] | None = None
        if self.attributes is not None:
            attributes = self.attributes.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
            }
        )
        if brand_ids is not None:
            field_dict["brandIds"] = brand_ids
        if attributes is not None:
            field_dict["attributes"] = attributes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attributes_create import AttributesCreate  # noqa: PLC0415

        d = dict(src_dict)
        email = _take(d, "email", str)

        brand_ids = cast("list[str]", d.pop("brandIds", None))

        _attributes = d.pop("attributes", None)
        attributes: AttributesCreate | None
        if _attributes is None:
            attributes = None
        else:
            attributes = AttributesCreate.from_dict(_attributes)

        contact_create = cls(
            email=email,
            brand_ids=brand_ids,
            attributes=attributes,
        )

        contact_create.additional_properties = d
        return contact_create

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
