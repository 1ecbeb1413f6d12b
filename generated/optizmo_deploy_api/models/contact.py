from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take
from ..types import take_ids as _take_ids
from ..types import utc as _utc

if TYPE_CHECKING:
    from ..models.attributes import Attributes


T = TypeVar("T", bound="Contact")


@_attrs_define
class Contact:
    """A contact of the account.

    Attributes:
        email (str): The contact's e-mail address.
        email_md5 (str): The MD5 of the address in lower case, as 32 lower-case hexadecimal digits. It names the contact
            in paths.
        attributes (Attributes): A contact's attributes by name. An attribute of type `email` is accompanied by read-
            only entries named
            `name:subKey` that are derived from it, such as `name:md5` and `name:domain`. The address and the brands of the
            contact are not among them.
        brand_ids (list[str]): The contact's brands by id. The id of a brand may stay here after the brand was deleted.
        enabled (bool): Whether the contact is enabled. Disabling it is for good.
        created_at (datetime.datetime): When the contact was created.
    """

    email: str
    email_md5: str
    attributes: Attributes
    brand_ids: list[str]
    enabled: bool
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        email_md5 = self.email_md5

        attributes = self.attributes.to_dict()

        brand_ids = list[Any]()
        for brand_ids_item_data in self.brand_ids:
            brand_ids_item = str(brand_ids_item_data)
            brand_ids.append(brand_ids_item)

        enabled = self.enabled

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "emailMd5": email_md5,
                "attributes": attributes,
                "brandIds": brand_ids,
                "enabled": enabled,
                "createdAt": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attributes import Attributes  # noqa: PLC0415

        d = dict(src_dict)
        email = _take(d, "email", str)

        email_md5 = _take(d, "emailMd5", str)

        attributes = Attributes.from_dict(_take(d, "attributes", dict))

        brand_ids = _take_ids(d, "brandIds")

        enabled = _take(d, "enabled", bool)

        created_at = _utc(_take(d, "createdAt", str))

        contact = cls(
            email=email,
            email_md5=email_md5,
            attributes=attributes,
            brand_ids=brand_ids,
            enabled=enabled,
            created_at=created_at,
        )

        contact.additional_properties = d
        return contact

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
