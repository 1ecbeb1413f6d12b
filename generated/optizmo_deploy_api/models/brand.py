from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take
from ..types import take_id as _take_id
from ..types import utc as _utc

if TYPE_CHECKING:
    from ..models.deploy_unsubscribe_handling import DeployUnsubscribeHandling
    from ..models.esp import Esp
    from ..models.third_party_unsubscribe_handling import ThirdPartyUnsubscribeHandling
    from ..models.vertical import Vertical


T = TypeVar("T", bound="Brand")


@_attrs_define
class Brand:
    """A brand with its sending settings.

    Attributes:
        id (str): The brand's id.
        name (str): The brand's name.
        enabled (bool): Whether the brand is enabled.
        esps (list[Esp]): The e-mail service providers that the brand uses.
        verticals (list[Vertical]): The markets that the brand belongs to.
        unsubscribe_handling (DeployUnsubscribeHandling | ThirdPartyUnsubscribeHandling): Who handles unsubscribe
            requests for the brand.
        created_at (datetime.datetime): When the brand was created.
        from_address (str | None): The address that the brand sends from.
        domain (str | None): The domain that the brand sends from.
    """

    id: str
    name: str
    enabled: bool
    esps: list[Esp]
    verticals: list[Vertical]
    unsubscribe_handling: DeployUnsubscribeHandling | ThirdPartyUnsubscribeHandling
    created_at: datetime.datetime
    from_address: str | None = None
    domain: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.deploy_unsubscribe_handling import DeployUnsubscribeHandling  # noqa: PLC0415

        id = str(self.id)

        name = self.name

        enabled = self.enabled

        esps = list[Any]()
        for esps_item_data in self.esps:
            esps_item = esps_item_data.to_dict()
            esps.append(esps_item)

        verticals = list[Any]()
        for verticals_item_data in self.verticals:
            verticals_item = verticals_item_data.to_dict()
            verticals.append(verticals_item)

        unsubscribe_handling: dict[str, Any]
        if isinstance(self.unsubscribe_handling, DeployUnsubscribeHandling):
            unsubscribe_handling = self.unsubscribe_handling.to_dict()
        else:
            unsubscribe_handling = self.unsubscribe_handling.to_dict()

        created_at = self.created_at.isoformat()

        from_address = self.from_address

        domain = self.domain

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "enabled": enabled,
                "esps": esps,
                "verticals": verticals,
                "unsubscribeHandling": unsubscribe_handling,
                "createdAt": created_at,
            }
        )
        if from_address is not None:
            field_dict["fromAddress"] = from_address
        if domain is not None:
            field_dict["domain"] = domain

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.deploy_unsubscribe_handling import DeployUnsubscribeHandling  # noqa: PLC0415
        from ..models.esp import Esp  # noqa: PLC0415
        from ..models.third_party_unsubscribe_handling import ThirdPartyUnsubscribeHandling  # noqa: PLC0415
        from ..models.vertical import Vertical  # noqa: PLC0415

        d = dict(src_dict)
        id = _take_id(d, "id")

        name = _take(d, "name", str)

        enabled = _take(d, "enabled", bool)

        esps = list[Any]()
        _esps = _take(d, "esps", list, dict)
        for esps_item_data in _esps:
            esps_item = Esp.from_dict(esps_item_data)

            esps.append(esps_item)

        verticals = list[Any]()
        _verticals = _take(d, "verticals", list, dict)
        for verticals_item_data in _verticals:
            verticals_item = Vertical.from_dict(verticals_item_data)

            verticals.append(verticals_item)

        def _parse_unsubscribe_handling(
            data: object,
        ) -> DeployUnsubscribeHandling | ThirdPartyUnsubscribeHandling:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                unsubscribe_handling_type_0 = DeployUnsubscribeHandling.from_dict(
                    cast("dict[str, Any]", data)
                )

                return unsubscribe_handling_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            unsubscribe_handling_type_1 = ThirdPartyUnsubscribeHandling.from_dict(
                cast("dict[str, Any]", data)
            )

            return unsubscribe_handling_type_1

        unsubscribe_handling = _parse_unsubscribe_handling(d.pop("unsubscribeHandling"))

        created_at = _utc(_take(d, "createdAt", str))

        from_address = d.pop("fromAddress", None)

        domain = d.pop("domain", None)

        brand = cls(
            id=id,
            name=name,
            enabled=enabled,
            esps=esps,
            verticals=verticals,
            unsubscribe_handling=unsubscribe_handling,
            created_at=created_at,
            from_address=from_address,
            domain=domain,
        )

        brand.additional_properties = d
        return brand

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
